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
  return new RunningQueue(options);
}

class RunningQueue implements Queue {
  readonly #options: QueueOptions;
  readonly #abort = new AbortController();
  readonly #line = new Set<string>();
  readonly #running = new Map<string, Promise<void>>();
  readonly #timers = new Map<string, () => void>();
  readonly #failures = new Map<string, number>();
  readonly #steps = new Map<string, number>();
  readonly #idlers = new Set<() => void>();
  #pumping = false;

  constructor(options: QueueOptions) {
    this.#options = options;
  }

  get size(): number {
    return this.#line.size + this.#running.size;
  }

  add(key: string): void {
    if (this.#abort.signal.aborted) {
      return;
    }
    this.#line.add(key);
    if (!this.#pumping) {
      this.#pumping = true;
      queueMicrotask(() => this.#pump());
    }
  }

  addLater(key: string, ms: number): void {
    this.#cancel(key);
    if (this.#abort.signal.aborted) {
      return;
    }
    const off = this.#options.clock.after(ms, () => {
      this.#timers.delete(key);
      this.add(key);
    });
    this.#timers.set(key, off);
  }

  idle(): Promise<void> {
    return this.size === 0 ? Promise.resolve() : new Promise((done) => void this.#idlers.add(done));
  }

  async close(): Promise<void> {
    this.#abort.abort();
    this.#line.clear();
    this.#timers.forEach((off) => off());
    this.#timers.clear();
    await Promise.all(this.#running.values());
  }

  #pump(): void {
    const { concurrency = 8 } = this.#options;
    this.#pumping = false;
    for (const key of this.#line) {
      if (this.#running.size >= concurrency || this.#abort.signal.aborted) {
        break;
      }
      if (!this.#running.has(key)) {
        this.#line.delete(key);
        this.#running.set(key, this.#work(key));
      }
    }
    if (this.size === 0) {
      this.#idlers.forEach((done) => done());
      this.#idlers.clear();
    }
  }

  async #work(key: string): Promise<void> {
    const { clock, onPass } = this.#options;
    const start = clock.now();
    const pass = await this.#attempt(key);
    this.#running.delete(key);
    onPass?.({ ...pass, key, ms: clock.now() - start });
    this.#schedule(key, pass);
    this.#pump();
  }

  async #attempt(key: string): Promise<Pass> {
    try {
      return await this.#options.run(key, this.#abort.signal);
    } catch (thrown) {
      return { next: { when: 'backoff' }, fault: toFault(thrown) };
    }
  }

  #schedule(key: string, { next }: Pass): void {
    this.#cancel(key);
    const step = next.when === 'now' ? (this.#steps.get(key) ?? 0) + 1 : 0;
    if (step === 0) {
      this.#steps.delete(key);
    } else {
      this.#steps.set(key, step);
    }
    if (next.when === 'backoff' || step > mostSteps) {
      this.addLater(key, this.#backOff(key));
      return;
    }
    this.#failures.delete(key);
    if (next.when === 'now') {
      this.add(key);
    } else if (next.when === 'later') {
      this.addLater(key, next.ms);
    }
  }

  #backOff(key: string): number {
    const { backoff = { base: 5, max: 1_000_000 }, random = Math.random } = this.#options;
    const failed = this.#failures.get(key) ?? 0;
    this.#failures.set(key, failed + 1);
    return Math.min(backoff.base * 2 ** Math.min(failed, 40), backoff.max) * (1 + random() / 10);
  }

  #cancel(key: string): void {
    this.#timers.get(key)?.();
    this.#timers.delete(key);
  }
}
