import type { Next, Verdict } from '@juanie/controller';

/** What is told by a Kubernetes event. */
export interface Telling {
  readonly type: 'Normal' | 'Warning';
  readonly reason: string;
  readonly message: string;
  /** Annotations of the event, as upstream's `<group>/revision`. */
  readonly annotations?: Readonly<Record<string, string>>;
}

/** What a reconciler of this package says: the whole status of its object, and events. */
export interface Says<Status extends object> extends Verdict {
  /** Absent: leave the status alone. */
  readonly status?: Status;
  readonly tellings?: readonly Telling[];
  /** Says what is under way: not written when the action is over before it would be read. */
  readonly passing?: boolean;
}

export const changed: Next = { when: 'changed' };

export function later(ms: number): Next {
  return { when: 'later', ms: Math.max(0, Math.ceil(ms)) };
}

/** Success intervals are spread by five in a hundred, as upstream. */
export function jittered(ms: number, random: number): number {
  return ms * (0.95 + random * 0.1);
}
