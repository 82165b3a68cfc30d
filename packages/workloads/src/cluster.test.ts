import assert from 'node:assert/strict';
import { access } from 'node:fs/promises';
import { describe, it } from 'node:test';
import { conditionOf, type KubeObject } from '@juanie/kube';
import type { Deployment } from './deployment/deployment.ts';
import type { Budget } from './disruption/budget.ts';
import type { Job, JobSpec } from './job/job.ts';
import { podCondition, type Pod, type PodSpec } from './pod.ts';
import type { Endpoints } from './service/legacy-endpoints.ts';
import type { EndpointSlice } from './service/service.ts';
import { namespace, openCluster, type Cluster } from './testing.ts';
import type { Claim, Volume } from './volume/volume.ts';

const labels = { app: 'web' };

function web(replicas: number, podSpec: Partial<PodSpec> = {}): Deployment {
  const containers = [{ name: 'web', image: 'x', ports: [{ name: 'http', containerPort: 3000 }] }];
  return {
    apiVersion: 'apps/v1',
    kind: 'Deployment',
    metadata: { name: 'web', namespace },
    spec: {
      replicas,
      selector: { matchLabels: labels },
      template: { metadata: { labels }, spec: { containers, ...podSpec } },
    },
  };
}
const reference = { apiVersion: 'apps/v1', kind: 'Deployment', namespace, name: 'web' };

async function names(cluster: Cluster, apiVersion: string, kind: string): Promise<string[]> {
  return (await cluster.list<KubeObject>(apiVersion, kind)).map(({ metadata }) => metadata.name);
}

describe('a Deployment', () => {
  it('gets its pods, and events tell of it', async () => {
    await using cluster = await openCluster();

    await cluster.client.create(web(2));
    await cluster.settle();
    await cluster.makeReady();

    const deployment = (await cluster.client.find<Deployment>(reference)) ?? web(0);
    assert.equal(conditionOf(deployment, 'Progressing')?.reason, 'NewReplicaSetAvailable');
    assert.equal(conditionOf(deployment, 'Available')?.reason, 'MinimumReplicasAvailable');
    const events = (await cluster.list<KubeObject>('v1', 'Event')).map(({ reason }) => reason);
    assert.deepEqual(new Set(events), new Set(['ScalingReplicaSet', 'SuccessfulCreate', 'Scheduled']));
  });

  it('has its events for an hour', async () => {
    await using cluster = await openCluster();
    await cluster.client.create(web(1));
    await cluster.settle();

    cluster.clock.advance(3_599_000);
    await cluster.settle();
    assert.notDeepEqual(await names(cluster, 'v1', 'Event'), []);
    cluster.clock.advance(2000);
    await cluster.settle();

    assert.deepEqual(await names(cluster, 'v1', 'Event'), []);
  });

  it('replaces a pod that is deleted', async () => {
    await using cluster = await openCluster();
    await cluster.client.create(web(1));
    await cluster.settle();
    const [first = ''] = await names(cluster, 'v1', 'Pod');

    await cluster.client.delete({ apiVersion: 'v1', kind: 'Pod', namespace, name: first });
    await cluster.settle();

    const pods = (await cluster.list<Pod>('v1', 'Pod')).filter(
      ({ metadata }) => metadata.deletionTimestamp === undefined,
    );
    assert.equal(pods.length, 1);
    assert.notEqual(pods[0]?.metadata.name, first);
  });

  for (const propagation of ['Background', 'Foreground'] as const) {
    it(`takes all that it owns with it (${propagation})`, async () => {
      await using cluster = await openCluster();
      await cluster.client.create(web(2));
      await cluster.settle();
      await cluster.makeReady();

      await cluster.client.delete(reference, { propagation });
      await cluster.settle();
      await cluster.finishDeleted();

      assert.deepEqual(await names(cluster, 'v1', 'Pod'), []);
      assert.deepEqual(await names(cluster, 'apps/v1', 'ReplicaSet'), []);
      assert.deepEqual(await names(cluster, 'apps/v1', 'Deployment'), []);
    });
  }

  it('deleted as Foreground goes last', async () => {
    await using cluster = await openCluster();
    await cluster.client.create(web(1));
    await cluster.settle();
    await cluster.makeReady();

    await cluster.client.delete(reference, { propagation: 'Foreground' });
    await cluster.settle();

    const { metadata } = (await cluster.client.find(reference)) ?? web(0);
    assert.deepEqual(metadata.finalizers, ['foregroundDeletion']);
  });

  it('deleted as Orphan leaves its ReplicaSet, which a new one adopts', async () => {
    await using cluster = await openCluster();
    await cluster.client.create(web(1));
    await cluster.settle();
    const before = await names(cluster, 'v1', 'Pod');

    await cluster.client.delete(reference, { propagation: 'Orphan' });
    await cluster.settle();
    assert.equal(await cluster.client.find(reference), undefined);
    await cluster.client.create(web(1));
    await cluster.settle();

    assert.deepEqual(await names(cluster, 'v1', 'Pod'), before);
    assert.equal((await names(cluster, 'apps/v1', 'ReplicaSet')).length, 1);
  });
});

