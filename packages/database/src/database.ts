import { Kysely, sql, type Transaction } from 'kysely';
import { fault } from './faults.ts';
import { migrate } from './migrate.ts';
import { migrations } from './migrations/migrations.ts';
import { openSqlite } from './sqlite/connection.ts';
import { sqliteDialect } from './sqlite/dialect.ts';
import type { Tables } from './tables.ts';

export type Query = Kysely<Tables>;
/** What a command writes through; its rows become visible all at once or not at all. */
export type Writing = Transaction<Tables> & { readonly afterCommit: (run: () => void) => void };

export interface Database {
  readonly kind: 'sqlite' | 'postgres';
  /** For reading outside a transaction. Never inside one: it would wait for itself. */
  readonly query: Query;
  /** Short, and without any other I/O: everybody waits for it. */
  transaction<T>(run: (writing: Writing) => Promise<T>): Promise<T>;
  close(): Promise<void>;
}

export interface DatabaseOptions {
  readonly file?: string;
  readonly url?: string;
  readonly now?: () => Date;
}

/** Opens the data and brings it forward to this version. */
export async function openDatabase(options: DatabaseOptions): Promise<Database> {
  const { file, now = () => new Date() } = options;
  if (file === undefined) {
    throw fault('DatabaseKindUnknown', { place: options.url?.replace(/:\/\/.*@/, '://…@') ?? '' });
  }
  const query = new Kysely<Tables>({ dialect: sqliteDialect(openFile(file)) });
  try {
    const types = { flag: 'integer', time: 'date' };
    await migrate(query as never, migrations, { types, place: file, now: () => now().toISOString() });
  } catch (thrown) {
    await query.destroy();
    throw thrown;
  }
  return { kind: 'sqlite', query, transaction: (run) => transact(query, run), close: () => query.destroy() };
}

function openFile(file: string) {
  try {
    return openSqlite(file);
  } catch (cause) {
    const detail = cause instanceof Error ? cause.message : String(cause);
    throw fault('DatabaseUnusable', { place: file, detail }, { cause });
  }
}

async function transact<T>(query: Query, run: (writing: Writing) => Promise<T>): Promise<T> {
  const later: (() => void)[] = [];
  const answer = await query.transaction().execute((trx) => {
    const afterCommit = (then: () => void) => void later.push(then);
    return run(Object.assign(trx, { afterCommit }));
  });
  for (const then of later) {
    then();
  }
  return answer;
}

/** The next number of a named sequence: without gaps, in the order of commits. */
export async function nextNumber(writing: Query, name: string): Promise<number> {
  const { rows } = await sql<{ value: number }>`
    insert into counters (name, value) values (${name}, 1)
    on conflict (name) do update set value = counters.value + 1 returning value`.execute(writing);
  return Number(rows[0]?.value);
}
