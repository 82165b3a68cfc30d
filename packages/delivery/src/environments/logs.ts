import type { KubeObject } from '@juanie/kube';
import type { Actor } from '../actor.ts';
import { fault } from '../core/faults.ts';
import type { Kernel } from '../core/kernel.ts';
import { getEnvironment } from '../core/rows.ts';
import type { Environments, LogLine } from '../delivery.ts';
import { listAt, textAt } from '../fleet/yaml.ts';

type Wanted = Parameters<Environments['logs']>[1];

const maxPods = 20;
const maxLine = 64_000;

/** Lines of all pods of an environment as they come; of one pod or service when named. */
export async function* readLogs(kernel: Kernel, actor: Actor, wanted: Wanted): AsyncIterable<LogLine> {
  const { environment } = await getEnvironment(kernel.query, actor, { ...wanted, action: 'environment.logs' });
  const pods = kernel.cluster
    .list('Pod', environment.namespace ?? '')
    .filter((pod) => wanted.pod === undefined || pod.metadata.name === wanted.pod)
    .filter((pod) => wanted.service === undefined || pod.metadata.labels?.['juanie.art/service'] === wanted.service)
    .slice(0, maxPods);
  if (pods.length === 0 && (wanted.pod !== undefined || wanted.service !== undefined)) {
    throw fault('LogNotFound', { environment: environment.name });
  }
  const abort = new AbortController();
  const signal = AbortSignal.any([wanted.signal, abort.signal]);
  try {
    yield* merge(
      pods.flatMap((pod) => containersOf(pod).map((container) => linesOf(kernel, { pod, container, wanted, signal }))),
    );
  } finally {
    abort.abort();
  }
}

function containersOf(pod: KubeObject): string[] {
  return listAt(pod, 'spec', 'containers').flatMap((container) => textAt(container, 'name') ?? []);
}

interface Source {
  readonly pod: KubeObject;
  readonly container: string;
  readonly wanted: Wanted;
  readonly signal: AbortSignal;
}

async function* linesOf(kernel: Kernel, { pod, container, wanted, signal }: Source): AsyncIterable<LogLine> {
  const { name, namespace = '' } = pod.metadata;
  const options = {
    container,
    follow: wanted.follow ?? false,
    previous: wanted.previous ?? false,
    timestamps: true,
    ...(wanted.tail === undefined ? {} : { tailLines: wanted.tail }),
  };
  const decoder = new TextDecoder();
  let rest = '';
  try {
    for await (const piece of kernel.kube.logs({ namespace, name }, options, signal)) {
      const lines = (rest + decoder.decode(piece, { stream: true })).split('\n');
      rest = (lines.pop() ?? '').slice(-maxLine);
      for (const line of lines) {
        yield parseLine(line, { pod: name, container });
      }
    }
  } catch (thrown) {
    if (signal.aborted) {
      return;
    }
    // A container that has not started has no log: the others' lines still count.
    kernel.log.debug('no log', { pod: name, container, thrown: String(thrown) });
  }
  if (rest !== '') {
    yield parseLine(rest, { pod: name, container });
  }
}

/** Kubernetes puts the time before each line; which stream it came from is not told. */
function parseLine(text: string, at: { pod: string; container: string }): LogLine {
  const [, time = '', line = text] = /^(\d{4}-\d\d-\d\dT\S+) ?([\s\S]*)$/.exec(text) ?? [];
  return { time, ...at, stream: 'stdout', line };
}

/** Whichever has a line next; ends when all have. */
async function* merge<T>(sources: readonly AsyncIterable<T>[]): AsyncIterable<T> {
  const iterators = sources.map((source) => source[Symbol.asyncIterator]());
  const next = (index: number) => iterators[index]?.next().then((result) => ({ index, result }));
  const waiting = new Map(iterators.map((_iterator, index) => [index, next(index)]));
  try {
    while (waiting.size > 0) {
      const first = await Promise.race(waiting.values());
      if (first === undefined || first.result.done === true) {
        waiting.delete(first?.index ?? -1);
        continue;
      }
      waiting.set(first.index, next(first.index));
      yield first.result.value;
    }
  } finally {
    await Promise.allSettled(iterators.map((iterator) => iterator.return?.()));
  }
}
