import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { appendFile, mkdtemp, readdir, readFile, rm, stat, truncate, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { afterEach, beforeEach, describe, it } from 'node:test';
import fc from 'fast-check';
import type { Change } from './history.ts';
import { openStore, type Store } from './store.ts';

const body = (text: string) => () => Buffer.from(JSON.stringify(text));

describe('the store', () => {
  let dir: string;
  let store: Store;

  beforeEach(async () => {
    dir = await mkdtemp(join(tmpdir(), 'juanie-store-'));
    store = await openStore({ dir });
  });

  afterEach(async () => {
    await store.close();
    await rm(dir, { recursive: true, force: true });
  });

  async function reopen(): Promise<void> {
    await store.close();
    store = await openStore({ dir });
  }

  const contents = (of: Store) =>
    of
      .collection('pods')
      .list()
      .map(({ key, bytes }) => [key, JSON.parse(bytes.toString())]);

  it('keeps objects, their order and the revision over a restart', async () => {
    store.put('pods', 'b/two', body('2'));
    store.put('pods', 'a/one', body('1'));
    store.put('pods', 'a/gone', body('x'));
    store.delete('pods', 'a/gone', body('x'));
    await store.durable();

    await reopen();

    assert.deepEqual(contents(store), [
      ['a/one', '1'],
      ['b/two', '2'],
    ]);
    assert.equal(store.revision, 4);
    assert.deepEqual(
      store.since('pods', 2)?.map(({ revision, deleted }) => [revision, deleted]),
      [
        [3, false],
        [4, true],
      ],
    );
  });

  it('cuts a torn tail off and goes on from there', async () => {
    store.put('pods', 'a', body('whole'));
    await store.durable();
    const [name = ''] = await readdir(dir);
    const { size } = await stat(join(dir, name));
    store.put('pods', 'b', body('torn'));
    await store.durable();
    await truncate(join(dir, name), (await stat(join(dir, name))).size - 3);
    await appendFile(join(dir, name), '\0\0');

    await reopen();

    assert.deepEqual(contents(store), [['a', 'whole']]);
    assert.equal((await stat(join(dir, name))).size, size);
    store.put('pods', 'c', body('next'));
    await store.durable();
    await reopen();
    assert.deepEqual(contents(store), [
      ['a', 'whole'],
      ['c', 'next'],
    ]);
  });

  it('names a log that is damaged in the middle', async () => {
    store.put('pods', 'a', body('1'));
    await store.durable();
    const compacted = store.compact();
    store.put('pods', 'a', body('2'));
    store.put('pods', 'a', body('3'));
    await compacted;
    await store.durable();
    await store.close();
    const log = (await readdir(dir)).find((name) => name.startsWith('log-')) ?? '';
    const { size } = await stat(join(dir, log));
    const whole = await readFile(join(dir, log));
    await writeFile(join(dir, log), whole.subarray(size / 2));

    await assert.rejects(openStore({ dir }), { reason: 'KubeStoreDamaged' });

    await writeFile(join(dir, log), whole);
    store = await openStore({ dir });
    assert.deepEqual(contents(store), [['a', '3']]);
  });

  it('compacts while writes go on, and forgets the history before', async () => {
    for (let i = 0; i < 100; i += 1) {
      store.put('pods', `a/${i % 3}`, body(String(i)));
    }
    const compacted = store.compact();
    store.put('pods', 'a/during', body('during'));
    await compacted;
    await store.durable();

    await reopen();

    assert.deepEqual(contents(store), [
      ['a/0', '99'],
      ['a/1', '97'],
      ['a/2', '98'],
      ['a/during', 'during'],
    ]);
    assert.equal(store.since('pods', 99), undefined);
    assert.deepEqual(
      store.since('pods', 100)?.map(({ revision }) => revision),
      [101],
    );
    assert.equal((await readdir(dir)).filter((name) => name.startsWith('log-')).length, 1);
  });

  it('tells watchers only what is durable, in order', async () => {
    const told: Change[] = [];
    store.subscribe('pods', (change) => told.push(change));
    store.put('pods', 'a', body('1'));
    store.put('pods', 'a', body('2'));
    assert.equal(told.length, 0);

    await store.durable();

    assert.deepEqual(
      told.map(({ revision, previous }: Change) => [revision, previous?.revision]),
      [
        [1, undefined],
        [2, 1],
      ],
    );
  });

  it('forgets the oldest changes when they are too many', async () => {
    await store.close();
    store = await openStore({ dir, history: { count: 10, bytes: 1_000_000 } });
    for (let i = 0; i < 30; i += 1) {
      store.put('pods', 'a', body(String(i)));
    }
    await store.durable();

    assert.equal(store.since('pods', 19), undefined);
    assert.equal(store.since('pods', 20)?.length, 10);
  });

  it('replays to the same state from every revision that is kept', async () => {
    const step = fc.record({ key: fc.constantFrom('a', 'b', 'c'), remove: fc.boolean(), compact: fc.boolean() });
    await fc.assert(
      fc.asyncProperty(fc.array(step, { maxLength: 30 }), async (steps) => {
        for (const { key, remove, compact } of steps) {
          if (remove && store.collection('pods').get(key) !== undefined) {
            store.delete('pods', key, body('end'));
          } else {
            store.put('pods', key, body(`${key}${store.revision}`));
          }
          if (compact) {
            await store.compact();
          }
        }
        await store.durable();
        const before = contents(store);
        const { revision } = store;
        await reopen();
        assert.deepEqual(contents(store), before);
        assert.equal(store.revision, revision);
      }),
      { numRuns: 15 },
    );
  });
});

describe('a store whose process is killed', () => {
  it('has everything that was acknowledged', { timeout: 60_000 }, async () => {
    const dir = await mkdtemp(join(tmpdir(), 'juanie-crash-'));
    try {
      for (let round = 0; round < 5; round += 1) {
        const acknowledged = await writeUntilKilled(dir, 20 + round * 37);
        const store = await openStore({ dir });
        const held = new Map(
          store
            .collection('pods')
            .list()
            .map(({ key, bytes }) => [key, bytes.toString()]),
        );
        for (const [key, value] of acknowledged) {
          assert.ok(Number(held.get(key)) >= value, `${key}: ${held.get(key)} instead of ${value}`);
        }
        await store.close();
      }
    } finally {
      await rm(dir, { recursive: true, force: true });
    }
  });
});

/** Runs a writer in another process and kills it after so many acknowledged writes. */
async function writeUntilKilled(dir: string, count: number): Promise<Map<string, number>> {
  const child = spawn(process.execPath, [join(import.meta.dirname, 'testdata/writer.ts'), dir], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const exited = once(child, 'exit');
  const acknowledged = new Map<string, number>();
  let seen = 0;
  for await (const line of createInterface({ input: child.stdout })) {
    const [key = '', value] = line.split(' ');
    acknowledged.set(key, Number(value));
    seen += 1;
    if (seen === count) {
      child.kill('SIGKILL');
    }
  }
  await exited;
  return acknowledged;
}
