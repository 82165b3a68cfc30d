import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { unifiedDiff } from './unified.ts';

const names = { before: 'a/x', after: 'b/x' };
const lines = (...texts: readonly string[]) => `${texts.join('\n')}\n`;

describe('a unified diff', () => {
  it('is empty for equal texts', () => {
    assert.equal(unifiedDiff('a\n', 'a\n', names), '');
  });

  it('shows three lines around a change', () => {
    const before = lines('1', '2', '3', '4', '5', '6', '7', '8', '9');
    const after = lines('1', '2', '3', '4', 'five', '6', '7', '8', '9');

    assert.equal(
      unifiedDiff(before, after, names),
      lines('--- a/x', '+++ b/x', '@@ -2,7 +2,7 @@', ' 2', ' 3', ' 4', '-5', '+five', ' 6', ' 7', ' 8'),
    );
  });

  it('parts changes that are far from each other', () => {
    const numbers = Array.from({ length: 30 }, (_, index) => String(index));
    const changed = numbers.map((text) => (text === '3' || text === '25' ? `${text}!` : text));
    const heads = unifiedDiff(lines(...numbers), lines(...changed), names).match(/^@@.*@@$/gm);

    assert.deepEqual(heads, ['@@ -1,7 +1,7 @@', '@@ -23,7 +23,7 @@']);
  });

  it('joins changes that are near each other', () => {
    const numbers = Array.from({ length: 12 }, (_, index) => String(index));
    const changed = numbers.map((text) => (text === '3' || text === '8' ? `${text}!` : text));
    const heads = unifiedDiff(lines(...numbers), lines(...changed), names).match(/^@@.*@@$/gm);

    assert.deepEqual(heads, ['@@ -1,12 +1,12 @@']);
  });

  it('shows what is all new and what is all gone', () => {
    assert.equal(unifiedDiff('', lines('a', 'b'), names), lines('--- a/x', '+++ b/x', '@@ -0,0 +1,2 @@', '+a', '+b'));
    assert.equal(unifiedDiff(lines('a'), '', names), lines('--- a/x', '+++ b/x', '@@ -1,1 +0,0 @@', '-a'));
  });
});
