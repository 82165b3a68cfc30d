import type { HoldRow, Query, Writing } from '@juanie/database';
import { isoNow, newId, type Kernel } from '../core/kernel.ts';
import type { HoldView } from '../views.ts';

export async function openHold(query: Query, environment: string): Promise<HoldRow | undefined> {
  return await query
    .selectFrom('holds')
    .selectAll()
    .where('environment_id', '=', environment)
    .where('ended_at', 'is', null)
    .executeTakeFirst();
}

export interface HoldToOpen {
  readonly environment: string;
  readonly cause: HoldView['cause'];
  readonly reason: string;
  readonly by: { readonly id: string; readonly name: string };
  readonly until?: string | undefined;
  readonly blockedRelease?: string | null;
}

/** The newest hold counts: one that is open ends with it. */
export async function startHold(kernel: Kernel, writing: Writing, hold: HoldToOpen): Promise<void> {
  await endHold(kernel, writing, { environment: hold.environment, by: hold.by.name });
  await writing
    .insertInto('holds')
    .values({
      id: newId(),
      environment_id: hold.environment,
      cause: hold.cause,
      reason: hold.reason,
      by_id: hold.by.id,
      by_name: hold.by.name,
      since: isoNow(kernel),
      until: hold.until ?? null,
      blocked_release_id: hold.blockedRelease ?? null,
      ended_at: null,
      ended_by: null,
    })
    .execute();
}

/** False: there was none. */
export async function endHold(
  kernel: Kernel,
  writing: Writing,
  { environment, by }: { environment: string; by: string },
): Promise<boolean> {
  const ended = await writing
    .updateTable('holds')
    .set({ ended_at: isoNow(kernel), ended_by: by })
    .where('environment_id', '=', environment)
    .where('ended_at', 'is', null)
    .executeTakeFirst();
  return ended.numUpdatedRows > 0n;
}

/** Whether a hold is in force for automation at this moment. */
export function isHeld(hold: HoldRow | undefined, now: Date): boolean {
  return hold !== undefined && hold.cause !== 'rollback-auto' && !hasRunOut(hold, now);
}

export function hasRunOut(hold: HoldRow, now: Date): boolean {
  return hold.until !== null && hold.until <= now.toISOString();
}
