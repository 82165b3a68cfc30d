import { randomUUID } from 'node:crypto';
import { sql } from 'kysely';
import { nextNumber, type Database, type Query, type Writing } from './database.ts';
import type { OutboxRow } from './tables.ts';

/** Work that is owed for one key. The row stays until the work says it is done: a restart takes it up again. */
export interface Work {
  readonly topic: string;
  readonly key: string;
  readonly payload: unknown;
  /** Failures in a row. */
  readonly attempts: number;
  /** Grows when another server takes the work over: what an older holder does is refused by it. */
  readonly fence: number;
}

/** done: forget it · changed: only a wake brings it back (or the slow safety tick) · later: after `ms`. */
export type Next =
  | { readonly when: 'done' }
  | { readonly when: 'changed' }
  | { readonly when: 'now' }
  | { readonly when: 'later'; readonly ms: number };

export type Handler = (work: Work) => Promise<Next>;

export interface OutboxOptions {
  readonly database: Database;
  readonly handlers: Readonly<Record<string, Handler>>;
  readonly now: () => number;
  readonly onFault: (work: Work, thrown: unknown) => void;
  /** How many keys of a topic run at once; 8 when absent. */
  readonly concurrency?: Readonly<Record<string, number>>;
  readonly safetyTickMs?: number;
  /** This is the only server of the data (a lock says so): leases of an earlier one are void at once. */
  readonly alone?: boolean;
}

export interface Owed {
  readonly topic: string;
  readonly key: string;
  readonly payload?: unknown;
}

export interface Outbox {
  /** Records that work is owed, in the caller's transaction; it starts when that is committed. */
  add(writing: Writing, work: Owed): Promise<void>;
  /** Something that this key waits for has changed. Costs nothing when nothing is owed. */
  wake(topic: string, key: string): void;
  start(): Promise<void>;
  /** Resolves when nothing runs and nothing is due now. */
  idle(): Promise<void>;
  /** Waits for what runs; what is owed stays in the database. */
  close(): Promise<void>;
}

interface Entry {
  readonly topic: string;
  readonly key: string;
  running: boolean;
  again: boolean;
  due: number;
  leasedUntil: number;
}

const leaseMs = 60_000;
const nothingOwed = Number.NEGATIVE_INFINITY;
const nobody: Work = { topic: '', key: '', payload: null, attempts: 0, fence: 0 };

export function openOutbox(options: OutboxOptions): Outbox {
  return new DurableOutbox(options);
}

class DurableOutbox implements Outbox {
  readonly #options: OutboxOptions;
  readonly #owner = randomUUID();
  readonly #entries = new Map<string, Entry>();
  readonly #running = new Map<string, number>();
  readonly #idlers: (() => void)[] = [];
  #timer: NodeJS.Timeout | undefined;
  #safety: NodeJS.Timeout | undefined;
  #open = false;

  constructor(options: OutboxOptions) {
    this.#options = options;
  }

  async add(writing: Writing, work: Owed): Promise<void> {
    const { topic, key, payload = {} } = work;
    const created = new Date(this.#options.now()).toISOString();
    const text = JSON.stringify(payload);
    await sql`insert into outbox (topic, key, payload, generation, attempts, not_before, fence, created_at)
      values (${topic}, ${key}, ${text}, 1, 0, 0, 0, ${created})
      on conflict (topic, key) do update set payload = excluded.payload, generation = outbox.generation + 1,
        attempts = 0, not_before = 0`.execute(writing);
    writing.afterCommit(() => this.#schedule(this.#entryOf(topic, key), this.#options.now()));
  }

  wake(topic: string, key: string): void {
    const entry = this.#entries.get(`${topic} ${key}`);
    if (entry !== undefined) {
      this.#schedule(entry, this.#options.now());
    }
  }

  async start(): Promise<void> {
    this.#open = true;
    await this.#look();
    const tick = () => void this.#look().catch((thrown: unknown) => this.#options.onFault(nobody, thrown));
    this.#safety = setInterval(tick, this.#options.safetyTickMs ?? 30_000);
    this.#safety.unref();
  }

  async idle(): Promise<void> {
    await new Promise<void>((resolve) => {
      this.#idlers.push(resolve);
      this.#settle();
    });
  }

  async close(): Promise<void> {
    this.#open = false;
    clearTimeout(this.#timer);
    clearInterval(this.#safety);
    await this.idle();
  }

  #entryOf(topic: string, key: string): Entry {
    const id = `${topic} ${key}`;
    const known = this.#entries.get(id);
    if (known !== undefined) {
      return known;
    }
    const made: Entry = { topic, key, running: false, again: false, due: Number.POSITIVE_INFINITY, leasedUntil: 0 };
    this.#entries.set(id, made);
    return made;
  }

  #schedule(entry: Entry, due: number): void {
    if (entry.running) {
      entry.again = true;
      return;
    }
    entry.due = Math.min(entry.due, due);
    this.#pump();
  }

  /** Starts what is due, sets the clock for what is next. */
  #pump(): void {
    if (!this.#open) {
      return;
    }
    const at = this.#options.now();
    let next = Number.POSITIVE_INFINITY;
    for (const entry of this.#entries.values()) {
      if (!entry.running && entry.due > at) {
        next = Math.min(next, entry.due);
      } else if (!entry.running && this.#hasRoom(entry.topic)) {
        void this.#run(entry);
      }
    }
    clearTimeout(this.#timer);
    if (Number.isFinite(next)) {
      this.#timer = setTimeout(() => this.#pump(), Math.min(Math.max(next - at, 1), 60_000));
      this.#timer.unref();
    }
    this.#settle();
  }

  #hasRoom(topic: string): boolean {
    return (this.#running.get(topic) ?? 0) < (this.#options.concurrency?.[topic] ?? 8);
  }

  #settle(): void {
    const at = this.#options.now();
    const busy = [...this.#entries.values()].some((entry) => entry.running || (this.#open && entry.due <= at));
    if (!busy) {
      for (const resolve of this.#idlers.splice(0)) {
        resolve();
      }
    }
  }

  async #run(entry: Entry): Promise<void> {
    const { topic, key } = entry;
    entry.running = true;
    entry.again = false;
    entry.due = Number.POSITIVE_INFINITY;
    this.#running.set(topic, (this.#running.get(topic) ?? 0) + 1);
    let due: number;
    try {
      due = await this.#attempt(entry);
    } catch (thrown) {
      this.#options.onFault({ ...nobody, topic, key }, thrown);
      due = this.#options.now() + 1_000;
    }
    entry.running = false;
    this.#running.set(topic, (this.#running.get(topic) ?? 1) - 1);
    if (due === nothingOwed && !entry.again) {
      this.#entries.delete(`${topic} ${key}`);
    } else {
      entry.due = entry.again ? this.#options.now() : due;
    }
    this.#pump();
    this.#settle();
  }

  /** Answers when to come back. */
  async #attempt(entry: Entry): Promise<number> {
    const row = await this.#claim(entry);
    if (row === undefined) {
      return nothingOwed;
    }
    const { topic, key, attempts, fence } = row;
    const work: Work = { topic, key, payload: JSON.parse(row.payload), attempts, fence: Number(fence) };
    const handler = this.#options.handlers[topic];
    try {
      const next: Next = handler === undefined ? { when: 'changed' } : await handler(work);
      return await this.#conclude(row, next);
    } catch (thrown) {
      this.#options.onFault(work, thrown);
      return await this.#postpone(row, thrown);
    }
  }

