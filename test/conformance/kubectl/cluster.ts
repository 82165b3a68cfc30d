/** The API behind TLS, the controllers, and in the place of a kubelet one that only says what a kubelet would say. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openApiServer, type NodePort } from '../../../packages/apiserver/src/index.ts';
import { systemClock } from '../../../packages/controller/src/index.ts';
import { fluxCrds } from '../../../packages/flux-api/src/index.ts';
import type { KubeObject } from '../../../packages/kube/src/index.ts';
import { openKubeClient, type KubeClient } from '../../../packages/kube-client/src/index.ts';
import { startWorkloads } from '../../../packages/workloads/src/index.ts';

export interface Cluster {
  readonly dir: string;
  readonly kubeconfig: string;
  readonly client: KubeClient;
  close(): Promise<void>;
}

export async function openCluster(): Promise<Cluster> {
  const dir = await mkdtemp(join(tmpdir(), 'juanie-kubectl-'));
  const server = await openApiServer({ dir: join(dir, 'kube'), keysDir: join(dir, 'keys'), crds: fluxCrds() });
  await server.listen({ host: '127.0.0.1', port: 0 });
  const kubeconfig = join(dir, 'kubeconfig');
  await server.writeKubeconfig(kubeconfig);
  server.attachNode(tellingNode);
  const client = openKubeClient(server.transport({ name: 'system:node:local', groups: ['system:masters'] }));
  await client.create({ apiVersion: 'v1', kind: 'Node', metadata: { name: 'local' } });
  const workloads = startWorkloads({ client, clock: systemClock, volumesDir: join(dir, 'volumes') });
  const stop = new AbortController();
  const acting = actAsKubelet(client, stop.signal);
  return {
    dir,
    kubeconfig,
    client,
    async close() {
      stop.abort();
      await acting;
      await workloads.close();
      await server.close();
      await rm(dir, { recursive: true, force: true });
    },
  };
}

/** Three lines, and one more later to whoever follows. */
const tellingNode: NodePort = {
  async *logs(pod, options) {
    const lines = ['one', 'two', 'three'].map((word) => `${word} of ${pod.metadata.name}\n`);
    for (const line of lines.slice(-(options.tailLines ?? lines.length))) {
      yield Buffer.from(line);
    }
    if (options.follow === true) {
      await new Promise((resolve) => setImmediate(resolve));
      yield Buffer.from('and the end\n');
    }
  },
};

const pods = { apiVersion: 'v1', kind: 'Pod' };

async function actAsKubelet(client: KubeClient, signal: AbortSignal): Promise<void> {
  const { items, resourceVersion } = await client.list(pods);
  for (const pod of items) {
    await actOn(client, pod);
  }
  for await (const event of client.watch(pods, { resourceVersion, signal })) {
    if (event.type === 'ADDED' || event.type === 'MODIFIED') {
      await actOn(client, event.object);
    }
  }
}

async function actOn(client: KubeClient, pod: KubeObject): Promise<void> {
  const { name, namespace = '' } = pod.metadata;
  const ref = { ...pods, namespace, name };
  const spec = pod['spec'] as { nodeName?: string; containers: { name: string; image: string }[] };
  const status = pod['status'] as { phase?: string };
  if (pod.metadata.deletionTimestamp !== undefined) {
    await client.delete(ref, { gracePeriodSeconds: 0 });
  } else if (spec.nodeName !== undefined && status.phase === 'Pending') {
    await client.patch(
      ref,
      { type: 'merge', body: { status: runningStatus(spec.containers) } },
      { subresource: 'status' },
    );
  }
}

function runningStatus(containers: readonly { name: string; image: string }[]): object {
  const at = new Date().toISOString().replace(/\.\d+/, '');
  const met = ['PodScheduled', 'Initialized', 'ContainersReady', 'Ready'];
  return {
    phase: 'Running',
    podIP: '127.0.0.1',
    startTime: at,
    conditions: met.map((type) => ({ type, status: 'True', lastTransitionTime: at })),
    containerStatuses: containers.map(({ name, image }) => ({
      name,
      image,
      imageID: '',
      ready: true,
      started: true,
      restartCount: 0,
      state: { running: { startedAt: at } },
    })),
  };
}
