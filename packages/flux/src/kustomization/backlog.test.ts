import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { openBacklog } from './backlog.ts';

describe('openBacklog', () => {
  it('starts nothing that may wait before what is urgent is done, and then so many at once', () => {
    const running = new Set<string>();
    const backlog = openBacklog({ load: () => running.size, start: (key) => running.add(key), most: 2 });
    const end = (key: string) => {
      running.delete(key);
      backlog.done(key);
    };
    backlog.hurry(['a', 'b']);
    backlog.add(['c', 'd', 'e', 'a']);
    assert.deepEqual([...running], ['a', 'b']);

    end('a');
    assert.deepEqual([...running], ['b']);

    end('b');
    assert.deepEqual([...running], ['c', 'd']);

    end('c');
    assert.deepEqual([...running], ['d', 'e']);
  });
});
