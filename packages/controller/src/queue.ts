import { toFault } from '@juanie/fault';
import type { Clock } from './clock.ts';
import type { Pass } from './reconcile.ts';

export interface QueueOptions {
  readonly clock: Clock;
  /** One pass over one key. What it throws counts as `backoff`. */
  readonly run: (key: string, signal: AbortSignal) => Promise<Pass>;
  /** Passes at once, over different keys. Default 8. */
  readonly concurrency?: number;
  /** First and longest delay of the back-off in milliseconds. Default 5 and 1,000,000, as upstream. */
  readonly backoff?: { readonly base: number; readonly max: number };
  /** In [0, 1); spreads delays by up to a tenth. Default Math.random. */
  readonly random?: () => number;
  readonly onPass?: (pass: Pass & { readonly key: string; readonly ms: number }) => void;
}

/**
 * Keys to look at. A key is in line at most once and never worked on twice at the same time; added
 * while it is worked on, it is looked at once more.
 */
export interface Queue {
  add(key: string): void;
  /** Replaces an earlier `addLater` of the key. */
  addLater(key: string, ms: number): void;
  /** In line or being worked on; keys that only wait for a time do not count. */
  readonly size: number;
  /** Settles when nothing is in line or being worked on. */
  idle(): Promise<void>;
  /** Starts nothing any more, aborts the signal and waits for what runs. */
  close(): Promise<void>;
}

/** Steps in a row that a key may ask for with `now` before it has to wait as if it had failed. */
const mostSteps = 100;

export function openQueue(options: QueueOptions): Queue {
  const { clock, run, concurrency = 8, backoff = { base: 5, max: 1_000_000 }, random = Math.random } = options;
  const abort = new AbortController();
  const line = new Set<string>();
  const running = new Map<string, Promise<void>>();
  const timers = new Map<string, () => void>();
  const failures = new Map<string, number>();
  const steps = new Map<string, number>();
  const idlers = new Set<() => void>();
  let pumping = false;

  function add(key: string): void {
    if (abort.signal.aborted) {
      return;
    }
    line.add(key);
    if (!pumping) {
      pumping = true;
      queueMicrotask(pump);
    }
  }

  function pump(): void {
    pumping = false;
    for (const key of line) {
      if (running.size >= concurrency || abort.signal.aborted) {
        break;
      }
      if (!running.has(key)) {
        line.delete(key);
        running.set(key, work(key));
      }
    }
    if (running.size === 0 && line.size === 0) {
      idlers.forEach((done) => done());
      idlers.clear();
    }
  }

  async function work(key: string): Promise<void> {
    const start = clock.now();
    const pass = await attempt(key);
    running.delete(key);
    options.onPass?.({ ...pass, key, ms: clock.now() - start });
    schedule(key, pass);
    pump();
  }

  async function attempt(key: string): Promise<Pass> {
    try {
      return await run(key, abort.signal);
    } catch (thrown) {
      return { next: { when: 'backoff' }, fault: toFault(thrown) };
    }
  }

  function schedule(key: string, { next }: Pass): void {
    cancel(key);
    const step = next.when === 'now' ? (steps.get(key) ?? 0) + 1 : 0;
    if (step === 0) {
      steps.delete(key);
    } else {
      steps.set(key, step);
    }
    if (next.when === 'backoff' || step > mostSteps) {
      const failed = failures.get(key) ?? 0;
      failures.set(key, failed + 1);
      const delay = Math.min(backoff.base * 2 ** Math.min(failed, 40), backoff.max);
      addLater(key, delay * (1 + random() / 10));
      return;
    }
    failures.delete(key);
    if (next.when === 'now') {
      add(key);
    } else if (next.when === 'later') {
      addLater(key, next.ms);
    }
  }

  function addLater(key: string, ms: number): void {
    cancel(key);
    if (abort.signal.aborted) {
      return;
    }
    const off = clock.after(ms, () => {
      timers.delete(key);
      add(key);
    });
    timers.set(key, off);
  }

  function cancel(key: string): void {
    timers.get(key)?.();
    timers.delete(key);
  }

  return {
    add,
    addLater,
    get size() {
      return line.size + running.size;
    },
    idle: () =>
      line.size + running.size === 0 ? Promise.resolve() : new Promise<void>((done) => void idlers.add(done)),
    async close() {
      abort.abort();
      line.clear();
      timers.forEach((off) => off());
      timers.clear();
      await Promise.all(running.values());
    },
  };
}
