import type { Fault } from '@juanie/fault';
import type { Condition, KubeObject } from '@juanie/kube';

/** What a controller says about one condition of an object; times are added when it is written. */
export type Claim = Pick<Condition, 'type' | 'status'> & { readonly reason: string; readonly message: string };

/** When the queue should look at this object again. */
export type Next =
  /** Only a watch event brings it back. */
  | { readonly when: 'changed' }
  /** One step of several is done. */
  | { readonly when: 'now' }
  /** Healthy: resets the back-off. */
  | { readonly when: 'later'; readonly ms: number }
  /** Failed in passing: the queue grows the delay. */
  | { readonly when: 'backoff' };

export interface Verdict {
  /** All conditions this controller owns; one left out is removed. Absent: leave the status alone. */
  readonly claims?: readonly Claim[];
  readonly next: Next;
  /** Nothing of this controller is left: its finalizer may go. Heeded while the object is being deleted only. */
  readonly released?: boolean;
}

/** A verdict that first wants the world changed. What it says is what is under way. */
export type Step<Action, Says extends Verdict = Verdict> = Says & { readonly action?: Action };

export type Ending<Outcome> =
  | { readonly ok: true; readonly outcome: Outcome }
  | { readonly ok: false; readonly fault: Fault };

/**
 * One kind's controller. A kind with more to say than claims (counts, an inventory) gives its own
 * `Says`; `publish` writes it.
 */
export interface Reconciler<Seen, Action, Outcome, Says extends Verdict = Verdict> {
  /** Reads all that `decide` needs; undefined once the object is gone. */
  observe(key: string, signal: AbortSignal): Promise<Seen | undefined>;
  /** Pure. What the world looks like -> what to do, what to say, when to come back. */
  decide(seen: Seen, now: number): Step<Action, Says>;
  /** The only method that changes the world. Throws Fault. */
  act(seen: Seen, action: Action, signal: AbortSignal): Promise<Outcome>;
  /** Pure. How the action went -> what to say, when to come back. */
  conclude(ended: Ended<Seen, Action, Outcome>, now: number): Says;
  /** Writes what is said to the object's status; writes nothing when it says that already. */
  publish(seen: Seen, verdict: Says, now: number): Promise<void>;
  /** Set by a kind that must clean up before its object goes: the loop adds and removes it. */
  readonly finalizer?: Finalizer<Seen>;
}

export interface Ended<Seen, Action, Outcome> {
  readonly seen: Seen;
  readonly action: Action;
  readonly ending: Ending<Outcome>;
}

export interface Finalizer<Seen> {
  readonly name: string;
  objectOf(seen: Seen): KubeObject;
  /** Puts the list on the object; false when the object has moved on since it was seen. */
  write(seen: Seen, finalizers: readonly string[]): Promise<boolean>;
}
