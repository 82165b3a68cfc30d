import type { KubeObject } from '@juanie/kube';
import type { Clock } from './clock.ts';
import type { Change, Informer } from './informer.ts';
import { openQueue, type Queue, type QueueOptions } from './queue.ts';
import { reconcile } from './reconcile.ts';
import type { Reconciler, Verdict } from './reconciler.ts';

/** What wakes a controller: an informer of its own kind, or one of another kind with the keys that a change concerns. */
export type Wake = Pick<Informer, 'synced' | 'onChange'> | WakeBy;

export interface WakeBy {
  readonly informer: Pick<Informer, 'synced' | 'onChange'>;
  readonly keysOf: (change: Change<KubeObject>) => Iterable<string>;
}

export interface ControllerOptions<Seen, Action, Outcome, Says extends Verdict> extends Pick<
  QueueOptions,
  'concurrency' | 'backoff' | 'random' | 'onPass'
> {
  /** For logs and metrics. */
  readonly name: string;
  readonly reconciler: Reconciler<Seen, Action, Outcome, Says>;
  readonly wake: readonly Wake[];
  readonly clock: Clock;
}

export interface Controller {
  readonly name: string;
  enqueue(key: string): void;
  readonly size: number;
  idle(): Promise<void>;
  close(): Promise<void>;
}

/** Runs a reconciler over every key that its informers name, once all of them have their first list. */
export function runController<Seen, Action, Outcome, Says extends Verdict>(
  options: ControllerOptions<Seen, Action, Outcome, Says>,
): Controller {
  const { clock, reconciler, wake } = options;
  const synced = Promise.all(wake.map((source) => informerOf(source).synced));
  let ready = false;
  const queue: Queue = openQueue({
    ...options,
    async run(key, signal) {
      if (!ready) {
        await Promise.race([synced, whenAborted(signal)]);
        ready = true;
      }
      return signal.aborted
        ? { next: { when: 'changed' } }
        : reconcile(reconciler, key, { now: () => clock.now(), signal });
    },
  });
  const offs = wake.map((source) =>
    informerOf(source).onChange((key, change) => {
      for (const name of 'keysOf' in source ? source.keysOf(change) : [key]) {
        queue.add(name);
      }
    }),
  );
  return {
    name: options.name,
    enqueue: (key) => queue.add(key),
    get size() {
      return queue.size;
    },
    idle: () => queue.idle(),
    async close() {
      offs.forEach((off) => off());
      await queue.close();
    },
  };
}

/** A controller may be closed before its caches were ever filled. */
function whenAborted(signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    signal.addEventListener('abort', () => resolve(), { once: true });
  });
}

function informerOf(wake: Wake): Pick<Informer, 'synced' | 'onChange'> {
  return 'informer' in wake ? wake.informer : wake;
}
