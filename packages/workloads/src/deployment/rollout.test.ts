import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { ReplicaSet } from '../replica-set/replica-set.ts';
import { isActive, isReady, type Pod } from '../pod.ts';
import { namespace, openCluster, type Cluster } from '../testing.ts';
import type { Deployment, DeploymentSpec } from './deployment.ts';

const reference = { apiVersion: 'apps/v1', kind: 'Deployment', namespace, name: 'web' };
const labels = { app: 'web' };

function template(version: string): DeploymentSpec['template'] {
  const containers = [{ name: 'web', image: `web:${version}`, ports: [{ containerPort: 3000 }] }];
  return { metadata: { labels }, spec: { containers } };
}

function web(spec: Partial<DeploymentSpec> = {}): Deployment {
  const rest = { replicas: 3, selector: { matchLabels: labels }, template: template('1') };
  return {
    apiVersion: 'apps/v1',
    kind: 'Deployment',
    metadata: { name: 'web', namespace, annotations: { 'kubernetes.io/change-cause': 'first' } },
    spec: { ...rest, ...spec },
  };
}

function reasonOf(deployment: Deployment | undefined): string | undefined {
  return deployment?.status?.conditions?.find(({ type }) => type === 'Progressing')?.reason;
}

async function start(cluster: Cluster, spec: Partial<DeploymentSpec> = {}): Promise<void> {
  await cluster.client.create(web(spec));
  await cluster.settle();
  await cluster.makeReady();
}

async function change(cluster: Cluster, spec: Partial<DeploymentSpec>): Promise<void> {
  await cluster.client.patch(reference, { type: 'merge', body: { spec } });
  await cluster.settle();
}

/** Plays the kubelet until nothing changes any more; answers the fewest pods that were ready in between. */
async function playOut(cluster: Cluster): Promise<number> {
  let fewest = Infinity;
  for (let step = 0; step < 30; step += 1) {
    const pods = await cluster.list<Pod>('v1', 'Pod');
    fewest = Math.min(fewest, pods.filter((pod) => isActive(pod) && isReady(pod)).length);
    const [starting] = pods.filter((pod) => isActive(pod) && pod.status?.phase !== 'Running');
    await cluster.finishDeleted();
    if (starting !== undefined) {
      await cluster.makeReady([starting]);
    } else if (pods.every(isActive)) {
      break;
    }
  }
  return fewest;
}

async function sizes(cluster: Cluster): Promise<Record<string, number>> {
  const all = await cluster.list<ReplicaSet>('apps/v1', 'ReplicaSet');
  const imageOf = ({ spec }: ReplicaSet) => spec.template.spec.containers[0]?.image ?? '';
  return Object.fromEntries(all.map((one) => [imageOf(one), one.spec.replicas ?? 1]));
}

async function progress(cluster: Cluster): Promise<string> {
  const deployment = await cluster.client.find<Deployment>(reference);
  const condition = deployment?.status?.conditions?.find(({ type }) => type === 'Progressing');
  return `${condition?.status} ${condition?.reason}`;
}

