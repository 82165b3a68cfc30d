import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { ByteCache } from './byte-cache.ts';

describe('a cache bounded by bytes', () => {
  it('keeps what is used and lets go of what is not', () => {
    const cache = new ByteCache<number>(100);
    cache.set('used', 0, 10);
    for (let at = 0; at < 30; at++) {
      cache.set(`other-${at}`, at, 10);
      assert.equal(cache.get('used'), 0);
    }

    assert.equal(cache.get('other-0'), undefined);
    assert.equal(cache.get('other-29'), 29);
  });

  it('does not keep what would push out everything else', () => {
    const cache = new ByteCache<number>(100);
    cache.set('small', 1, 10);
    cache.set('large', 2, 90);

    assert.deepEqual([cache.get('small'), cache.get('large')], [1, undefined]);
  });

  it('forgets what it is told to, also when it is replaced', () => {
    const cache = new ByteCache<number>(100);
    cache.set('a', 1, 10);
    cache.set('a', 2, 12);
    assert.equal(cache.get('a'), 2);
    cache.delete('a');

    assert.equal(cache.get('a'), undefined);
  });
});
