import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { manualClock } from '@juanie/controller';
import type { Probe } from '../pod/pod.ts';
import { openProber, type ProbeKind } from './prober.ts';

interface Row {
  readonly what: string;
  readonly kind: ProbeKind;
  readonly probe: Probe;
  readonly initially?: boolean;
  /** Seconds at which the container answers; else it refuses. */
  readonly healthy: (second: number) => boolean;
  readonly verdicts: readonly string[];
  readonly failures: number;
}

const rows: readonly Row[] = [
  {
    what: 'sees at once that a container has become ready',
    kind: 'readiness',
    probe: { periodSeconds: 10 },
    healthy: (second) => second >= 2,
    verdicts: ['2 ready'],
    failures: 0,
  },
  {
    what: 'counts a failure for each period, not for each look',
    kind: 'readiness',
    probe: { periodSeconds: 10 },
    healthy: () => false,
    verdicts: [],
    failures: 3,
  },
  {
    what: 'waits for the initial delay',
    kind: 'readiness',
    probe: { periodSeconds: 1, initialDelaySeconds: 5 },
    healthy: () => true,
    verdicts: ['5 ready'],
    failures: 0,
  },
  {
    what: 'takes readiness away after so many failures in a row',
    kind: 'readiness',
    probe: { periodSeconds: 1, failureThreshold: 3 },
    healthy: (second) => second < 10 || second > 20,
    verdicts: ['0 ready', '12 unready', '21 ready'],
    failures: 11,
  },
  {
    what: 'gives a container up whose start takes too long',
    kind: 'startup',
    probe: { periodSeconds: 1, failureThreshold: 5 },
    healthy: () => false,
    verdicts: ['5 unready'],
    failures: 5,
  },
  {
    what: 'asks for liveness at its period only',
    kind: 'liveness',
    probe: { periodSeconds: 10, failureThreshold: 2 },
    initially: true,
    healthy: () => false,
    verdicts: ['10 unready'],
    failures: 2,
  },
];

describe('a prober', () => {
  for (const { what, kind, probe, initially = false, healthy, verdicts, failures } of rows) {
    it(what, async () => {
      const clock = manualClock();
      const seen: string[] = [];
      let failed = 0;
      let closed = false;
      const second = () => Math.floor(clock.now() / 1000);
      const prober = openProber({
        clock,
        probe,
        kind,
        initially,
        ask: async () => ({ ok: healthy(second()), message: '' }),
        onVerdict(ok) {
          seen.push(`${second()} ${ok ? 'ready' : 'unready'}`);
          if (!ok && kind !== 'readiness') {
            closed = true;
            prober.close();
          }
        },
        onFailure: () => void (failed += 1),
      });

      while (!closed && clock.nextAt !== undefined && clock.nextAt <= 30_000) {
        clock.advance(clock.nextAt - clock.now());
        await new Promise((resolve) => setImmediate(resolve));
      }
      prober.close();

      assert.deepEqual(seen, verdicts);
      assert.equal(failed, failures);
    });
  }
});
