import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { countLevels, filterRows, markFound, rowsOf, shortPod } from './logs-view.ts';

const line = (text: string) => ({
  time: '2026-11-20T14:09:41.018Z',
  pod: 'api-7c9d5-k4x7p',
  container: 'api',
  stream: 'stdout' as const,
  line: text,
});
const rows = rowsOf([line('INFO GET /a 200'), line('WARN slow'), line('ERROR no'), line('    at a (b.js:1)')]);

describe('logs', () => {
  it('names pods by what tells them apart', () => {
    assert.equal(shortPod('api-7c9d5-k4x7p'), 'k4x7p');
  });

  it('counts warnings and errors, a stack with its error', () => {
    assert.deepEqual(countLevels(rows), { warn: 1, error: 2 });
  });

  it('never hides what is worse', () => {
    assert.equal(filterRows(rows, { find: '', level: 'warn' }).length, 3);
    assert.equal(filterRows(rows, { find: 'SLOW', level: undefined }).length, 1);
  });

  it('marks every place found', () => {
    assert.deepEqual(markFound('coupon a COUPON', 'coupon').filter(({ hit }) => hit).length, 2);
    assert.deepEqual(markFound('abc', ''), [{ text: 'abc', hit: false }]);
  });
});
