import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { KubeObject } from '@juanie/kube';
import { isFault } from '@juanie/fault';
import { parseKustomization } from './kustomization.ts';

function kustomization(spec: Record<string, unknown>): KubeObject {
  return {
    apiVersion: 'kustomize.toolkit.fluxcd.io/v1',
    kind: 'Kustomization',
    metadata: { name: 'apps', namespace: 'flux-system' },
    spec: { interval: '10m', prune: true, sourceRef: { kind: 'GitRepository', name: 'fleet' }, ...spec },
  };
}

describe('parseKustomization', () => {
  it('fills in the defaults', () => {
    const spec = parseKustomization(kustomization({}));

    assert.equal(spec.interval, 600_000);
    assert.equal(spec.retryInterval, 600_000);
    assert.equal(spec.timeout, 570_000);
    assert.equal(spec.deletionPolicy, 'MirrorPrune');
    assert.equal(spec.wait, false);
  });

  it('raises a short timeout to 30 seconds', () => {
    assert.equal(parseKustomization(kustomization({ timeout: '15s' })).timeout, 30_000);
    assert.equal(parseKustomization(kustomization({ interval: '20s' })).timeout, 30_000);
  });

  it('looks for health checks in apps/v1 when they name no API version', () => {
    const spec = parseKustomization(kustomization({ healthChecks: [{ kind: 'Deployment', name: 'web' }] }));

    assert.equal(spec.healthChecks[0]?.apiVersion, 'apps/v1');
  });

  for (const [field, spec] of [
    ['spec.decryption', { decryption: { provider: 'sops' } }],
    ['spec.kubeConfig', { kubeConfig: { secretRef: { name: 'remote' } } }],
    ['spec.healthCheckExprs', { healthCheckExprs: [{ apiVersion: 'v1', current: 'true' }] }],
    ['spec.dependsOn[].readyExpr', { dependsOn: [{ name: 'infra', readyExpr: 'true' }] }],
    ['spec.sourceRef.kind Bucket', { sourceRef: { kind: 'Bucket', name: 'b' } }],
    ['spec.ignore', { ignore: [{ paths: ['/spec/replicas'] }] }],
  ] as const) {
    it(`refuses ${field} by name`, () => {
      assert.throws(
        () => parseKustomization(kustomization(spec)),
        (thrown) => isFault(thrown) && thrown.reason === 'FluxFieldUnsupported' && thrown.params['fields'] === field,
      );
    });
  }

  it('reports every problem of a spec', () => {
    assert.throws(
      () => parseKustomization(kustomization({ interval: 'soon', prune: 'yes' })),
      (thrown) => isFault(thrown) && thrown.reason === 'FluxSpecInvalid' && thrown.problems.length === 2,
    );
  });
});
