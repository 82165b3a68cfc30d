import { getCompileCacheDir } from 'node:module';
import { Worker } from 'node:worker_threads';
import type { Clock } from '@juanie/controller';
import { formatDuration } from '@juanie/flux-api';
import { fault } from '../faults.ts';
import type { WorkerData } from './render-worker.ts';
import type { Rendered, RenderRequest } from './request.ts';
import type { Answer, Question } from './worker-messages.ts';

/** Builds manifests off the event loop. */
export interface Renderer {
  /** Throws FluxBuildFailed in upstream's words. */
  render(request: RenderRequest): Promise<Rendered>;
  close(): Promise<void>;
}

interface Waiting {
  readonly done: (rendered: Rendered) => unknown;
  readonly failed: (thrown: unknown) => unknown;
}

/** A worker that nobody asked for this long ends: it costs memory. */
const idleMs = 120_000;
/** One build may take so long and the worker so much memory; then it ends, and what else it was asked is tried again. */
const longestMs = 120_000;
const resourceLimits = { maxOldGenerationSizeMb: 1024 };

/** A renderer in a thread of its own, which starts with the first question. */
export function workerRenderer(clock: Clock): Renderer {
  return new WorkerRenderer(clock);
}

class WorkerRenderer implements Renderer {
  readonly #clock: Clock;
  readonly #open = new Map<number, Waiting>();
  #worker: Worker | undefined;
  #asked = 0;
  #stopIdle: (() => void) | undefined;

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  render(request: RenderRequest): Promise<Rendered> {
    this.#stopIdle?.();
    this.#worker ??= this.#start();
    this.#worker.ref();
    const number = ++this.#asked;
    const question: Question = { number, request };
    this.#worker.postMessage(question);
    return new Promise((done, failed) => {
      const off = this.#clock.after(longestMs, () => this.#giveUp(number));
      this.#open.set(number, {
        done: (rendered) => [off(), done(rendered)],
        failed: (thrown) => [off(), failed(thrown)],
      });
    });
  }

  async close(): Promise<void> {
    this.#stopIdle?.();
    const ending = this.#worker;
    this.#worker = undefined;
    this.#open.forEach(({ failed }) => failed(new Error('The renderer is closed.')));
    this.#open.clear();
    await ending?.terminate();
  }

  #start(): Worker {
    const workerData: WorkerData = { compileCache: getCompileCacheDir() };
    const started = new Worker(new URL('render-worker.ts', import.meta.url), { resourceLimits, workerData });
    started.on('message', (answer: Answer) => this.#answered(answer));
    started.on('error', (thrown) => this.#ended(started, thrown));
    started.on('exit', () => this.#ended(started, new Error('The renderer has ended.')));
    return started;
  }

  #answered(answer: Answer): void {
    const waiting = this.#open.get(answer.number);
    this.#open.delete(answer.number);
    if (answer.ok) {
      waiting?.done(answer.rendered);
    } else {
      waiting?.failed(failureOf(answer));
    }
    if (this.#open.size === 0) {
      this.#stopIdle = this.#clock.after(idleMs, () => void this.close());
      this.#worker?.unref();
    }
  }

  #ended(which: Worker, thrown: unknown): void {
    if (this.#worker === which) {
      this.#worker = undefined;
      this.#open.forEach(({ failed }) => failed(thrown));
      this.#open.clear();
    }
  }

  /** The oldest question is what the worker hangs on. */
  #giveUp(number: number): void {
    const [oldest] = this.#open.keys();
    const waiting = this.#open.get(number);
    if (oldest === number) {
      this.#open.delete(number);
      const message = `the build took longer than ${formatDuration(longestMs)}`;
      waiting?.failed(fault('FluxBuildFailed', { message }));
    }
    void this.#worker?.terminate();
  }
}

function failureOf({ message, known }: Answer & { ok: false }): unknown {
  return known?.reason === 'FluxBuildFailed'
    ? fault('FluxBuildFailed', known.params, { problems: known.problems })
    : new Error(message);
}
