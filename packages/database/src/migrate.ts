import { createHash } from 'node:crypto';
import { sql, type Kysely } from 'kysely';
import { fault } from './faults.ts';
import type { ColumnTypes, Migration } from './migrations/migration.ts';

interface Applied {
  readonly number: number;
  readonly name: string;
  readonly checksum: string;
}

/** Brings the schema forward, each migration in its own transaction; refuses data of a newer version. */
export async function migrate(
  db: Kysely<never>,
  migrations: readonly Migration[],
  at: { types: ColumnTypes; place: string; now: () => string },
): Promise<void> {
  await sql`create table if not exists migrations (number integer primary key, name text not null,
    checksum text not null, applied_at text not null)`.execute(db);
  const { rows } = await sql<Applied>`select number, name, checksum from migrations order by number`.execute(db);
  check(rows, migrations, at);
  for (const migration of migrations.slice(rows.length)) {
    await db.transaction().execute(async (trx) => {
      for (const statement of migration.statements(at.types)) {
        await sql.raw(statement).execute(trx);
      }
      await sql`insert into migrations (number, name, checksum, applied_at)
        values (${migration.number}, ${migration.name}, ${checksumOf(migration)}, ${at.now()})`.execute(trx);
    });
  }
}

function check(applied: readonly Applied[], known: readonly Migration[], at: { place: string }): void {
  const newest = applied.at(-1);
  if (newest !== undefined && newest.number > known.length) {
    throw fault('DatabaseTooNew', { place: at.place, found: newest.number, known: known.length });
  }
  for (const [index, row] of applied.entries()) {
    const own = known[index];
    if (own === undefined || own.number !== row.number || checksumOf(own) !== row.checksum) {
      throw fault('DatabaseChanged', { place: at.place, migration: `${row.number}-${row.name}` });
    }
  }
}

/** Over the text with neutral types, so that it is the same in every dialect. */
function checksumOf(migration: Migration): string {
  const text = migration.statements({ flag: 'flag', time: 'time' }).join(';\n').replace(/\s+/g, ' ');
  return createHash('sha256').update(`${migration.number} ${migration.name}\n${text}`).digest('hex');
}
