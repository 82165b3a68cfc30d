import { DatabaseSync, type SQLInputValue, type StatementSync } from 'node:sqlite';
import type { CompiledQuery, DatabaseConnection, QueryResult } from 'kysely';

const cachedStatements = 400;

/** Opens a file so that what was committed survives a power cut: WAL with a sync for each commit. */
export function openSqlite(file: string): DatabaseSync {
  const sqlite = new DatabaseSync(file, { enableForeignKeyConstraints: true, timeout: 10_000 });
  sqlite.exec('pragma journal_mode = wal; pragma synchronous = full; pragma temp_store = memory');
  return sqlite;
}

/** One connection with its prepared statements. Calls are synchronous: keep transactions short. */
export function sqliteConnection(sqlite: DatabaseSync): DatabaseConnection {
  const statements = new Map<string, StatementSync>();

  function prepare(text: string): StatementSync {
    const known = statements.get(text);
    if (known !== undefined) {
      return known;
    }
    if (statements.size >= cachedStatements) {
      statements.clear();
    }
    const made = sqlite.prepare(text);
    statements.set(text, made);
    return made;
  }

  async function executeQuery<R>(query: CompiledQuery): Promise<QueryResult<R>> {
    const statement = prepare(query.sql);
    const values = query.parameters.map(bindable);
    if (statement.columns().length > 0) {
      // Rows come without a prototype; callers expect plain objects.
      return { rows: statement.all(...values).map((row) => ({ ...row })) as R[] };
    }
    const { changes, lastInsertRowid } = statement.run(...values);
    return { rows: [], numAffectedRows: BigInt(changes), insertId: BigInt(lastInsertRowid) };
  }

  async function* streamQuery<R>(query: CompiledQuery): AsyncIterableIterator<QueryResult<R>> {
    for (const row of prepare(query.sql).iterate(...query.parameters.map(bindable))) {
      yield { rows: [row as R] };
    }
  }

  return { executeQuery, streamQuery };
}

function bindable(value: unknown): SQLInputValue {
  if (typeof value === 'boolean') {
    return value ? 1 : 0;
  }
  if (value instanceof Date) {
    return value.toISOString();
  }
  return value === undefined ? null : (value as SQLInputValue);
}
