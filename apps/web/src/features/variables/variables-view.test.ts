import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { changesOf, isVariableName, startOf } from './variables-view.ts';

const stored = [
  { name: 'A', value: { value: '1' } },
  { name: 'B', value: { value: '2' } },
];

describe('variables', () => {
  it('sends what is new, other or gone', () => {
    const rows = [
      { name: 'A', value: '1' },
      { name: ' C ', value: '3' },
    ];
    assert.deepEqual(changesOf(stored, rows), { C: '3', B: null });
  });

  it('does not count rows that nobody has filled', () => {
    assert.deepEqual(changesOf(stored, [...startOf(stored, 'TAX'), { name: '', value: 'x' }]), {});
  });

  it('begins with the variable that one came to add', () => {
    assert.deepEqual(startOf(stored, 'TAX').at(-1), { name: 'TAX', value: '' });
    assert.equal(startOf(stored, 'A').length, 2);
  });

  it('knows names', () => {
    assert.deepEqual(['PORT', '_x', '9A', 'A-B', ''].map(isVariableName), [true, true, false, false, false]);
  });
});
