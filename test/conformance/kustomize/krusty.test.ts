/** Upstream's own suite: every build of its tests, by the real command and by us. */
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { krustyCases } from './krusty-cases.ts';
import { kustomize, ours, theirs } from './side-by-side.ts';

const cases = kustomize === undefined ? undefined : krustyCases();
const absent =
  kustomize === undefined ? 'absent: kustomize' : cases === undefined && 'absent: go, or the source of kustomize/api';

/** Builds that are not compared, and why. Refusals of the command are compared as refusals. */
const skips: readonly (readonly [name: RegExp, reason: string])[] = [];

/** Sentences that cannot be the same, and why; that both refuse is still asserted. */
const otherWords: readonly (readonly [name: RegExp, reason: string])[] = [
  [/^TestRemoteLoad|^TestAnnoOriginRemote|RemoteSchema/, 'the words of git and of the network'],
  [/^TestAccumulateResourcesErrors/, 'the words of git, of the network and of the YAML parser; a temporary path'],
  [/^TestBasicIO3812/, 'the words of the YAML parser'],
  [/GeneratingIntoSameNamespace/, 'an address of memory'],
  [/^TestNamedspacedServiceAccountsWithOverlap/, 'the first of several referrers, in random order'],
  [/^TestDuplicateKeys/, 'noticed when read and not when printed'],
  [/^TestNameReferenceDeploymentIssue3489/, 'a path above the root of the files'],
];

describe('the krusty suite and kustomize', { skip: absent }, () => {
  for (const each of cases ?? []) {
    const skip = skips.find(([name]) => name.test(each.name))?.[1];
    it(each.name, { skip: skip ?? false }, () => {
      const [own, real] = [ours(each), theirs(kustomize ?? '', each)];

      if ('text' in real) {
        assert.deepEqual(own, real);
        return;
      }
      assert.ok('refused' in own, `kustomize refuses: ${real.refused}`);
      if (!otherWords.some(([name]) => name.test(each.name))) {
        assert.equal(own.refused, real.refused);
      }
    });
  }
});
