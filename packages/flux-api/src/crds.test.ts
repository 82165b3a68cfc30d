import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { fluxCrds } from './crds.ts';

interface Definition {
  readonly names: { readonly kind: string };
  readonly versions: readonly { name: string; served: boolean; storage: boolean; deprecationWarning?: string }[];
}

const definitions = fluxCrds().map((crd) => crd.spec as Definition);

describe('fluxCrds', () => {
  it('has every Flux kind', () => {
    assert.deepEqual(definitions.map((definition) => definition.names.kind).toSorted(), [
      'Alert',
      'Bucket',
      'ExternalArtifact',
      'GitRepository',
      'HelmChart',
      'HelmRelease',
      'HelmRepository',
      'ImagePolicy',
      'ImageRepository',
      'ImageUpdateAutomation',
      'Kustomization',
      'OCIRepository',
      'Provider',
      'Receiver',
    ]);
  });

  it('stores one version of each and warns at the old ones', () => {
    for (const { names, versions } of definitions) {
      const stored = versions.filter((version) => version.storage);
      const others = versions.filter((version) => !version.storage);

      assert.equal(stored.length, 1, names.kind);
      assert.ok(
        others.every((version) => version.served && version.deprecationWarning !== undefined),
        names.kind,
      );
    }
  });

  it('gives copies', () => {
    const [first] = fluxCrds();
    assert.ok(first);
    first.metadata.name = 'changed';

    assert.notEqual(fluxCrds()[0]?.metadata.name, 'changed');
  });
});
