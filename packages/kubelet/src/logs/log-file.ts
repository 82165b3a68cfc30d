import { watch, type FSWatcher } from 'node:fs';
import { appendFile, open, readFile, stat } from 'node:fs/promises';

/**
 * The output of one run: a file the application appends to by itself, so that nothing is lost while no server runs,
 * and beside it `<file>.times`, where this server notes when the file had grown to which size.
 */
export interface LogKeeper {
  /** Told after the file has grown, and once when the run has ended. */
  onGrowth(listener: () => void): () => void;
  readonly isEnded: boolean;
  /** The run has ended: notes the last growth and lets go. */
  end(): Promise<void>;
  close(): void;
}

export interface LogKeeperOptions {
  readonly file: string;
  readonly now: () => number;
  /** Called as the file grows, by this much at a time. */
  readonly rotate?: { readonly every: number; readonly run: (file: string) => Promise<void> };
}

export function openLogKeeper({ file, now, rotate }: LogKeeperOptions): LogKeeper {
  const listeners = new Set<() => void>();
  let noted = -1;
  let rotatedAt = 0;
  let ended = false;
  let busy: Promise<void> | undefined;
  let again = false;

  async function note(): Promise<void> {
    const size = (await stat(file).catch(() => undefined))?.size ?? 0;
    if (size > Math.max(noted, 0)) {
      await appendFile(timesOf(file), `${size} ${now()}\n`).catch(() => undefined);
      noted = size;
    } else if (size < noted) {
      // Begun anew: a file system without holes.
      noted = size;
    }
    if (rotate !== undefined && size - rotatedAt > rotate.every) {
      rotatedAt = size;
      await rotate.run(file).catch(() => undefined);
    }
    listeners.forEach((tell) => tell());
  }

  /** One note at a time; what comes meanwhile is one more. */
  function grown(): Promise<void> {
    if (busy !== undefined) {
      again = true;
      return busy;
    }
    busy = note().finally(() => {
      busy = undefined;
      if (again) {
        again = false;
        void grown();
      }
    });
    return busy;
  }

  const watcher: FSWatcher = watch(file, { persistent: false }, () => void grown());
  void grown();

  return {
    onGrowth(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    get isEnded() {
      return ended;
    },
    async end() {
      watcher.close();
      await busy;
      await note();
      ended = true;
      listeners.forEach((tell) => tell());
    },
    close: () => watcher.close(),
  };
}

export function timesOf(file: string): string {
  return `${file}.times`;
}

/** From which offset on a line was written when. */
export interface TimeMark {
  /** Lines that begin before this offset (and not before an earlier mark's) were seen at `at`. */
  readonly upTo: number;
  readonly at: number;
}

export async function readTimes(file: string): Promise<TimeMark[]> {
  const text = await readFile(timesOf(file), 'utf8').catch(() => '');
  return text.split('\n').flatMap((line) => {
    const [upTo, at] = line.split(' ').map(Number);
    return upTo === undefined || at === undefined || Number.isNaN(at) ? [] : [{ upTo, at }];
  });
}

const block = 64 * 1024;

/** Where the last `lines` lines begin. */
export async function offsetOfTail(file: string, lines: number): Promise<number> {
  const handle = await open(file, 'r');
  try {
    let end = (await handle.stat()).size;
    let left = lines;
    const buffer = Buffer.alloc(block);
    let first = true;
    while (end > 0) {
      const start = Math.max(0, end - block);
      const { bytesRead } = await handle.read(buffer, 0, end - start, start);
      let at = bytesRead;
      while (at > 0) {
        at = buffer.lastIndexOf(0x0a, at - 1);
        // The line end at the very end belongs to the last line.
        if (at < 0 || (first && start + at === end - 1)) {
          first = false;
          if (at < 0) {
            break;
          }
          continue;
        }
        first = false;
        left -= 1;
        if (left <= 0) {
          return start + at + 1;
        }
      }
      end = start;
    }
    return 0;
  } finally {
    await handle.close();
  }
}
