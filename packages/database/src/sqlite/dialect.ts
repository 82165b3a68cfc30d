import type { DatabaseSync } from 'node:sqlite';
import {
  CompiledQuery,
  SqliteAdapter,
  SqliteIntrospector,
  SqliteQueryCompiler,
  type DatabaseConnection,
  type Dialect,
  type Driver,
} from 'kysely';
import { sqliteConnection } from './connection.ts';

/** Kysely over one `node:sqlite` connection; callers take turns. */
export function sqliteDialect(sqlite: DatabaseSync): Dialect {
  return {
    createAdapter: () => new SqliteAdapter(),
    createDriver: () => sqliteDriver(sqlite),
    createIntrospector: (db) => new SqliteIntrospector(db),
    createQueryCompiler: () => new SqliteQueryCompiler(),
  };
}

function sqliteDriver(sqlite: DatabaseSync): Driver {
  const connection = sqliteConnection(sqlite);
  const turns = turnstile();
  const run = (text: string) => async (on: DatabaseConnection) => {
    await on.executeQuery(CompiledQuery.raw(text));
  };
  return {
    init: async () => {},
    async acquireConnection() {
      await turns.enter();
      return connection;
    },
    // `immediate` takes the write lock at once: a reader never has to upgrade and fail.
    beginTransaction: run('begin immediate'),
    commitTransaction: run('commit'),
    rollbackTransaction: run('rollback'),
    releaseConnection: async () => turns.leave(),
    destroy: async () => sqlite.close(),
  };
}

function turnstile() {
  const waiting: (() => void)[] = [];
  let taken = false;
  return {
    async enter(): Promise<void> {
      if (!taken) {
        taken = true;
        return;
      }
      await new Promise<void>((resolve) => waiting.push(resolve));
    },
    leave(): void {
      const next = waiting.shift();
      if (next === undefined) {
        taken = false;
      } else {
        next();
      }
    },
  };
}
