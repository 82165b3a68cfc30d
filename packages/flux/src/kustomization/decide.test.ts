import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { fluxApiFaults, parseKustomization } from '@juanie/flux-api';
import type { KubeObject } from '@juanie/kube';
import { conditionOf } from '../status/conditions.ts';
import { decide } from './decide.ts';
import type { Checked } from './health-verdict.ts';
import type { Seen, Waiting } from './seen.ts';

const now = Date.parse('2026-11-20T17:46:08Z');
const object: KubeObject = {
  apiVersion: 'kustomize.toolkit.fluxcd.io/v1',
  kind: 'Kustomization',
  metadata: {
    name: 'apps',
    namespace: 'flux-system',
    generation: 2,
    annotations: { 'reconcile.fluxcd.io/requestedAt': 't1' },
  },
  spec: {
    interval: '10m',
    retryInterval: '1m',
    timeout: '2m',
    prune: true,
    sourceRef: { kind: 'GitRepository', name: 'fleet' },
  },
};
const source: KubeObject = {
  apiVersion: 'source.toolkit.fluxcd.io/v1',
  kind: 'GitRepository',
  metadata: { name: 'fleet' },
};
const web = { group: 'apps', kind: 'Deployment', namespace: 'web', name: 'web' };
const waiting: Waiting = {
  revision: 'main@sha1:1f2e',
  generation: 2,
  requestedAt: 't1',
  startedAt: now - 60_100,
  checkStartedAt: now - 60_000,
  digest: 'sha256:00',
  drifted: true,
  wasHealthy: false,
  checks: [{ id: web, vanishes: false }],
};
const healthy: Seen = {
  object,
  status: { observedGeneration: -1 },
  spec: parseKustomization(object),
  source: { state: 'ready', revision: 'main@sha1:1f2e', object: source },
  blockedBy: undefined,
  health: [],
  random: 0.5,
};
const checked = (state: Checked['state']) => ({ waiting, health: [{ id: web, state }] });

interface Row {
  readonly when: string;
  readonly seen: Partial<Seen>;
  readonly does: string;
  readonly says?: string;
  readonly in?: number;
}

const rows: readonly Row[] = [
  { when: 'a revision is there', seen: {}, does: 'apply', says: 'Progressing' },
  {
    when: 'it is being deleted, suspended or not',
    seen: { object: { ...object, metadata: { ...object.metadata, deletionTimestamp: '2026-11-20T17:46:08Z' } } },
    does: 'finalize',
  },
  { when: 'it is suspended', seen: { spec: { ...parseKustomization(object), suspend: true } }, does: 'nothing' },
  {
    when: 'a field is not supported',
    seen: {
      spec: fluxApiFaults('FluxFieldUnsupported', { kind: 'Kustomization', object: 'x', fields: 'spec.decryption' }),
    },
    does: 'nothing',
    says: 'UnsupportedField',
  },
  {
    when: 'the source is missing',
    seen: { source: { state: 'missing', message: 'not found' } },
    does: 'nothing',
    says: 'ArtifactFailed',
    in: 60_000,
  },
  {
    when: 'the source has no artifact',
    seen: { source: { state: 'empty' } },
    does: 'nothing',
    says: 'ArtifactFailed',
    in: 30_000,
  },
  {
    when: 'a dependency lags',
    seen: { blockedBy: "dependency 'a/b' is not ready" },
    does: 'nothing',
    says: 'DependencyNotReady',
    in: 30_000,
  },
  { when: 'a rollout goes on', seen: checked('InProgress'), does: 'nothing', in: 60_000 },
  {
    when: 'a rollout is done',
    seen: checked('Current'),
    does: 'nothing',
    says: 'ReconciliationSucceeded',
    in: 600_000,
  },
  { when: 'a rollout has failed', seen: checked('Failed'), does: 'nothing', says: 'HealthCheckFailed', in: 60_000 },
  {
    when: 'a rollout takes too long',
    seen: { waiting: { ...waiting, checkStartedAt: now - 120_000 }, health: [{ id: web, state: 'InProgress' }] },
    does: 'nothing',
    says: 'HealthCheckFailed',
    in: 60_000,
  },
];

describe('decide', () => {
  for (const { when, seen, does, says, in: ms } of rows) {
    it(`${when} -> ${does}${says === undefined ? '' : `, ${says}`}`, () => {
      const step = decide({ ...healthy, ...seen }, now);

      assert.equal(step.action?.do ?? 'nothing', does);
      assert.equal(conditionOf(step.status?.conditions, 'Ready')?.reason, says);
      assert.deepEqual(step.next, ms === undefined ? { when: 'changed' } : { when: 'later', ms });
    });
  }

  it('answers a request even while suspended', () => {
    const step = decide({ ...healthy, spec: { ...parseKustomization(object), suspend: true } }, now);

    assert.deepEqual(step.status, { observedGeneration: -1, lastHandledReconcileAt: 't1' });
  });

  it('never says stalled and reconciling at once', () => {
    for (const { seen } of rows) {
      const conditions = decide({ ...healthy, ...seen }, now).status?.conditions ?? [];
      assert.ok(
        conditionOf(conditions, 'Stalled') === undefined || conditionOf(conditions, 'Reconciling') === undefined,
      );
    }
  });
});