describe('a Service', () => {
  it('has slices with the ports that the pods listen on, and empties them when pods end', async () => {
    await using cluster = await openCluster();
    const ports = [{ name: 'http', port: 80, targetPort: 'http' }];
    const metadata = { name: 'web', namespace };
    await cluster.client.create({ apiVersion: 'v1', kind: 'Service', metadata, spec: { selector: labels, ports } });
    await cluster.client.create(web(2));
    await cluster.settle();
    await cluster.makeReady();

    const slices = await cluster.list<EndpointSlice>('discovery.k8s.io/v1', 'EndpointSlice');
    const told = slices.map((slice) => [slice.ports?.[0]?.port, slice.endpoints?.[0]?.conditions.ready]);
    assert.deepEqual(told.sort(), [
      [30_001, true],
      [30_002, true],
    ]);

    const [legacy] = await cluster.list<Endpoints>('v1', 'Endpoints');
    assert.deepEqual(
      legacy?.subsets?.map(({ ports }) => ports?.[0]?.port),
      [30_001, 30_002],
    );

    await cluster.client.patch(reference, { type: 'merge', body: { spec: { replicas: 0 } } });
    await cluster.settle();
    const ending = (await cluster.list<EndpointSlice>('discovery.k8s.io/v1', 'EndpointSlice')).map(
      ({ endpoints }) => endpoints?.[0]?.conditions,
    );
    assert.deepEqual(ending, [
      { ready: false, serving: true, terminating: true },
      { ready: false, serving: true, terminating: true },
    ]);

    await cluster.finishDeleted();
    const left = await cluster.list<EndpointSlice>('discovery.k8s.io/v1', 'EndpointSlice');
    assert.deepEqual(
      left.map(({ endpoints = [] }) => endpoints),
      [[]],
    );
  });
});

describe('scheduling', () => {
  it('says why no node fits, and goes on when one does', async () => {
    await using cluster = await openCluster();
    await cluster.client.create(web(1, { nodeSelector: { disk: 'slow' } }));
    await cluster.settle();

    const [waiting] = await cluster.list<Pod>('v1', 'Pod');
    const condition = waiting === undefined ? undefined : podCondition(waiting, 'PodScheduled');
    assert.equal(condition?.reason, 'Unschedulable');
    assert.match(
      condition?.message ?? '',
      /^0\/1 nodes are available: 1 node\(s\) didn't match Pod's node affinity\/selector\./,
    );

    const node = { apiVersion: 'v1', kind: 'Node', name: 'local' };
    await cluster.client.patch(node, { type: 'merge', body: { metadata: { labels: { disk: 'slow' } } } });
    await cluster.settle();

    const [placed] = await cluster.list<Pod>('v1', 'Pod');
    assert.equal(placed?.spec.nodeName, 'local');
  });
});

describe('a namespace', () => {
  it('has the default account from its start', async () => {
    await using cluster = await openCluster();

    assert.deepEqual(await names(cluster, 'v1', 'ServiceAccount'), ['default']);
  });

  it('is emptied before it goes', async () => {
    await using cluster = await openCluster();
    await cluster.client.create(web(1));
    await cluster.settle();
    await cluster.makeReady();
    const own = { apiVersion: 'v1', kind: 'Namespace', name: namespace };

    await cluster.client.delete(own);
    await cluster.settle();
    const going = await cluster.client.find(own);
    assert.equal(
      going === undefined ? '' : conditionOf(going, 'NamespaceContentRemaining')?.reason,
      'SomeResourcesRemain',
    );
    await cluster.finishDeleted();

    assert.equal(await cluster.client.find(own), undefined);
  });
});

describe('a claim', () => {
  const claim = (): Claim => ({
    apiVersion: 'v1',
    kind: 'PersistentVolumeClaim',
    metadata: { name: 'data', namespace },
    spec: { accessModes: ['ReadWriteOnce'], resources: { requests: { storage: '1Gi' } } },
  });
  const own = { apiVersion: 'v1', kind: 'PersistentVolumeClaim', namespace, name: 'data' };
  const mounts = { volumes: [{ name: 'data', persistentVolumeClaim: { claimName: 'data' } }] };

  it('gets a folder, and the pod that waits for it goes on', async () => {
    await using cluster = await openCluster();
    await cluster.client.create(web(1, mounts));
    await cluster.settle();
    const [waiting] = await cluster.list<Pod>('v1', 'Pod');
    assert.equal(waiting?.spec.nodeName, undefined);

    await cluster.client.create(claim());
    await cluster.settle();

    const bound = await cluster.client.find<Claim>(own);
    const name = bound?.spec.volumeName ?? '';
    const volume = await cluster.client.find<Volume>({ apiVersion: 'v1', kind: 'PersistentVolume', name });
    assert.deepEqual(
      [bound?.status?.phase, bound?.status?.capacity, volume?.status?.phase],
      ['Bound', { storage: '1Gi' }, 'Bound'],
    );
    await access(volume?.spec.hostPath?.path ?? '');
    const [placed] = await cluster.list<Pod>('v1', 'Pod');
    assert.equal(placed?.spec.nodeName, 'local');
  });

  it('keeps its data while a pod runs with it, and loses it with the claim', async () => {
    await using cluster = await openCluster();
    await cluster.client.create(claim());
    await cluster.client.create(web(1, mounts));
    await cluster.settle();
    await cluster.makeReady();
    const bound = await cluster.client.find<Claim>(own);
    const volume = { apiVersion: 'v1', kind: 'PersistentVolume', name: bound?.spec.volumeName ?? '' };

    await cluster.client.delete(own);
    await cluster.settle();
    assert.equal((await cluster.client.find<Volume>(volume))?.status?.phase, 'Released');
    await cluster.client.delete(reference);
    await cluster.settle();
    await cluster.finishDeleted();

    assert.equal(await cluster.client.find(volume), undefined);
    await assert.rejects(access(`${cluster.dir}/volumes/${volume.name}`));
  });
});

