/** Time, handed in: everything that waits or stamps asks this and nothing else. */
export interface Clock {
  /** Milliseconds since 1970. */
  now(): number;
  /** Runs once after that many milliseconds; the answer calls it off. */
  after(ms: number, run: () => void): () => void;
}

/** Node takes no longer delay; a longer one would fire at once. */
const longestDelay = 2 ** 31 - 1;

/** The machine's clock. Its timers keep no process alive. */
export const systemClock: Clock = {
  now: () => Date.now(),
  after(ms, run) {
    const timer = setTimeout(run, Math.min(ms, longestDelay));
    timer.unref();
    return () => clearTimeout(timer);
  },
};

export interface ManualClock extends Clock {
  /** Moves time on and runs what falls due, in order. */
  advance(ms: number): void;
  /** When the next timer falls due; undefined when nothing waits. */
  readonly nextAt: number | undefined;
}

/** A clock that stands still until it is moved: tests, and replays of what happened. */
export function manualClock(start = 0): ManualClock {
  let now = start;
  const timers = new Set<{ at: number; run: () => void }>();
  const earliest = () => [...timers].sort((a, b) => a.at - b.at)[0];
  return {
    now: () => now,
    after(ms, run) {
      const timer = { at: now + ms, run };
      timers.add(timer);
      return () => void timers.delete(timer);
    },
    advance(ms) {
      const end = now + ms;
      for (let due = earliest(); due !== undefined && due.at <= end; due = earliest()) {
        timers.delete(due);
        now = Math.max(now, due.at);
        due.run();
      }
      now = end;
    },
    get nextAt() {
      return earliest()?.at;
    },
  };
}
