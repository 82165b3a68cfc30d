import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { scaledValue, type IntOrString } from './int-or-string.ts';

describe('numbers and percentages', () => {
  const rows: [IntOrString, number, 'up' | 'down', number | undefined][] = [
    [2, 10, 'up', 2],
    ['25%', 10, 'up', 3],
    ['25%', 10, 'down', 2],
    ['100%', 3, 'down', 3],
    ['http', 3, 'down', undefined],
    ['2', 3, 'down', undefined],
  ];
  for (const [value, total, rounding, want] of rows) {
    it(`${value} of ${total}, ${rounding}`, () => {
      assert.equal(scaledValue(value, total, rounding), want);
    });
  }
});
