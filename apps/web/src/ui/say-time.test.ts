import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { en } from '../i18n/en.ts';
import { zh } from '../i18n/zh.ts';
import { sayAge, sayClock, sayDuration } from './say-time.ts';

describe('times in words', () => {
  it('says an age in one unit', () => {
    assert.deepEqual(
      [4_000, 130_000, 7_500_000, 200_000_000].map((ms) => sayAge(ms, en.age)),
      ['4 s', '2 m', '2 h', '2 d'],
    );
  });

  it('says a duration exactly', () => {
    assert.equal(sayDuration(78_000, en.age), '1 m 18 s');
    assert.equal(sayDuration(78_000, zh.age), '1 分 18 秒');
    assert.equal(sayDuration(60_000, en.age), '1 m');
    assert.equal(sayDuration(7_500_000, en.age), '2 h 5 m');
  });

  it('runs a clock', () => {
    assert.equal(sayClock(48_000), '00:48');
    assert.equal(sayClock(3_723_000), '1:02:03');
  });
});
