import type { Clock } from '@juanie/controller';
import type { Probe } from '../pod/pod.ts';

export type ProbeKind = 'startup' | 'readiness' | 'liveness';

export interface ProbeOutcome {
  readonly ok: boolean;
  /** What was seen, for the event. */
  readonly message: string;
}

export interface ProberOptions {
  readonly clock: Clock;
  readonly probe: Probe;
  readonly kind: ProbeKind;
  /** Asks once. Never throws. */
  readonly ask: () => Promise<ProbeOutcome>;
  /** The verdict after thresholds; told when it changes. */
  readonly onVerdict: (ok: boolean, last: ProbeOutcome) => void;
  /** A failure that counts. */
  readonly onFailure: (outcome: ProbeOutcome) => void;
  /** What holds before anything was asked. */
  readonly initially: boolean;
}

export interface Prober {
  close(): void;
}

/**
 * While a container starts it is asked often, so that it is ready when it is and not a period later: again after a
 * share of the time that has passed, so that looking costs little whenever it comes.
 */
const eager = { shortest: 5, share: 0.08, longest: 250, until: 60_000 };

/**
 * Asks by the probe's period. Until the first success a startup or readiness probe is also asked at short, growing
 * intervals; those extra failures do not count towards the threshold.
 */
export function openProber({ clock, probe, kind, ask, onVerdict, onFailure, initially }: ProberOptions): Prober {
  const period = (probe.periodSeconds ?? 10) * 1000;
  const begun = clock.now();
  let verdict = initially;
  let everOk = initially;
  let inRow = 0;
  let lastOk: boolean | undefined;
  const first = begun + (probe.initialDelaySeconds ?? 0) * 1000;
  // A program that has only just been started may refuse for a period without that being said.
  let nextCounted = kind === 'liveness' || initially ? first : first + period;
  let closed = false;
  let cancel = clock.after(first - begun, () => void round());

  async function round(): Promise<void> {
    const outcome = await ask();
    if (closed) {
      return;
    }
    const counted = outcome.ok || clock.now() >= nextCounted;
    if (counted) {
      nextCounted = clock.now() + period;
      count(outcome);
    }
    if (!closed) {
      cancel = clock.after(delay(), () => void round());
    }
  }

  function count(outcome: ProbeOutcome): void {
    everOk ||= outcome.ok;
    inRow = outcome.ok === lastOk ? inRow + 1 : 1;
    lastOk = outcome.ok;
    if (!outcome.ok) {
      onFailure(outcome);
    }
    const threshold = outcome.ok ? (probe.successThreshold ?? 1) : (probe.failureThreshold ?? 3);
    if (inRow >= threshold && (outcome.ok !== verdict || (!outcome.ok && kind !== 'readiness'))) {
      verdict = outcome.ok;
      onVerdict(outcome.ok, outcome);
    }
  }

  function delay(): number {
    const untilCounted = Math.max(0, nextCounted - clock.now());
    const isEager = !everOk && kind !== 'liveness' && clock.now() - first < eager.until;
    if (!isEager) {
      return untilCounted;
    }
    const step = Math.min(Math.max((clock.now() - first) * eager.share, eager.shortest), eager.longest);
    return Math.min(step, untilCounted);
  }

  return {
    close() {
      closed = true;
      cancel();
    },
  };
}