describe('a rollout', () => {
  it('replaces pods one by one without going below what must be available', async () => {
    await using cluster = await openCluster();
    await start(cluster);

    await change(cluster, { template: template('2') });
    const fewest = await playOut(cluster);

    assert.equal(fewest, 3);
    assert.deepEqual(await sizes(cluster), { 'web:1': 0, 'web:2': 3 });
    assert.equal(await progress(cluster), 'True NewReplicaSetAvailable');
    const { status } = (await cluster.client.find<Deployment>(reference)) ?? web();
    const { observedGeneration, replicas, updatedReplicas, readyReplicas, availableReplicas, unavailableReplicas } =
      status ?? {};
    assert.deepEqual(
      { observedGeneration, replicas, updatedReplicas, readyReplicas, availableReplicas, unavailableReplicas },
      {
        observedGeneration: 2,
        replicas: 3,
        updatedReplicas: 3,
        readyReplicas: 3,
        availableReplicas: 3,
        unavailableReplicas: undefined,
      },
    );
  });

  it('keeps the revisions that rollout history and undo read', async () => {
    await using cluster = await openCluster();
    await start(cluster, { replicas: 1 });

    await change(cluster, { template: template('2') });
    await playOut(cluster);
    await change(cluster, { template: template('1') });
    await playOut(cluster);

    const all = await cluster.list<ReplicaSet>('apps/v1', 'ReplicaSet');
    const told = all.map(({ spec, metadata: { annotations = {} } }) => [
      spec.template.spec.containers[0]?.image,
      annotations['deployment.kubernetes.io/revision'],
      annotations['deployment.kubernetes.io/revision-history'],
      annotations['kubernetes.io/change-cause'],
    ]);
    assert.deepEqual(told.sort(), [
      ['web:1', '3', '1', 'first'],
      ['web:2', '2', undefined, 'first'],
    ]);
    const deployment = await cluster.client.find(reference);
    assert.equal(deployment?.metadata.annotations?.['deployment.kubernetes.io/revision'], '3');
  });

  it('keeps no more old ReplicaSets than it may', async () => {
    await using cluster = await openCluster();
    await start(cluster, { replicas: 1, revisionHistoryLimit: 1 });

    for (const version of ['2', '3', '4']) {
      await change(cluster, { template: template(version) });
      await playOut(cluster);
    }

    assert.deepEqual(await sizes(cluster), { 'web:3': 0, 'web:4': 1 });
  });

  it('with Recreate waits until the old pods are gone', async () => {
    await using cluster = await openCluster();
    await start(cluster, { strategy: { type: 'Recreate' } });

    await change(cluster, { template: template('2') });
    assert.deepEqual(await sizes(cluster), { 'web:1': 0 });
    await cluster.finishDeleted();

    assert.deepEqual(await sizes(cluster), { 'web:1': 0, 'web:2': 3 });
  });

  it('does nothing while paused but scale, and goes on when resumed', async () => {
    await using cluster = await openCluster();
    await start(cluster);

    await change(cluster, { paused: true });
    await change(cluster, { template: template('2'), replicas: 4 });
    assert.equal(await progress(cluster), 'Unknown DeploymentPaused');
    assert.deepEqual(await sizes(cluster), { 'web:1': 4 });
    await change(cluster, { paused: false });
    await playOut(cluster);

    assert.deepEqual(await sizes(cluster), { 'web:1': 0, 'web:2': 4 });
  });

  it('says that it has not come on in time, and recovers', async () => {
    await using cluster = await openCluster();
    await start(cluster, { progressDeadlineSeconds: 120 });
    await change(cluster, { template: template('2') });

    cluster.clock.advance(125_000);
    await cluster.settle();
    assert.equal(await progress(cluster), 'False ProgressDeadlineExceeded');
    await playOut(cluster);

    assert.equal(await progress(cluster), 'True NewReplicaSetAvailable');
  });

  it('says nothing old of a new generation', async () => {
    await using cluster = await openCluster();
    await cluster.client.create(web({ progressDeadlineSeconds: 5 }));
    await cluster.settle();
    cluster.clock.advance(6_000);
    await cluster.settle();
    const { items, resourceVersion } = await cluster.client.list<Deployment>(reference, { namespace });
    assert.equal(reasonOf(items[0]), 'ProgressDeadlineExceeded');

    await change(cluster, { template: template('2') });

    const stop = new AbortController();
    const said: string[] = [];
    for await (const event of cluster.client.watch<Deployment>(reference, {
      namespace,
      resourceVersion,
      signal: stop.signal,
    })) {
      if (event.type === 'MODIFIED' && event.object.status?.observedGeneration === 2) {
        said.push(reasonOf(event.object) ?? '');
        if (said.at(-1) === 'ReplicaSetUpdated') {
          stop.abort();
        }
      }
    }
    assert.equal(said.includes('ProgressDeadlineExceeded'), false, said.join(', '));
  });

  it('is scaled in proportion while it is under way', async () => {
    await using cluster = await openCluster();
    const strategy = { type: 'RollingUpdate', rollingUpdate: { maxSurge: 3, maxUnavailable: 2 } } as const;
    await start(cluster, { replicas: 10, strategy });
    await change(cluster, { template: template('2') });
    assert.deepEqual(await sizes(cluster), { 'web:1': 8, 'web:2': 5 });

    await change(cluster, { replicas: 15 });

    assert.deepEqual(await sizes(cluster), { 'web:1': 11, 'web:2': 7 });
  });

  it('rolls back to the running version when a new one never becomes ready', async () => {
    await using cluster = await openCluster();
    await start(cluster);
    await change(cluster, { template: template('broken') });

    await change(cluster, { template: template('1') });
    const fewest = await playOut(cluster);

    assert.equal(fewest, 3);
    assert.deepEqual(await sizes(cluster), { 'web:1': 3, 'web:broken': 0 });
  });
});
