import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { parseKustomization } from '@juanie/flux-api';
import type { KubeObject } from '@juanie/kube';
import { conditionOf } from '../status/conditions.ts';
import { conclude } from './conclude.ts';
import type { Action, Applied, Outcome, Seen } from './seen.ts';

const now = Date.parse('2026-11-20T17:46:08Z');
const revision = 'main@sha1:1f2e';
const object: KubeObject = {
  apiVersion: 'kustomize.toolkit.fluxcd.io/v1',
  kind: 'Kustomization',
  metadata: { name: 'apps', namespace: 'flux-system', generation: 1 },
  spec: { interval: '10m', retryInterval: '1m', prune: true, sourceRef: { kind: 'GitRepository', name: 'fleet' } },
};
const spec = parseKustomization(object);
const seen: Seen = {
  object,
  spec,
  status: { observedGeneration: -1 },
  source: { state: 'ready', revision, object },
  blockedBy: undefined,
  health: [],
  random: 0.5,
};
const action: Action = { do: 'apply', spec, revision, source: object };
const web = { group: '', kind: 'ConfigMap', namespace: 'web', name: 'web' };
const applied: Applied = {
  did: 'apply',
  progress: 'apply',
  startedAt: now - 20,
  checkStartedAt: now - 5,
  digest: 'sha256:00',
  changes: [{ id: web, version: 'v1', change: 'created' }],
  pruned: [],
  inventory: [{ id: 'web_web__ConfigMap', v: 'v1' }],
  checks: [],
  health: { state: 'current' },
};
const checks = [{ id: web, vanishes: false }];
const after = (outcome: Outcome) => conclude({ seen, action, ending: { ok: true, outcome } }, now);

describe('conclude', () => {
  for (const { when, outcome, ready, reconciling, next, tells } of [
    {
      when: 'everything is applied and nothing is checked',
      outcome: applied,
      ready: 'ReconciliationSucceeded',
      next: { when: 'later', ms: 600_000 },
      tells: ['Progressing', 'ReconciliationSucceeded'],
    },
    {
      when: 'everything is healthy at once',
      outcome: { ...applied, progress: 'health', checks },
      ready: 'ReconciliationSucceeded',
      next: { when: 'later', ms: 600_000 },
      tells: ['Progressing', 'Progressing', 'ReconciliationSucceeded'],
    },
    {
      when: 'health takes its time',
      outcome: { ...applied, progress: 'health', checks, health: { state: 'waiting' } },
      ready: 'Progressing',
      reconciling: 'Progressing',
      next: { when: 'later', ms: 569_995 },
      tells: ['Progressing'],
    },
    {
      when: 'an object has failed',
      outcome: { ...applied, progress: 'health', checks, health: { state: 'failed', message: 'failed early' } },
      ready: 'HealthCheckFailed',
      reconciling: 'ProgressingWithRetry',
      next: { when: 'later', ms: 60_000 },
      tells: ['Progressing', 'HealthCheckFailed'],
    },
    {
      when: 'the build failed',
      outcome: { ...applied, progress: 'build', changes: [], failure: { reason: 'BuildFailed', message: 'no' } },
      ready: 'BuildFailed',
      reconciling: 'ProgressingWithRetry',
      next: { when: 'later', ms: 60_000 },
      tells: ['Progressing', 'BuildFailed'].slice(1),
    },
  ] as {
    when: string;
    outcome: Applied;
    ready: string;
    reconciling?: string;
    next: unknown;
    tells: string[];
  }[]) {
    it(`${when} -> ${ready}`, () => {
      const says = after(outcome);

      assert.equal(conditionOf(says.status?.conditions, 'Ready')?.reason, ready);
      assert.equal(conditionOf(says.status?.conditions, 'Reconciling')?.reason, reconciling);
      assert.deepEqual(says.next, next);
      assert.deepEqual(
        says.tellings?.map(({ reason }) => reason),
        tells,
      );
    });
  }

  it('moves lastAppliedRevision only once everything is healthy', () => {
    const waiting = after({ ...applied, progress: 'health', checks, health: { state: 'waiting' } });

    assert.equal(waiting.status?.lastAppliedRevision, undefined);
    assert.equal(waiting.status?.lastAttemptedRevision, revision);
    assert.deepEqual(waiting.status?.inventory?.entries, applied.inventory);
    assert.equal(after(applied).status?.lastAppliedRevision, revision);
  });

  it('counts a request as handled when the run is over, not while it waits', () => {
    const annotations = { 'reconcile.fluxcd.io/requestedAt': 't1' };
    const asked = { ...seen, object: { ...object, metadata: { ...object.metadata, annotations } } };
    const says = (health: Applied['health']) =>
      conclude(
        { seen: asked, action, ending: { ok: true, outcome: { ...applied, progress: 'health', checks, health } } },
        now,
      );

    assert.equal(says({ state: 'waiting' }).status?.lastHandledReconcileAt, undefined);
    assert.equal(says({ state: 'current' }).status?.lastHandledReconcileAt, 't1');
    assert.equal(says({ state: 'failed', message: 'no' }).status?.lastHandledReconcileAt, 't1');
  });

  it('keeps the old inventory when nothing was applied', () => {
    const { inventory: _inventory, ...refused } = applied;
    const says = after({ ...refused, changes: [], failure: { reason: 'ReconciliationFailed', message: 'no' } });

    assert.equal(says.status?.inventory, undefined);
    assert.equal(says.status?.history?.[0]?.lastReconciledStatus, 'ReconciliationFailed');
  });

  it('lets the finalizer go once everything is deleted, and only then', () => {
    const gone = after({ did: 'finalize', deleted: [{ id: web, version: 'v1', change: 'deleted' }] });
    const stuck = after({ did: 'finalize', deleted: [], failure: 'forbidden' });

    assert.equal(gone.released, true);
    assert.equal(gone.tellings?.[0]?.message, 'ConfigMap/web/web deleted');
    assert.equal(stuck.released, undefined);
    assert.deepEqual(stuck.next, { when: 'backoff' });
  });

  it('leaves what nobody foresaw to the back-off', () => {
    const fault = new Error('x') as never;

    assert.deepEqual(conclude({ seen, action, ending: { ok: false, fault } }, now), { next: { when: 'backoff' } });
  });
});
