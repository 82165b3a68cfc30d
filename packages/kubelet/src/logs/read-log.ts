import { open, stat, type FileHandle } from 'node:fs/promises';
import type { LogOptions } from '@juanie/kube-client';
import { offsetOfTail, readTimes, type LogKeeper, type TimeMark } from './log-file.ts';

const block = 64 * 1024;

export interface ReadLog {
  readonly file: string;
  readonly options: LogOptions;
  readonly now: number;
  /** Of the run while it is alive; absent: nothing more will come. */
  readonly keeper: LogKeeper | undefined;
  readonly signal: AbortSignal;
}

/** The bytes of a log as `kubectl logs` shows them. */
export async function* readLog(request: ReadLog): AsyncGenerator<Uint8Array> {
  const { file, options, keeper, signal } = request;
  if (options.tailLines === 0 && options.follow !== true) {
    return;
  }
  const handle = await open(file, 'r').catch(() => undefined);
  if (handle === undefined) {
    return;
  }
  const growth = options.follow === true && keeper !== undefined ? waitForGrowth(keeper, signal) : undefined;
  try {
    const stamp = options.timestamps === true ? new Stamper(await readTimes(file)) : undefined;
    let at = await startOf(request);
    for (;;) {
      // Asked before reading: what comes between is seen by the next round.
      const isOver = growth === undefined || growth.isOver();
      for await (const chunk of readFrom(handle, at, signal)) {
        yield stamp === undefined ? chunk : stamp.line(at, chunk);
        at += chunk.length;
      }
      if (isOver || growth === undefined) {
        return;
      }
      await growth.next();
      stamp?.refresh(await readTimes(file));
    }
  } finally {
    growth?.stop();
    await handle.close();
  }
}

async function startOf({ file, options, now }: ReadLog): Promise<number> {
  const times = await readTimes(file);
  const kept = keptFrom(times);
  const starts = [kept === 0 ? 0 : await nextLine(file, kept)];
  if (options.tailLines !== undefined) {
    starts.push(options.tailLines === 0 ? (await stat(file)).size : await offsetOfTail(file, options.tailLines));
  }
  if (options.sinceSeconds !== undefined) {
    starts.push(offsetSince(times, now - options.sinceSeconds * 1000));
  }
  return Math.max(...starts);
}

/** What is kept after a rotation begins in the middle of a line. */
async function nextLine(file: string, from: number): Promise<number> {
  const handle = await open(file, 'r');
  try {
    const { buffer, bytesRead } = await handle.read(Buffer.alloc(block), 0, block, from);
    const end = buffer.subarray(0, bytesRead).indexOf(0x0a);
    return end < 0 ? from : from + end + 1;
  } finally {
    await handle.close();
  }
}

/** Rotation notes as time 0 up to where the log has been dropped. */
export function keptFrom(times: readonly TimeMark[]): number {
  const first = times[0];
  return first?.at === 0 ? first.upTo : 0;
}

function offsetSince(times: readonly TimeMark[], since: number): number {
  return times.findLast(({ at }) => at < since)?.upTo ?? 0;
}

async function* readFrom(handle: FileHandle, from: number, signal: AbortSignal): AsyncGenerator<Uint8Array> {
  for (let at = from; !signal.aborted;) {
    const { bytesRead, buffer } = await handle.read(Buffer.alloc(block), 0, block, at);
    if (bytesRead === 0) {
      return;
    }
    at += bytesRead;
    yield buffer.subarray(0, bytesRead);
  }
}

function waitForGrowth(keeper: LogKeeper, signal: AbortSignal) {
  let wake: () => void = () => undefined;
  let changed = false;
  const tell = () => {
    changed = true;
    wake();
  };
  const stop = keeper.onGrowth(tell);
  signal.addEventListener('abort', tell);
  return {
    isOver: () => keeper.isEnded || signal.aborted,
    async next(): Promise<void> {
      if (!changed) {
        await new Promise<void>((resolve) => {
          wake = resolve;
        });
      }
      changed = false;
    },
    stop() {
      stop();
      signal.removeEventListener('abort', tell);
    },
  };
}

/** Puts the time at which a line was seen before it. */
class Stamper {
  private times: readonly TimeMark[];
  private fresh = true;

  constructor(times: readonly TimeMark[]) {
    this.times = times;
  }

  refresh(times: readonly TimeMark[]): void {
    this.times = times;
  }

  line(offset: number, chunk: Uint8Array): Uint8Array {
    const source = Buffer.from(chunk.buffer, chunk.byteOffset, chunk.byteLength);
    const parts: Buffer[] = [];
    for (let from = 0; from < source.length;) {
      const end = source.indexOf(0x0a, from);
      const to = end < 0 ? source.length : end + 1;
      if (this.fresh) {
        parts.push(Buffer.from(`${this.timeAt(offset + from)} `));
      }
      parts.push(source.subarray(from, to));
      this.fresh = end >= 0;
      from = to;
    }
    return Buffer.concat(parts);
  }

  private timeAt(offset: number): string {
    let low = 0;
    let high = this.times.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((this.times[middle]?.upTo ?? 0) > offset) {
        high = middle;
      } else {
        low = middle + 1;
      }
    }
    const at = (this.times[low] ?? this.times.at(-1))?.at ?? 0;
    return new Date(at).toISOString().replace('Z', '000000Z');
  }
}
