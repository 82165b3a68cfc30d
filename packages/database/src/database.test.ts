import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { after, describe, it } from 'node:test';
import { nextNumber, openDatabase } from './database.ts';
import { openOutbox, type Next } from './outbox.ts';

const dir = mkdtempSync(join(tmpdir(), 'juanie-database-'));
after(() => rmSync(dir, { recursive: true, force: true }));
let files = 0;
const newFile = () => join(dir, `${files++}.sqlite`);

describe('a database', () => {
  it('keeps what a transaction wrote and forgets what a failed one wrote', async () => {
    const file = newFile();
    const database = await openDatabase({ file });
    await database.transaction((writing) => writing.insertInto('settings').values({ name: 'a', value: '1' }).execute());

    const failing = database.transaction(async (writing) => {
      await writing.insertInto('settings').values({ name: 'b', value: '2' }).execute();
      throw new Error('no');
    });

    await assert.rejects(failing);
    await database.close();
    const again = await openDatabase({ file });
    assert.deepEqual(await again.query.selectFrom('settings').selectAll().execute(), [{ name: 'a', value: '1' }]);
    await again.close();
  });

  it('numbers without gaps, also where a transaction was given up', async () => {
    const database = await openDatabase({ file: newFile() });
    await database.transaction((writing) => nextNumber(writing, 'events'));
    await assert.rejects(
      database.transaction(async (writing) => {
        await nextNumber(writing, 'events');
        throw new Error('no');
      }),
    );

    assert.equal(await database.transaction((writing) => nextNumber(writing, 'events')), 2);
    await database.close();
  });

  it('refuses data of a newer version', async () => {
    const file = newFile();
    await (await openDatabase({ file })).close();
    const raw = new DatabaseSync(file);
    raw.exec(`insert into migrations values (99, 'future', 'x', '2030-01-01')`);
    raw.close();

    await assert.rejects(openDatabase({ file }), { reason: 'DatabaseTooNew' });
  });

  it('refuses a migration that was edited after it was applied', async () => {
    const file = newFile();
    await (await openDatabase({ file })).close();
    const raw = new DatabaseSync(file);
    raw.exec(`update migrations set checksum = 'x' where number = 1`);
    raw.close();

    await assert.rejects(openDatabase({ file }), { reason: 'DatabaseChanged' });
  });

  it('lets transactions that overlap take turns', async () => {
    const database = await openDatabase({ file: newFile() });
    const numbers = await Promise.all(
      Array.from({ length: 20 }, () => database.transaction((writing) => nextNumber(writing, 'x'))),
    );

    assert.deepEqual(
      numbers.toSorted((a, b) => a - b),
      Array.from({ length: 20 }, (_, index) => index + 1),
    );
    await database.close();
  });
});

describe('the outbox', () => {
  async function withOutbox(handler: (key: string, attempts: number) => Promise<Next>, file = newFile()) {
    const database = await openDatabase({ file });
    let at = 1_000_000;
    const faults: unknown[] = [];
    const outbox = openOutbox({
      database,
      handlers: { work: ({ key, attempts }) => handler(key, attempts) },
      now: () => at,
      onFault: (_work, thrown) => faults.push(thrown),
      alone: true,
    });
    const rows = () => database.query.selectFrom('outbox').selectAll().execute();
    const add = (key: string) => database.transaction((writing) => outbox.add(writing, { topic: 'work', key }));
    return { database, outbox, rows, add, faults, pass: (ms: number) => (at += ms) };
  }

  it('runs what was committed and forgets it when it is done', async () => {
    const seen: string[] = [];
    const box = await withOutbox(async (key) => {
      seen.push(key);
      return { when: 'done' };
    });
    await box.outbox.start();
    await box.add('a');
    await box.outbox.idle();

    assert.deepEqual([seen, await box.rows()], [['a'], []]);
    await box.outbox.close();
    await box.database.close();
  });

  it('does not run what was given up', async () => {
    const seen: string[] = [];
    const box = await withOutbox(async (key) => {
      seen.push(key);
      return { when: 'done' };
    });
    await box.outbox.start();
    const failing = box.database.transaction(async (writing) => {
      await box.outbox.add(writing, { topic: 'work', key: 'a' });
      throw new Error('no');
    });

    await assert.rejects(failing);
    await box.outbox.idle();
    assert.deepEqual(seen, []);
    await box.outbox.close();
    await box.database.close();
  });

  it('keeps failed work with its fault and takes it up after a restart', async () => {
    const file = newFile();
    const first = await withOutbox(async () => {
      throw new Error('disk full');
    }, file);
    await first.outbox.start();
    await first.add('a');
    await first.outbox.idle();
    const [row] = await first.rows();
    await first.outbox.close();
    await first.database.close();
    const seen: [string, number][] = [];
    const second = await withOutbox(async (key, attempts) => {
      seen.push([key, attempts]);
      return { when: 'done' };
    }, file);
    second.pass(60_000);

    await second.outbox.start();
    await second.outbox.idle();

    assert.equal(row?.last_fault, 'disk full');
    assert.deepEqual(seen, [['a', 1]]);
    await second.outbox.close();
    await second.database.close();
  });

  it('comes back on a wake, and once more for a wake while it ran', async () => {
    let runs = 0;
    const box = await withOutbox(async () => {
      runs += 1;
      if (runs === 1) {
        box.outbox.wake('work', 'a');
      }
      return runs < 3 ? { when: 'changed' } : { when: 'done' };
    });
    await box.outbox.start();
    await box.add('a');
    await box.outbox.idle();
    assert.equal(runs, 2);

    box.outbox.wake('work', 'a');
    await box.outbox.idle();

    assert.deepEqual([runs, await box.rows()], [3, []]);
    await box.outbox.close();
    await box.database.close();
  });
});
