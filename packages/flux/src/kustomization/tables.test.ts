import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { KubeObject } from '@juanie/kube';
import { inventoryOf, mergeInventory, staleEntries } from './change-set.ts';
import { judgeHealth } from './health-verdict.ts';
import { upsertHistory } from './history.ts';
import { formatId, parseId, type ObjectId } from './identity.ts';
import { takeOver } from './managed-fields.ts';
import { stagesOf } from './stages.ts';

function object(type: string, name: string, namespace?: string): KubeObject {
  const [apiVersion = '', kind = ''] = type.split(' ');
  return { apiVersion, kind, metadata: { name, ...(namespace === undefined ? {} : { namespace }) } };
}

describe('inventory ids', () => {
  for (const [id, text] of [
    [{ namespace: 'default', name: 'podinfo', group: 'apps', kind: 'Deployment' }, 'default_podinfo_apps_Deployment'],
    [{ namespace: '', name: 'apps', group: '', kind: 'Namespace' }, '_apps__Namespace'],
    [
      { namespace: '', name: 'system:node', group: 'rbac.authorization.k8s.io', kind: 'ClusterRole' },
      '_system__node_rbac.authorization.k8s.io_ClusterRole',
    ],
  ] as [ObjectId, string][]) {
    it(text, () => {
      assert.equal(formatId(id), text);
      assert.deepEqual(parseId(text), id);
    });
  }

  it('does not read what is none', () => assert.equal(parseId('nonsense'), undefined));
});

describe('stagesOf', () => {
  it('puts definitions first, then classes, then the rest in order', () => {
    const stages = stagesOf([
      object('apps/v1 Deployment', 'web', 'b'),
      object('v1 ConfigMap', 'z', 'b'),
      object('example.com/v1 Widget', 'w', 'b'),
      object('v1 ConfigMap', 'a', 'b'),
      object('storage.k8s.io/v1 StorageClass', 'fast'),
      object('v1 Namespace', 'b'),
      object('apiextensions.k8s.io/v1 CustomResourceDefinition', 'widgets.example.com'),
      object('admissionregistration.k8s.io/v1 ValidatingWebhookConfiguration', 'late'),
    ]);

    assert.deepEqual(
      stages.map(({ objects, awaited }) => [awaited, ...objects.map(({ metadata }) => metadata.name)]),
      [
        [true, 'widgets.example.com', 'b'],
        [true, 'fast'],
        [false, 'a', 'z', 'web', 'w', 'late'],
      ],
    );
  });
});

describe('staleEntries', () => {
  it('names what is gone, last applied first; a new API version is no difference', () => {
    const before = ['_web__Namespace', 'web_a__ConfigMap', 'web_web_apps_Deployment', 'web_b__ConfigMap'];
    const stale = staleEntries(
      before.map((id) => ({ id, v: 'v1' })),
      [{ id: 'web_a__ConfigMap', v: 'v2' }],
    );

    assert.deepEqual(
      stale.map(({ id }) => formatId(id)),
      ['web_web_apps_Deployment', 'web_b__ConfigMap', '_web__Namespace'],
    );
  });

  it('keeps what could not be deleted', () => {
    const id = { namespace: 'web', name: 'b', group: '', kind: 'ConfigMap' };
    const entries = inventoryOf([{ id, version: 'v1', change: 'unchanged' }]);

    assert.deepEqual(mergeInventory(entries, [{ id, version: 'v1' }]), entries);
    assert.deepEqual(mergeInventory([], [{ id, version: 'v1' }]), [{ id: 'web_b__ConfigMap', v: 'v1' }]);
  });
});

describe('judgeHealth', () => {
  const id = { namespace: 'web', name: 'web', group: 'apps', kind: 'Deployment' };
  for (const { when, states, over = false, verdict, message } of [
    { when: 'all are current', states: ['Current', 'Current'], verdict: 'current' },
    { when: 'one is on its way', states: ['Current', 'InProgress'], verdict: 'waiting' },
    {
      when: 'one has failed',
      states: ['Failed', 'InProgress'],
      verdict: 'failed',
      message: "failed early due to stalled resources: [Deployment/web/web status: 'Failed']",
    },
    {
      when: 'time is over',
      states: ['Current', 'NotFound'],
      over: true,
      verdict: 'failed',
      message: "timeout waiting for: [Deployment/web/web status: 'NotFound']",
    },
    { when: 'time is over for healthy ones', states: ['Current'], over: true, verdict: 'current' },
  ] as {
    when: string;
    states: ('Current' | 'InProgress' | 'Failed' | 'NotFound')[];
    over?: boolean;
    verdict: string;
    message?: string;
  }[]) {
    it(when, () => {
      const found = judgeHealth(
        states.map((state) => ({ id, state })),
        over,
      );

      assert.equal(found.state, verdict);
      assert.equal('message' in found ? found.message : undefined, message);
    });
  }

  it('takes a job that removes itself for done', () => {
    assert.equal(judgeHealth([{ id, state: 'NotFound', vanishes: true }], false).state, 'current');
  });
});

describe('upsertHistory', () => {
  const run = { digest: 'sha256:a', reason: 'ReconciliationSucceeded', revision: 'r1', startedAt: 0, now: 1500 };

  it('counts the same result of the same manifests', () => {
    const twice = upsertHistory(upsertHistory([], run), { ...run, revision: 'r2', now: 3000 });

    assert.equal(twice.length, 1);
    assert.equal(twice[0]?.totalReconciliations, 2);
    assert.equal(twice[0].lastReconciledDuration, '3s');
    assert.deepEqual(twice[0].metadata, { revision: 'r2' });
  });

  it('moves an older entry to the front and keeps five', () => {
    const digests = ['a', 'b', 'c', 'd', 'e', 'f', 'c'];
    const history = digests.reduce(
      (entries, digest) => upsertHistory(entries, { ...run, digest }),
      [] as readonly ReturnType<typeof upsertHistory>[number][],
    );

    assert.deepEqual(
      history.map(({ digest }) => digest),
      ['c', 'f', 'e', 'd', 'b'],
    );
  });
});

describe('takeOver', () => {
  const entry = (manager: string, operation: 'Apply' | 'Update', fieldsV1: Record<string, unknown>) => ({
    manager,
    operation,
    fieldsV1,
  });

  it('makes the fields of kubectl its own', () => {
    const taken = takeOver(
      [
        entry('kustomize-controller', 'Apply', { 'f:data': { 'f:a': {} } }),
        entry('kubectl-edit', 'Update', { 'f:data': { 'f:b': {} } }),
        entry('hpa', 'Update', { 'f:spec': {} }),
      ],
      'kustomize-controller',
    );

    assert.deepEqual(taken, [
      entry('hpa', 'Update', { 'f:spec': {} }),
      entry('kustomize-controller', 'Apply', { 'f:data': { 'f:a': {}, 'f:b': {} } }),
    ]);
  });

  it('leaves others alone', () =>
    assert.equal(takeOver([entry('hpa', 'Update', {})], 'kustomize-controller'), undefined));
});
