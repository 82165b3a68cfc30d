import assert from 'node:assert/strict';
import { afterEach, beforeEach, describe, it } from 'node:test';
import { manualClock } from '@juanie/controller';
import { memoryClient, type MemoryClient } from '@juanie/controller/memory-client';
import type { KubeObject } from '@juanie/kube';
import type { Deployment } from './deployment/deployment.ts';
import type { Pod } from './pod.ts';
import { startWorkloads, type Workloads } from './workloads.ts';

describe('the controllers together', () => {
  const clock = manualClock(Date.parse('2026-01-01T00:00:00Z'));
  let client: MemoryClient;
  let workloads: Workloads;

  beforeEach(async () => {
    client = memoryClient(clock);
    await client.create({ apiVersion: 'v1', kind: 'Node', metadata: { name: 'local' } });
    await client.create({
      apiVersion: 'v1',
      kind: 'Namespace',
      metadata: { name: 'shop' },
      spec: { finalizers: ['kubernetes'] },
    });
    workloads = startWorkloads({ client, clock });
    await settled();
  });
  afterEach(() => workloads.close());

  async function settled(): Promise<void> {
    for (let quiet = 0; quiet < 5; quiet += 1) {
      await workloads.idle();
      await new Promise((resolve) => setImmediate(resolve));
    }
  }
  const list = async <T extends KubeObject>(apiVersion: string, kind: string) =>
    (await client.list<T>({ apiVersion, kind }, { namespace: 'shop' })).items;

  it('rolls a Deployment out', async () => {
    await client.create(web());
    await settled();
    const pods = await list<Pod>('v1', 'Pod');
    assert.equal(pods.length, 2);
    assert.deepEqual(
      pods.map(({ spec }) => spec.nodeName),
      ['local', 'local'],
    );
    for (const pod of pods) {
      await client.update(ready(pod), { subresource: 'status' });
    }
    await settled();
    const [deployment] = await list<Deployment>('apps/v1', 'Deployment');
    console.log(JSON.stringify(deployment, null, 1));
    console.log((await list('v1', 'Event')).map((e) => `${e.reason} ${e.message}`));
    await client.delete({ apiVersion: 'apps/v1', kind: 'Deployment', namespace: 'shop', name: 'web' });
    await settled();
    assert.deepEqual(await list('v1', 'Pod'), []);
    await client.delete({ apiVersion: 'v1', kind: 'Namespace', name: 'shop' });
    await settled();
    assert.equal(await client.find({ apiVersion: 'v1', kind: 'Namespace', name: 'shop' }), undefined);
  });
});

function ready(pod: Pod): Pod {
  const conditions = [{ type: 'Ready', status: 'True' as const, lastTransitionTime: '2026-01-01T00:00:00Z' }];
  return { ...pod, status: { phase: 'Running', podIP: '127.0.0.1', conditions } };
}

function web(): Deployment {
  const labels = { app: 'web' };
  return {
    apiVersion: 'apps/v1',
    kind: 'Deployment',
    metadata: { name: 'web', namespace: 'shop' },
    spec: {
      replicas: 2,
      progressDeadlineSeconds: 600,
      selector: { matchLabels: labels },
      template: { metadata: { labels }, spec: { containers: [{ name: 'web', image: 'x' }] } },
    },
  };
}
