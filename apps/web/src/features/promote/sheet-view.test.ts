import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { releases } from '../../../dev/fixtures/releases.ts';
import { parseDiff } from './diff-lines.ts';
import { choosable, kindLetters, movedSince, readRef } from './sheet-view.ts';

describe('the sheet', () => {
  it('wants a second look when the target moved', () => {
    assert.equal(movedSince('a', { hash: 'b' }), true);
    assert.equal(movedSince('a', { hash: 'a' }), false);
    assert.equal(movedSince(undefined, { hash: 'a' }), false);
  });

  it('rolls back only to what was there', () => {
    const names = choosable(releases, 'rollback', 'production').map(({ name }) => name);
    assert.deepEqual(names, ['r139']);
    assert.equal(choosable(releases, 'deploy', 'production').length, releases.length);
  });

  it('reads references of every form', () => {
    assert.deepEqual(readRef('Deployment/api'), { kind: 'Deployment', name: 'api' });
    assert.deepEqual(readRef('apps/v1 Deployment shop-staging/api'), { kind: 'Deployment', name: 'api' });
    assert.equal(kindLetters('Deployment'), 'Dp');
    assert.equal(kindLetters('GitRepository'), 'GR');
  });
});

describe('a unified diff', () => {
  it('numbers lines by the file that they are in', () => {
    const lines = parseDiff('--- a\n+++ b\n@@ -18,2 +18,2 @@\n spec:\n-  replicas: 2\n+  replicas: 3\n');
    assert.deepEqual(
      lines.map(({ sign, number }) => `${sign}${number}`),
      [' 18', '-19', '+19'],
    );
  });

  it('puts a gap between hunks', () => {
    const lines = parseDiff('@@ -1 +1 @@\n-a\n+b\n@@ -9 +9 @@\n c\n');
    assert.deepEqual(
      lines.map(({ sign }) => sign),
      ['-', '+', '…', ' '],
    );
  });
});
