import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { decideCourse, explainCourse, matches, rulesOf, type Preset } from './rules.ts';

const environments = ['development', 'staging', 'production'];
const rows: readonly (readonly [Preset, string, readonly string[], readonly string[]])[] = [
  ['default', 'main', ['development'], ['production']],
  ['default', 'develop', ['development'], []],
  ['default', 'feature/cart', ['development'], []],
  ['default', 'feature/cart/ui', ['development'], []],
  ['default', 'release/1.0', ['staging'], []],
  ['default', 'hotfix', [], []],
  ['trunk', 'main', ['development'], ['staging', 'production']],
  ['trunk', 'feature/cart', [], []],
  ['gitflow', 'main', [], ['production']],
  ['gitflow', 'develop', ['development'], []],
  ['gitflow', 'release/1.0', ['staging'], []],
];

describe('the course of a branch', () => {
  for (const [preset, branch, automatic, manual] of rows) {
    it(`${preset}: ${branch} → ${automatic.join(', ') || 'nothing'}${manual.length > 0 ? `, by hand ${manual.join(', ')}` : ''}`, () => {
      assert.deepEqual(decideCourse(branch, rulesOf(preset), environments), { automatic, manual });
    });
  }

  it('takes the first rule that names an environment', () => {
    const rules = [
      { branches: 'release/old-*', environment: 'staging', deploy: 'manual' },
      { branches: 'release/*', environment: 'staging', deploy: 'automatic' },
    ] as const;

    assert.deepEqual(decideCourse('release/old-1', rules, environments), { automatic: [], manual: ['staging'] });
    assert.deepEqual(decideCourse('release/2', rules, environments), { automatic: ['staging'], manual: [] });
  });

  it('leaves out environments that are not there', () => {
    assert.deepEqual(decideCourse('main', rulesOf('default'), ['development']), {
      automatic: ['development'],
      manual: [],
    });
  });

  it('follows the repository’s own first branch', () => {
    assert.deepEqual(decideCourse('master', rulesOf('default', 'master'), environments).automatic, ['development']);
  });

  it('reads no pattern but the star', () => {
    assert.equal(matches('a.b', 'axb'), false);
    assert.equal(matches('v*.0', 'v1.2.0'), true);
    assert.equal(matches('(x', '(x'), true);
  });

  it('is said in one sentence', () => {
    const at = { project: 'shop', branch: 'main' };

    assert.equal(explainCourse(at, { automatic: [], manual: [] }).code, 'PushMatchesNoRule');
    assert.equal(explainCourse(at, { automatic: ['a'], manual: [] }).code, 'PushDeploys');
    assert.equal(explainCourse(at, { automatic: [], manual: ['a'] }).code, 'PushWaits');
    assert.equal(explainCourse(at, { automatic: ['a'], manual: ['b'] }).code, 'PushDeploysAndWaits');
  });
});