  async #claim(entry: Entry): Promise<OutboxRow | undefined> {
    const { database, now } = this.#options;
    const row = await find(database.query, entry);
    if (row === undefined || (row.lease_owner === this.#owner && entry.leasedUntil > now() + leaseMs / 2)) {
      return row;
    }
    return await database.transaction((writing) => this.#lease(writing, entry));
  }

  async #lease(writing: Writing, entry: Entry): Promise<OutboxRow | undefined> {
    const at = this.#options.now();
    const row = await find(writing, entry);
    const held = row?.lease_owner ?? null;
    if (row === undefined || (held !== null && held !== this.#owner && Number(row.lease_until) > at)) {
      // Another server has it, or had it when it was killed: its lease runs out.
      return this.#options.alone === true && row !== undefined ? await this.#take(writing, entry, row) : undefined;
    }
    return await this.#take(writing, entry, row);
  }

  async #take(writing: Writing, entry: Entry, row: OutboxRow): Promise<OutboxRow> {
    const until = this.#options.now() + leaseMs;
    // From one sequence: rows go when their work is done, and a later row must not start below an earlier one.
    const fence = row.lease_owner === this.#owner ? Number(row.fence) : await nextNumber(writing, 'fences');
    const lease = { lease_owner: this.#owner, lease_until: until, fence };
    await one(writing, entry).set(lease).execute();
    entry.leasedUntil = until;
    return { ...row, ...lease };
  }

  async #conclude(row: OutboxRow, next: Next): Promise<number> {
    const { database, now } = this.#options;
    if (next.when === 'done') {
      const gone = await database.query
        .deleteFrom('outbox')
        .where('topic', '=', row.topic)
        .where('key', '=', row.key)
        .where('generation', '=', row.generation)
        .executeTakeFirst();
      return gone.numDeletedRows > 0n ? nothingOwed : now();
    }
    if (row.attempts > 0) {
      await one(database.query, row).set({ attempts: 0, last_fault: null, not_before: 0 }).execute();
    }
    if (next.when === 'changed') {
      return Number.POSITIVE_INFINITY;
    }
    return next.when === 'now' ? now() : now() + next.ms;
  }

  async #postpone(row: OutboxRow, thrown: unknown): Promise<number> {
    const attempts = row.attempts + 1;
    const due = this.#options.now() + Math.min(250 * 2 ** Math.min(attempts, 9), 60_000);
    const text = thrown instanceof Error ? thrown.message : String(thrown);
    const set = { attempts, last_fault: text.slice(0, 500), not_before: due };
    await one(this.#options.database.query, row).set(set).execute();
    return due;
  }

  async #look(): Promise<void> {
    const rows = await this.#options.database.query
      .selectFrom('outbox')
      .select(['topic', 'key', 'not_before'])
      .execute();
    for (const { topic, key, not_before: notBefore } of rows) {
      this.#schedule(this.#entryOf(topic, key), Number(notBefore));
    }
  }
}

function one(query: Query, { topic, key }: { topic: string; key: string }) {
  return query.updateTable('outbox').where('topic', '=', topic).where('key', '=', key);
}

async function find(query: Query, { topic, key }: { topic: string; key: string }): Promise<OutboxRow | undefined> {
  return await query
    .selectFrom('outbox')
    .selectAll()
    .where('topic', '=', topic)
    .where('key', '=', key)
    .executeTakeFirst();
}
