import type { Writing } from '@juanie/database';
import type { Actor, Once } from '../actor.ts';
import { audit, type Audited } from './announce.ts';
import { fault } from './faults.ts';
import { isoNow, parseStored, type Kernel } from './kernel.ts';

export interface Command<T> {
  /** `deployments.promote`: what an idempotency key is bound to. */
  readonly method: string;
  readonly once: Once;
  /** Rights, state, rows, event, outbox: all in this transaction. The answer must be plain JSON. */
  run(writing: Writing): Promise<{ answer: T; audit: Audited | undefined }>;
}

/**
 * A change of product state: one transaction that checks rights and state, writes them, and records event,
 * audit and outbox. The same key again answers what was answered the first time, and changes nothing.
 */
export async function command<T>(kernel: Kernel, actor: Actor, { method, once, run }: Command<T>): Promise<T> {
  const answer = await kernel.database.transaction(async (writing) => {
    const before = await answered<T>(writing, actor, { method, once });
    if (before !== undefined) {
      return before.answer;
    }
    const done = await run(writing);
    const now = isoNow(kernel);
    if (done.audit !== undefined) {
      await audit(writing, actor, { ...done.audit, now });
    }
    if (once.idempotencyKey !== undefined) {
      await writing
        .insertInto('idempotency_keys')
        .values({
          actor_id: actor.id,
          key: once.idempotencyKey,
          method,
          answer: JSON.stringify({ answer: done.answer }),
          created_at: now,
        })
        .execute();
    }
    return done.answer;
  });
  kernel.effect(`command ${method}`);
  return answer;
}

async function answered<T>(
  writing: Writing,
  actor: Actor,
  { method, once }: { method: string; once: Once },
): Promise<{ answer: T } | undefined> {
  if (once.idempotencyKey === undefined) {
    return undefined;
  }
  const row = await writing
    .selectFrom('idempotency_keys')
    .selectAll()
    .where('actor_id', '=', actor.id)
    .where('key', '=', once.idempotencyKey)
    .executeTakeFirst();
  if (row !== undefined && row.method !== method) {
    throw fault('IdempotencyKeyReused', { method: row.method });
  }
  return row === undefined ? undefined : parseStored<{ answer: T }>(row.answer);
}
