import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { manualClock } from './clock.ts';
import { openQueue } from './queue.ts';
import type { Pass } from './reconcile.ts';
import type { Next } from './reconciler.ts';

function queueOf(answers: Next[] | ((key: string) => Promise<Pass>), concurrency = 8) {
  const clock = manualClock();
  const passes: { key: string; at: number }[] = [];
  const run = async (key: string): Promise<Pass> => {
    passes.push({ key, at: clock.now() });
    return typeof answers === 'function' ? answers(key) : { next: answers.shift() ?? { when: 'changed' } };
  };
  return { clock, passes, queue: openQueue({ clock, run, concurrency, random: () => 0 }) };
}

describe('a queue', () => {
  it('takes a key in once however often it is added', async () => {
    const { queue, passes } = queueOf([]);

    queue.add('a');
    queue.add('a');
    queue.add('b');
    await queue.idle();

    assert.deepEqual(
      passes.map(({ key }) => key),
      ['a', 'b'],
    );
  });

  it('looks once more at a key that was added while it was worked on, and never twice at a time', async () => {
    const gates: (() => void)[] = [];
    const { queue, passes } = queueOf(async () => {
      await new Promise<void>((open) => gates.push(open));
      return { next: { when: 'changed' } };
    });
    queue.add('a');
    await Promise.resolve();

    queue.add('a');
    queue.add('a');
    await Promise.resolve();
    assert.equal(passes.length, 1);
    gates.shift()?.();
    await new Promise((resolve) => setImmediate(resolve));
    gates.shift()?.();
    await queue.idle();

    assert.equal(passes.length, 2);
  });

  it('works on no more keys at once than it may', async () => {
    let running = 0;
    let most = 0;
    const { queue } = queueOf(async () => {
      running += 1;
      most = Math.max(most, running);
      await new Promise((resolve) => setImmediate(resolve));
      running -= 1;
      return { next: { when: 'changed' } };
    }, 2);

    ['a', 'b', 'c', 'd', 'e'].forEach((key) => queue.add(key));
    await queue.idle();

    assert.equal(most, 2);
  });

  it('grows the delay of what keeps failing, and forgets it after a success', async () => {
    const { queue, passes, clock } = queueOf([
      { when: 'backoff' },
      { when: 'backoff' },
      { when: 'later', ms: 50 },
      { when: 'backoff' },
    ]);

    queue.add('a');
    await queue.idle();
    for (const ms of [5, 10, 50, 5]) {
      clock.advance(ms);
      await queue.idle();
    }

    assert.deepEqual(
      passes.map(({ at }) => at),
      [0, 5, 15, 65, 70],
    );
  });

  it('counts what is thrown as a failure', async () => {
    const { queue, clock, passes } = queueOf(async () => {
      throw new Error('bug');
    });

    queue.add('a');
    await queue.idle();
    clock.advance(5);
    await queue.idle();

    assert.equal(passes.length, 2);
    await queue.close();
  });

  it('makes a key that asks for step after step wait in the end', async () => {
    const { queue, passes, clock } = queueOf(async () => ({ next: { when: 'now' } }));

    queue.add('a');
    await queue.idle();

    assert.equal(passes.length, 101);
    assert.equal(clock.nextAt, 5);
    await queue.close();
  });

  it('starts nothing after it is closed', async () => {
    const { queue, passes, clock } = queueOf([{ when: 'later', ms: 10 }]);
    queue.add('a');
    await queue.idle();

    await queue.close();
    queue.add('b');
    clock.advance(100);

    assert.equal(passes.length, 1);
  });
});
