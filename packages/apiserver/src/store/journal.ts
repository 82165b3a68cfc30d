import { constants } from 'node:fs';
import { open, type FileHandle } from 'node:fs/promises';
import { join } from 'node:path';
import { encodeHead, type LogRecord } from './record.ts';

export interface JournalListener {
  /** These records, in order, survive whatever happens to this process or machine. */
  onDurable(records: readonly LogRecord[]): void;
  /** Nothing that was appended and not yet reported durable was kept. */
  onLost(error: unknown): void;
}

/** The append log with group commit: what is appended while one write is on its way goes into the next, together. */
export interface Journal {
  append(record: LogRecord): void;
  /** Resolves when everything appended so far is durable; rejects when it was lost. */
  flushed(): Promise<void>;
  /** Bytes in the segment that is being written. */
  readonly size: number;
  /** Records appended from here on go into a new segment. Resolves when the old one is complete. */
  rotate(firstRevision: number): Promise<void>;
  close(): Promise<void>;
}

export function segmentName(firstRevision: number): string {
  return `log-${String(firstRevision).padStart(16, '0')}`;
}

interface Batch {
  readonly records: LogRecord[];
  readonly done: PromiseWithResolvers<void>;
}

interface Rotation {
  readonly firstRevision: number;
  readonly done: PromiseWithResolvers<void>;
}

export async function openJournal(
  dir: string,
  start: { firstRevision: number; size: number },
  listener: JournalListener,
): Promise<Journal> {
  const segment: Segment = { file: await openSegment(dir, start.firstRevision), size: start.size };
  await segment.file.truncate(start.size);
  return new FileJournal(dir, segment, listener);
}

class FileJournal implements Journal {
  readonly #dir: string;
  readonly #segment: Segment;
  readonly #listener: JournalListener;
  readonly #queue: (Batch | Rotation)[] = [];
  #active: Batch | Rotation | undefined;
  #draining: Promise<void> | undefined;

  constructor(dir: string, segment: Segment, listener: JournalListener) {
    this.#dir = dir;
    this.#segment = segment;
    this.#listener = listener;
  }

  get size(): number {
    return this.#segment.size;
  }

  append(record: LogRecord): void {
    const last = this.#queue.at(-1);
    if (last !== undefined && 'records' in last) {
      last.records.push(record);
    } else {
      this.#enqueue({ records: [record], done: Promise.withResolvers() });
    }
  }

  flushed(): Promise<void> {
    const last = [this.#active, ...this.#queue].findLast((step) => step !== undefined && 'records' in step);
    return last?.done.promise ?? Promise.resolve();
  }

  rotate(firstRevision: number): Promise<void> {
    const done = Promise.withResolvers<void>();
    this.#enqueue({ firstRevision, done });
    return done.promise;
  }

  async close(): Promise<void> {
    await this.#draining;
    await this.#segment.file.close();
  }

  #enqueue(step: Batch | Rotation): void {
    step.done.promise.catch(() => undefined);
    this.#queue.push(step);
    this.#draining ??= this.#drain();
  }

  async #drain(): Promise<void> {
    // One turn, so that requests that arrived together are written together.
    await Promise.resolve();
    for (this.#active = this.#queue.shift(); this.#active !== undefined; this.#active = this.#queue.shift()) {
      await this.#run(this.#active);
    }
    this.#draining = undefined;
  }

  async #run(step: Batch | Rotation): Promise<void> {
    try {
      if ('records' in step) {
        await writeBatch(this.#segment, step.records);
      } else {
        await rotateTo(this.#dir, this.#segment, step.firstRevision);
      }
    } catch (error) {
      this.#fail(step, error);
      return;
    }
    if ('records' in step) {
      this.#listener.onDurable(step.records);
    }
    step.done.resolve();
  }

  /** A failed rotation loses nothing: the old segment simply goes on. */
  #fail(step: Batch | Rotation, error: unknown): void {
    const lost = 'records' in step ? [step, ...this.#queue.splice(0)] : [step];
    if ('records' in step) {
      this.#listener.onLost(error);
    }
    for (const one of lost) {
      one.done.reject(error);
    }
  }
}

interface Segment {
  file: FileHandle;
  size: number;
}

/** O_DSYNC: a write returns when data and length are on the disk, as write and fdatasync in one call. */
function openSegment(dir: string, firstRevision: number): Promise<FileHandle> {
  const { O_WRONLY, O_CREAT, O_DSYNC } = constants;
  return open(join(dir, segmentName(firstRevision)), O_WRONLY | O_CREAT | O_DSYNC, 0o600);
}

async function rotateTo(dir: string, segment: Segment, firstRevision: number): Promise<void> {
  const previous = segment.file;
  segment.file = await openSegment(dir, firstRevision);
  segment.size = 0;
  await previous.close();
}

async function writeBatch(segment: Segment, records: readonly LogRecord[]): Promise<void> {
  const bytes = Buffer.concat(records.flatMap((record) => [encodeHead(record), record.body]));
  try {
    const { bytesWritten } = await segment.file.write(bytes, 0, bytes.length, segment.size);
    if (bytesWritten !== bytes.length) {
      throw new Error(`Only ${bytesWritten} of ${bytes.length} bytes could be written.`);
    }
    segment.size += bytes.length;
  } catch (error) {
    await segment.file.truncate(segment.size).catch(() => undefined);
    throw error;
  }
}
