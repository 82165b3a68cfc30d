import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { compareVersions, parseRange, parseVersion } from './semver.ts';

describe('parseRange', () => {
  for (const [range, inside, outside] of [
    ['>=1.0.0', ['1.0.0', '2.3.4'], ['0.9.9', '1.0.0-rc.1']],
    ['>=1.0.0-0', ['1.0.0-rc.1', '1.0.0'], ['0.9.0']],
    ['1.x', ['1.0.0', '1.9.3'], ['2.0.0', '0.9.0']],
    ['1.2', ['1.2.0', '1.2.9'], ['1.3.0']],
    ['*', ['0.0.1', '9.9.9'], ['1.0.0-beta']],
    ['~1.2.3', ['1.2.3', '1.2.9'], ['1.3.0', '1.2.2']],
    ['~1', ['1.0.0', '1.9.0'], ['2.0.0']],
    ['^1.2', ['1.2.0', '1.9.0'], ['2.0.0', '1.1.9']],
    ['^0.2.3', ['0.2.3', '0.2.9'], ['0.3.0']],
    ['^0.0.3', ['0.0.3'], ['0.0.4']],
    ['>=1.0, <2 || 3.1.4', ['1.5.0', '3.1.4'], ['2.0.0', '3.1.5']],
    ['1.2 - 1.4', ['1.2.0', '1.4.0'], ['1.5.0']],
    ['>1.2', ['1.3.0'], ['1.2.9']],
    ['!=1.2.3', ['1.2.4'], ['1.2.3']],
  ] as const) {
    it(range, () => {
      const test = parseRange(range);

      assert.deepEqual(
        inside.filter((text) => !test?.(versionOf(text))),
        [],
      );
      assert.deepEqual(
        outside.filter((text) => test?.(versionOf(text))),
        [],
      );
    });
  }

  it('does not read nonsense', () => assert.equal(parseRange('latest'), undefined));
});

describe('compareVersions', () => {
  it('orders as semver says', () => {
    const texts = ['1.0.0', '1.0.0-alpha', '1.0.0-alpha.1', '0.9', '1.0.0-alpha.beta', '1.0.0-2', '1.0.0-10'];
    const sorted = texts.toSorted((a, b) => compareVersions(versionOf(a), versionOf(b)));

    assert.deepEqual(sorted, [
      '0.9',
      '1.0.0-2',
      '1.0.0-10',
      '1.0.0-alpha',
      '1.0.0-alpha.1',
      '1.0.0-alpha.beta',
      '1.0.0',
    ]);
  });
});

function versionOf(text: string) {
  const version = parseVersion(text);
  assert.ok(version);
  return version;
}
