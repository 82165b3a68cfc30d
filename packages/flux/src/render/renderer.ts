import { Worker } from 'node:worker_threads';
import type { Clock } from '@juanie/controller';
import { fault } from '../faults.ts';
import type { Rendered, RenderRequest } from './request.ts';
import type { Answer, Question } from './worker-messages.ts';

/** Builds manifests off the event loop. */
export interface Renderer {
  /** Throws FluxBuildFailed in upstream's words. */
  render(request: RenderRequest): Promise<Rendered>;
  close(): Promise<void>;
}

interface Waiting {
  readonly done: (rendered: Rendered) => void;
  readonly failed: (thrown: unknown) => void;
}

/** A worker that nobody asked for this long ends: it costs memory. */
const idleMs = 120_000;

/** A renderer in a thread of its own, which starts with the first question. */
export function workerRenderer(clock: Clock): Renderer {
  const open = new Map<number, Waiting>();
  let worker: Worker | undefined;
  let asked = 0;
  let stopIdle: (() => void) | undefined;

  function start(): Worker {
    const started = new Worker(new URL('render-worker.ts', import.meta.url));
    started.unref();
    started.on('message', answered);
    started.on('error', (thrown) => ended(started, thrown));
    started.on('exit', () => ended(started, new Error('The renderer has ended.')));
    return started;
  }

  function answered(answer: Answer): void {
    const waiting = open.get(answer.number);
    open.delete(answer.number);
    if (answer.ok) {
      waiting?.done(answer.rendered);
    } else {
      waiting?.failed(failureOf(answer));
    }
    if (open.size === 0) {
      stopIdle = clock.after(idleMs, () => void close());
      worker?.unref();
    }
  }

  function ended(which: Worker, thrown: unknown): void {
    if (worker !== which) {
      return;
    }
    worker = undefined;
    for (const waiting of open.values()) {
      waiting.failed(thrown);
    }
    open.clear();
  }

  async function close(): Promise<void> {
    stopIdle?.();
    const ending = worker;
    worker = undefined;
    await ending?.terminate();
  }

  return {
    close,
    render(request) {
      stopIdle?.();
      worker ??= start();
      worker.ref();
      const number = ++asked;
      const question: Question = { number, request };
      worker.postMessage(question);
      return new Promise((done, failed) => void open.set(number, { done, failed }));
    },
  };
}

function failureOf({ message, known }: Answer & { ok: false }): unknown {
  return known?.reason === 'FluxBuildFailed'
    ? fault('FluxBuildFailed', known.params, { problems: known.problems })
    : new Error(message);
}
