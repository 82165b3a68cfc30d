import { toFault, type Fault } from '@juanie/fault';
import type { Ending, Next, Reconciler, Verdict } from './reconciler.ts';

export interface Pass {
  readonly next: Next;
  /** What went wrong, whether `conclude` judged it or it ended the pass. */
  readonly fault?: Fault;
}

/** One pass over one object. Level-based: it never sees the event that woke it. */
export async function reconcile<Seen, Action, Outcome, Says extends Verdict>(
  reconciler: Reconciler<Seen, Action, Outcome, Says>,
  key: string,
  rim: { now(): number; signal: AbortSignal },
): Promise<Pass> {
  const seen = await reconciler.observe(key, rim.signal);
  if (seen === undefined) {
    return { next: { when: 'changed' } };
  }
  if (await claimFinalizer(reconciler, seen)) {
    return { next: { when: 'now' } };
  }

  const step = reconciler.decide(seen, rim.now());
  await reconciler.publish(seen, step, rim.now());
  if (step.action === undefined) {
    await release(reconciler, seen, step);
    return { next: step.next };
  }

  const { action } = step;
  const ending = await attempt(() => reconciler.act(seen, action as Action, rim.signal));
  const verdict = reconciler.conclude({ seen, action: action as Action, ending }, rim.now());
  await reconciler.publish(seen, verdict, rim.now());
  await release(reconciler, seen, verdict);
  return ending.ok ? { next: verdict.next } : { next: verdict.next, fault: ending.fault };
}

async function attempt<Outcome>(run: () => Promise<Outcome>): Promise<Ending<Outcome>> {
  try {
    return { ok: true, outcome: await run() };
  } catch (thrown) {
    return { ok: false, fault: toFault(thrown) };
  }
}

/** True when the finalizer was not there yet: the next pass sees the object with it. */
async function claimFinalizer<Seen, Action, Outcome, Says extends Verdict>(
  { finalizer }: Reconciler<Seen, Action, Outcome, Says>,
  seen: Seen,
): Promise<boolean> {
  if (finalizer === undefined) {
    return false;
  }
  const { deletionTimestamp, finalizers = [] } = finalizer.objectOf(seen).metadata;
  if (deletionTimestamp !== undefined || finalizers.includes(finalizer.name)) {
    return false;
  }
  await finalizer.write(seen, [...finalizers, finalizer.name]);
  return true;
}

async function release<Seen, Action, Outcome, Says extends Verdict>(
  { finalizer }: Reconciler<Seen, Action, Outcome, Says>,
  seen: Seen,
  verdict: Verdict,
): Promise<void> {
  if (finalizer === undefined || verdict.released !== true) {
    return;
  }
  const { deletionTimestamp, finalizers = [] } = finalizer.objectOf(seen).metadata;
  if (deletionTimestamp !== undefined && finalizers.includes(finalizer.name)) {
    await finalizer.write(
      seen,
      finalizers.filter((name) => name !== finalizer.name),
    );
  }
}
