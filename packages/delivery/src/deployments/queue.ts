import type { DeploymentView } from '../views.ts';
import type { Cause } from './request.ts';

/** One deployment that has not ended, as the queue sees it. */
export interface Queued {
  readonly id: string;
  readonly number: number;
  readonly state: 'pending' | 'running';
  readonly kind: DeploymentView['kind'];
  readonly cause: Cause;
  /** It brings another release (or the same one again), not only a setting. */
  readonly movesRelease: boolean;
  readonly approvals: { readonly required: number; readonly given: number };
  /** Its checks are done: it may be shown to approvers and started. */
  readonly checked: boolean;
}

export interface QueueSeen {
  readonly open: readonly Queued[];
  readonly held: boolean;
}

export interface QueueDecision {
  /** Check these first. */
  readonly check: readonly string[];
  readonly waiting: ReadonlyMap<string, 'approval' | 'hold' | 'previous' | 'queue'>;
  readonly start: string | undefined;
  /** Running ones that what starts overtakes. */
  readonly overtaken: readonly string[];
  /** Goes on. */
  readonly running: string | undefined;
}

/** Pure: what an environment does next. One deployment at a time; the newest release wins where nobody decided otherwise. */
export function decideQueue({ open, held }: QueueSeen): QueueDecision {
  const running = open.find(({ state }) => state === 'running');
  const pending = open.filter(({ state }) => state === 'pending').toSorted((a, b) => a.number - b.number);
  const check = pending.filter(({ checked }) => !checked).map(({ id }) => id);
  const waiting = new Map<string, 'approval' | 'hold' | 'previous' | 'queue'>();
  let start: Queued | undefined;
  for (const one of pending) {
    const reason = waitsFor(one, { running: start ?? running, held });
    if (reason !== undefined) {
      waiting.set(one.id, reason);
    } else {
      start = one;
    }
  }
  const overtaken = start === undefined || running === undefined ? [] : [running.id];
  return { check, waiting, start: start?.id, overtaken, running: start?.id ?? running?.id };
}

function waitsFor(
  one: Queued,
  at: { running: Queued | undefined; held: boolean },
): 'approval' | 'hold' | 'previous' | 'queue' | undefined {
  if (!one.checked) {
    return 'queue';
  }
  if (one.approvals.given < one.approvals.required) {
    return 'approval';
  }
  if (at.held && !passesHold(one)) {
    return 'hold';
  }
  return at.running === undefined || mayOvertake(one, at.running) ? undefined : 'previous';
}

/** A hold stops releases from moving in; going back and settings are what it is there for. */
function passesHold({ kind, cause }: Queued): boolean {
  return kind === 'rollback' || kind === 'change' || cause === 'fleet';
}

/**
 * A newer release overtakes what a rule started, and an automatic rollback, also a hung one. A rollback overtakes
 * anything. What a person asked for or approved is waited for: it ends in bounded time.
 */
function mayOvertake(newer: Queued, running: Queued): boolean {
  if (running.state === 'pending') {
    return false;
  }
  if (newer.kind === 'rollback') {
    return true;
  }
  return (
    newer.movesRelease &&
    (running.cause === 'push' || running.cause === 'rollback-auto') &&
    running.approvals.required === 0
  );
}
