import { nextNumber, type Database, type Query, type Writing } from '@juanie/database';
import type { Actor } from '../actor.ts';
import type { LiveEvent } from '../views.ts';

export interface Told {
  readonly topic: LiveEvent['topic'];
  readonly project?: string | undefined;
  readonly environment?: string | undefined;
  readonly number?: number | undefined;
}

/** What has happened, in the transaction in which it happens; listeners hear of it once it is committed. */
export interface Announcer {
  tell(writing: Writing, told: Told): Promise<void>;
  onEvent(listener: (event: LiveEvent) => void): () => void;
  /** The id of the newest event. */
  newest(): Promise<number>;
  /** Undefined: too old, the history before it is gone. */
  after(id: number, limit: number): Promise<readonly LiveEvent[] | undefined>;
}

export function openAnnouncer(database: Database, now: () => Date): Announcer {
  const listeners = new Set<(event: LiveEvent) => void>();
  return {
    async tell(writing, told) {
      const { topic, project = null, environment = null, number = null } = told;
      const id = await nextNumber(writing, 'events');
      const event = { id, time: now().toISOString(), topic, project, environment, number };
      await writing.insertInto('events').values(event).execute();
      writing.afterCommit(() => listeners.forEach((listener) => listener(event)));
    },
    onEvent(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    newest: () => newestEvent(database.query),
    async after(id, limit) {
      const rows = await database.query
        .selectFrom('events')
        .selectAll()
        .where('id', '>', id)
        .orderBy('id')
        .limit(limit)
        .execute();
      const first = rows[0];
      const gap = first === undefined ? id > (await newestEvent(database.query)) : first.id !== id + 1;
      return gap ? undefined : (rows as LiveEvent[]);
    },
  };
}

async function newestEvent(query: Query): Promise<number> {
  const row = await query.selectFrom('counters').select('value').where('name', '=', 'events').executeTakeFirst();
  return Number(row?.value ?? 0);
}

export interface Audited {
  readonly action: string;
  readonly target: string;
  readonly project?: string | undefined;
  /** Names, numbers and reasons; never the value of a variable. */
  readonly detail?: Readonly<Record<string, unknown>>;
}

/** Who did what, in the transaction in which it is done. */
export async function audit(writing: Writing, actor: Actor, entry: Audited & { now: string }): Promise<void> {
  const id = await nextNumber(writing, 'audit');
  await writing
    .insertInto('audit')
    .values({
      id,
      time: entry.now,
      organisation_id: actor.organisation,
      project: entry.project ?? null,
      actor_id: actor.id,
      actor: actor.name,
      action: entry.action,
      target: entry.target,
      detail: JSON.stringify(entry.detail ?? {}),
      address: actor.address ?? null,
    })
    .execute();
}
