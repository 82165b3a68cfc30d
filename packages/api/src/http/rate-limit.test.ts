import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { openRateLimit } from './rate-limit.ts';

function limitAt(options: { keys?: number } = {}) {
  const clock = { now: 0 };
  return { clock, limit: openRateLimit({ perMinute: 2, now: () => clock.now, ...options }) };
}

describe('openRateLimit', () => {
  it('counts each key for itself and says when to try again', () => {
    const { clock, limit } = limitAt();
    limit.take('a');
    limit.take('a');
    limit.take('b');
    clock.now = 15_000;
    assert.throws(() => limit.take('a'), { reason: 'TooManyRequests', params: { seconds: 45 } });
  });

  it('starts again a minute after the first attempt, not after the last', () => {
    const { clock, limit } = limitAt();
    limit.take('a');
    limit.take('a');
    clock.now = 59_999;
    assert.throws(() => limit.take('a'));
    clock.now = 60_000;
    limit.take('a');
  });

  it('forgets the key that was seen longest ago, so that memory is bounded', () => {
    const { limit } = limitAt({ keys: 2 });
    for (const key of ['a', 'a', 'b', 'b', 'a-is-forgotten']) {
      limit.take(key);
    }
    limit.take('a');
  });
});
