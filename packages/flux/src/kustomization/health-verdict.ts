import { subjectOf, type ObjectId } from './identity.ts';

/** kstatus' words. */
export type HealthState = 'Current' | 'InProgress' | 'Failed' | 'Terminating' | 'NotFound' | 'Unknown';

export interface Checked {
  readonly id: ObjectId;
  readonly state: HealthState;
  /** What the object says of its failure. */
  readonly message?: string;
  /** A Job that removes itself: gone means done. */
  readonly vanishes?: boolean;
}

export type HealthVerdict =
  | { readonly state: 'current' }
  | { readonly state: 'waiting' }
  | { readonly state: 'failed'; readonly message: string };

/** Fails at the first object that has failed; otherwise waits for all of them until the time is over. */
export function judgeHealth(checked: readonly Checked[], timeIsOver: boolean): HealthVerdict {
  const open = checked.filter((check) => !isDone(check));
  if (open.length === 0) {
    return { state: 'current' };
  }
  const failed = open.filter((check) => check.state === 'Failed');
  if (failed.length > 0) {
    return { state: 'failed', message: `failed early due to stalled resources: [${list(failed)}]` };
  }
  return timeIsOver ? { state: 'failed', message: `timeout waiting for: [${list(open)}]` } : { state: 'waiting' };
}

function isDone({ state, vanishes }: Checked): boolean {
  return state === 'Current' || (state === 'NotFound' && vanishes === true);
}

function list(checked: readonly Checked[]): string {
  return checked.map(({ id, state }) => `${subjectOf(id)} status: '${state}'`).join(', ');
}
