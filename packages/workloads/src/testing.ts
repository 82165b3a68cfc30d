import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openApiServer } from '@juanie/apiserver';
import { manualClock, type ManualClock } from '@juanie/controller';
import type { KubeObject } from '@juanie/kube';
import { openKubeClient, type KubeClient } from '@juanie/kube-client';
import { hostPortsKey } from './service/endpoints.ts';
import { isActive, type Pod } from './pod.ts';
import { startWorkloads } from './workloads.ts';

/** A cluster for tests: the real API server in a folder of its own, the controllers, one node, and no kubelet. */
export interface Cluster {
  readonly client: KubeClient;
  readonly clock: ManualClock;
  readonly dir: string;
  /** Waits until nobody has anything to do. */
  settle(): Promise<void>;
  list<T extends KubeObject>(apiVersion: string, kind: string): Promise<T[]>;
  /** Does a kubelet's part: every scheduled pod of the namespace runs and is ready. */
  makeReady(pods?: readonly Pod[]): Promise<void>;
  /** Does a kubelet's part: pods that are to end are gone. */
  finishDeleted(): Promise<void>;
  [Symbol.asyncDispose](): Promise<void>;
}

export const namespace = 'shop';

export async function openCluster(): Promise<Cluster> {
  const dir = await mkdtemp(join(tmpdir(), 'juanie-workloads-'));
  const clock = manualClock(Date.parse('2026-01-01T00:00:00Z'));
  const now = () => new Date(clock.now());
  const server = await openApiServer({ dir: join(dir, 'kube'), keysDir: join(dir, 'keys'), now });
  const client = openKubeClient(server.transport({ name: 'system:admin', groups: ['system:masters'] }));
  const workloads = startWorkloads({ client, clock, volumesDir: join(dir, 'volumes') });
  await client.create({ apiVersion: 'v1', kind: 'Node', metadata: { name: 'local', labels: { disk: 'fast' } } });
  await client.create({ apiVersion: 'v1', kind: 'Namespace', metadata: { name: namespace } });
  let port = 30_000;
  const cluster: Cluster = {
    client,
    clock,
    dir,
    settle: () => settle(() => workloads.idle()),
    list: async (apiVersion, kind) => (await client.list<never>({ apiVersion, kind }, { namespace })).items,
    async makeReady(pods) {
      for (const pod of pods ?? (await cluster.list<Pod>('v1', 'Pod')).filter(isActive)) {
        if (pod.status?.phase !== 'Running') {
          port += 1;
          await runPod(cluster, pod, port);
        }
      }
      await cluster.settle();
    },
    async finishDeleted() {
      for (const { metadata } of (await cluster.list<Pod>('v1', 'Pod')).filter((pod) => !isActive(pod))) {
        const ref = { apiVersion: 'v1', kind: 'Pod', namespace, name: metadata.name };
        await client.delete(ref, { gracePeriodSeconds: 0 });
      }
      await cluster.settle();
    },
    async [Symbol.asyncDispose]() {
      await workloads.close();
      await server.close();
      await rm(dir, { recursive: true, force: true });
    },
  };
  await cluster.settle();
  return cluster;
}

async function runPod({ client, clock }: Cluster, { metadata }: Pod, port: number): Promise<void> {
  const ref = { apiVersion: 'v1', kind: 'Pod', namespace, name: metadata.name };
  const annotations = { [hostPortsKey]: JSON.stringify({ '3000': port }) };
  await client.patch(ref, { type: 'merge', body: { metadata: { annotations } } });
  const at = new Date(clock.now()).toISOString();
  const status = {
    phase: 'Running',
    podIP: '127.0.0.1',
    conditions: [
      { type: 'PodScheduled', status: 'True', lastTransitionTime: at },
      { type: 'Ready', status: 'True', lastTransitionTime: at },
    ],
  };
  await client.patch(ref, { type: 'merge', body: { status } }, { subresource: 'status' });
}

/** Events come by watches that take some turns of the loop; idle several times in a row means that none is on its way. */
async function settle(idle: () => Promise<void>): Promise<void> {
  for (let quiet = 0; quiet < 12; quiet += 1) {
    await idle();
    await new Promise((resolve) => setImmediate(resolve));
  }
}