describe('a Job', () => {
  const own = { apiVersion: 'batch/v1', kind: 'Job', namespace, name: 'once' };

  async function start(cluster: Cluster, spec: Partial<JobSpec>): Promise<void> {
    const template = { spec: { restartPolicy: 'Never', containers: [{ name: 'main', image: 'x' }] } };
    const metadata = { name: 'once', namespace };
    await cluster.client.create({ apiVersion: 'batch/v1', kind: 'Job', metadata, spec: { ...spec, template } });
    await cluster.settle();
  }

  async function end(cluster: Cluster, phase: 'Succeeded' | 'Failed'): Promise<void> {
    for (const { metadata, status } of await cluster.list<Pod>('v1', 'Pod')) {
      if (status?.phase === 'Pending') {
        const ref = { apiVersion: 'v1', kind: 'Pod', namespace, name: metadata.name };
        await cluster.client.patch(ref, { type: 'merge', body: { status: { phase } } }, { subresource: 'status' });
      }
    }
    await cluster.settle();
  }

  it('runs until it has its completions', async () => {
    await using cluster = await openCluster();
    await start(cluster, { completions: 3, parallelism: 2 });
    assert.equal((await names(cluster, 'v1', 'Pod')).length, 2);

    await end(cluster, 'Succeeded');
    await end(cluster, 'Succeeded');

    const job = await cluster.client.find<Job>(own);
    assert.deepEqual([job?.status?.succeeded, job?.status?.active], [3, undefined]);
    assert.deepEqual(
      job?.status?.conditions?.map(({ type }) => type),
      ['SuccessCriteriaMet', 'Complete'],
    );
  });

  it('tries again later and later, then fails', async () => {
    await using cluster = await openCluster();
    await start(cluster, { backoffLimit: 1 });

    await end(cluster, 'Failed');
    assert.equal((await names(cluster, 'v1', 'Pod')).length, 1);
    cluster.clock.advance(11_000);
    await cluster.settle();
    assert.equal((await names(cluster, 'v1', 'Pod')).length, 2);
    await end(cluster, 'Failed');

    const job = (await cluster.client.find<Job>(own)) ?? { ...own, metadata: { name: '' } };
    assert.equal(conditionOf(job, 'Failed')?.reason, 'BackoffLimitExceeded');
  });

  it('ends at its deadline and is removed after its time', async () => {
    await using cluster = await openCluster();
    await start(cluster, { activeDeadlineSeconds: 60, ttlSecondsAfterFinished: 30 });

    cluster.clock.advance(60_000);
    await cluster.settle();
    await cluster.finishDeleted();
    const job = (await cluster.client.find<Job>(own)) ?? { ...own, metadata: { name: '' } };
    assert.equal(conditionOf(job, 'Failed')?.reason, 'DeadlineExceeded');
    cluster.clock.advance(30_000);
    await cluster.settle();

    assert.equal(await cluster.client.find(own), undefined);
  });
});

describe('a disruption budget', () => {
  it('says how many pods may be taken away', async () => {
    await using cluster = await openCluster();
    const metadata = { name: 'web', namespace };
    const spec = { minAvailable: 1, selector: { matchLabels: labels } };
    await cluster.client.create({ apiVersion: 'policy/v1', kind: 'PodDisruptionBudget', metadata, spec });
    await cluster.client.create(web(3));
    await cluster.settle();
    await cluster.makeReady();

    const [budget] = await cluster.list<Budget>('policy/v1', 'PodDisruptionBudget');
    const { expectedPods, currentHealthy, desiredHealthy, disruptionsAllowed } = budget?.status ?? {};
    assert.deepEqual(
      { expectedPods, currentHealthy, desiredHealthy, disruptionsAllowed },
      {
        expectedPods: 3,
        currentHealthy: 3,
        desiredHealthy: 1,
        disruptionsAllowed: 2,
      },
    );
  });
});
