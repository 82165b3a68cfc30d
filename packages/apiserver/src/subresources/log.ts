import type { LogOptions } from '@juanie/kube-client';
import type { KubeObject } from '@juanie/kube';
import type { Api } from '../api.ts';
import type { ApiReply, Call, Sink } from '../http/exchange.ts';
import { badRequest, Refusal } from '../http/status.ts';
import { findStored } from '../read/list.ts';
import { parseStored } from '../view/decode.ts';

interface Container {
  readonly name: string;
}

interface ContainerStatus {
  readonly name: string;
  readonly state?: { readonly waiting?: { readonly reason?: string } };
  readonly lastState?: { readonly terminated?: object };
}

/** The output of one container, as the node where it runs tells it. */
export async function readLog(api: Api, call: Call, name: string): Promise<ApiReply> {
  const { kind, namespace } = call.target;
  const pod = parseStored(findStored(api, kind, { namespace, name }));
  const options = readOptions(call.query, pod);
  const node = api.node();
  if (node === undefined) {
    throw new Refusal(503, 'ServiceUnavailable', { message: 'no node runs pods yet' });
  }
  checkStarted(pod, options);
  await api.store.durable();
  return {
    status: 200,
    headers: { 'content-type': 'text/plain', 'cache-control': 'no-cache, private' },
    body: { start: (sink) => pump(node.logs(pod, options, call.signal), { sink, signal: call.signal }) },
  };
}

function readOptions(query: URLSearchParams, pod: KubeObject): LogOptions & { container: string } {
  const number = (key: string): number | undefined => (query.has(key) ? Number(query.get(key)) : undefined);
  const flag = (key: string): boolean => query.get(key) === 'true';
  const [tailLines, sinceSeconds] = [
    number('tailLines'),
    number('sinceSeconds') ?? secondsSince(query.get('sinceTime')),
  ];
  return {
    container: chooseContainer(pod, query.get('container') ?? ''),
    follow: flag('follow'),
    previous: flag('previous'),
    timestamps: flag('timestamps'),
    ...(tailLines === undefined ? {} : { tailLines }),
    ...(sinceSeconds === undefined ? {} : { sinceSeconds }),
  };
}

function secondsSince(time: string | null): number | undefined {
  const at = time === null ? Number.NaN : Date.parse(time);
  return Number.isNaN(at) ? undefined : Math.max(1, Math.ceil((Date.now() - at) / 1000));
}

function chooseContainer(pod: KubeObject, asked: string): string {
  const spec = (pod['spec'] ?? {}) as { containers?: Container[]; initContainers?: Container[] };
  const containers = (spec.containers ?? []).map(({ name }) => name);
  const init = (spec.initContainers ?? []).map(({ name }) => name);
  const [only] = containers;
  if (asked === '' && containers.length === 1 && only !== undefined) {
    return only;
  }
  const usual = pod.metadata.annotations?.['kubectl.kubernetes.io/default-container'];
  if (asked === '' && usual !== undefined && containers.includes(usual)) {
    return usual;
  }
  if (asked === '') {
    const choices = `choose one of: [${containers.join(' ')}]`;
    const more = init.length === 0 ? '' : ` or one of the init containers: [${init.join(' ')}]`;
    throw badRequest(`a container name must be specified for pod ${pod.metadata.name}, ${choices}${more}`);
  }
  if (!containers.includes(asked) && !init.includes(asked)) {
    throw badRequest(`container ${asked} is not valid for pod ${pod.metadata.name}`);
  }
  return asked;
}

/** Upstream asks the kubelet, which says why there is no output yet. */
function checkStarted(pod: KubeObject, { container, previous }: { container: string; previous?: boolean }): void {
  const status = (pod['status'] ?? {}) as {
    containerStatuses?: ContainerStatus[];
    initContainerStatuses?: ContainerStatus[];
  };
  const found = [...(status.containerStatuses ?? []), ...(status.initContainerStatuses ?? [])].find(
    ({ name }) => name === container,
  );
  const where = `container "${container}" in pod "${pod.metadata.name}"`;
  if (previous === true && found?.lastState?.terminated === undefined) {
    throw badRequest(`previous terminated ${where.replace(' in', ` in`)} not found`);
  }
  const neverRan =
    found === undefined || (found.state?.waiting !== undefined && found.lastState?.terminated === undefined);
  if (neverRan && previous !== true) {
    throw badRequest(`${where} is waiting to start: ${found?.state?.waiting?.reason ?? 'ContainerCreating'}`);
  }
}

function pump(pieces: AsyncIterable<Uint8Array>, to: { sink: Sink; signal: AbortSignal }): () => void {
  let stopped = false;
  const run = async (): Promise<void> => {
    try {
      for await (const piece of pieces) {
        if (stopped || to.signal.aborted) {
          return;
        }
        to.sink.write(piece);
      }
    } catch (error) {
      if (!stopped && !to.signal.aborted) {
        to.sink.write(Buffer.from(`the log ends here: ${error instanceof Error ? error.message : String(error)}\n`));
      }
    } finally {
      to.sink.end();
    }
  };
  void run();
  return () => {
    stopped = true;
  };
}
