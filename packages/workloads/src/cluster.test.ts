import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { KubeObject } from '@juanie/kube';
import type { Deployment } from './deployment/deployment.ts';
import type { Pod } from './pod.ts';
import { namespace, openCluster, type Cluster } from './testing.ts';

const labels = { app: 'web' };

function web(replicas: number): Deployment {
  return {
    apiVersion: 'apps/v1',
    kind: 'Deployment',
    metadata: { name: 'web', namespace },
    spec: {
      replicas,
      selector: { matchLabels: labels },
      template: {
        metadata: { labels },
        spec: { containers: [{ name: 'web', image: 'x', ports: [{ containerPort: 3000 }] }] },
      },
    },
  };
}
const reference = { apiVersion: 'apps/v1', kind: 'Deployment', namespace, name: 'web' };

async function condition(cluster: Cluster, type: string): Promise<string> {
  const deployment = await cluster.client.find<Deployment>(reference);
  const found = deployment?.status?.conditions?.find((one) => one.type === type);
  return `${found?.status} ${found?.reason}`;
}

describe('a cluster', () => {
  it('rolls a Deployment out', async () => {
    await using cluster = await openCluster();

    await cluster.client.create(web(2));
    await cluster.settle();
    assert.equal(await condition(cluster, 'Progressing'), 'True ReplicaSetUpdated');
    await cluster.makeReady();

    assert.equal(await condition(cluster, 'Progressing'), 'True NewReplicaSetAvailable');
    assert.equal(await condition(cluster, 'Available'), 'True MinimumReplicasAvailable');
    const events = (await cluster.list<KubeObject>('v1', 'Event')).map(({ reason }) => reason);
    assert.deepEqual(new Set(events), new Set(['ScalingReplicaSet', 'SuccessfulCreate', 'Scheduled']));
  });

  it('removes all of a deleted Deployment', async () => {
    await using cluster = await openCluster();
    await cluster.client.create(web(2));
    await cluster.settle();
    await cluster.makeReady();

    await cluster.client.delete(reference);
    await cluster.settle();
    await cluster.finishDeleted();

    assert.deepEqual(await cluster.list<Pod>('v1', 'Pod'), []);
    assert.deepEqual(await cluster.list<KubeObject>('apps/v1', 'ReplicaSet'), []);
  });

  it('empties a namespace and lets it go', async () => {
    await using cluster = await openCluster();
    await cluster.client.create(web(1));
    await cluster.settle();
    await cluster.makeReady();

    await cluster.client.delete({ apiVersion: 'v1', kind: 'Namespace', name: namespace });
    await cluster.settle();
    await cluster.finishDeleted();

    assert.equal(await cluster.client.find({ apiVersion: 'v1', kind: 'Namespace', name: namespace }), undefined);
  });
});
