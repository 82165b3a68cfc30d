import { createReadStream, mkdirSync, openSync, closeSync, writeSync, statSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { createInterface } from 'node:readline';

export interface BuildLogLine {
  readonly time: string;
  readonly step: string;
  readonly line: string;
}

export interface BuildLog {
  add(line: BuildLogLine): void;
  readonly last: readonly string[];
  close(): void;
}

const maxBytes = 20_000_000;
const maxLine = 8_000;
const keptLines = 50;
const followers = new Map<string, Set<() => void>>();

export function buildLogFile(dir: string, at: { project: string; number: number }): string {
  return join(dir, 'builds', at.project, `${at.number}.ndjson`);
}

/** Appends as lines come; what is beyond the limit is left out, and said so once. */
export function openBuildLog(file: string): BuildLog {
  mkdirSync(dirname(file), { recursive: true });
  const handle = openSync(file, 'a');
  let size = statSync(file).size;
  let cut = false;
  const last: string[] = [];
  return {
    last,
    add({ time, step, line }) {
      if (cut) {
        return;
      }
      cut = size > maxBytes;
      const text = cut ? '… the log is longer than 20 MB: the rest is left out' : line.slice(0, maxLine);
      const bytes = Buffer.from(`${JSON.stringify({ time, step, line: text })}\n`);
      writeSync(handle, bytes);
      size += bytes.length;
      last.push(text);
      if (last.length > keptLines) {
        last.shift();
      }
      followers.get(file)?.forEach((wake) => wake());
    },
    close() {
      closeSync(handle);
      followers.get(file)?.forEach((wake) => wake());
    },
  };
}

/** What is there, then what comes, until `ended` says that no more will. */
export async function* readBuildLog(
  file: string,
  follow: { ended: () => Promise<boolean>; signal: AbortSignal } | undefined,
): AsyncIterable<BuildLogLine> {
  let offset = 0;
  for (;;) {
    const woken = follow === undefined ? undefined : nextWake(file, follow.signal);
    const over = follow === undefined || follow.signal.aborted || (await follow.ended());
    for await (const { line, next } of linesFrom(file, offset)) {
      offset = next;
      yield line;
    }
    if (over) {
      return;
    }
    await woken;
  }
}

async function* linesFrom(file: string, offset: number): AsyncIterable<{ line: BuildLogLine; next: number }> {
  const size = statSync(file, { throwIfNoEntry: false })?.size ?? 0;
  if (size <= offset) {
    return;
  }
  const input = createReadStream(file, { start: offset, end: size - 1 });
  let next = offset;
  for await (const text of createInterface({ input, crlfDelay: Number.POSITIVE_INFINITY })) {
    next += Buffer.byteLength(text) + 1;
    if (text !== '') {
      yield { line: JSON.parse(text) as BuildLogLine, next };
    }
  }
}

/** A new line, the end, or a second: whichever is first. */
function nextWake(file: string, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const waiting = followers.get(file) ?? new Set();
    followers.set(file, waiting);
    const timer = setTimeout(done, 1_000);
    function done(): void {
      clearTimeout(timer);
      signal.removeEventListener('abort', done);
      waiting.delete(done);
      if (waiting.size === 0 && followers.get(file) === waiting) {
        followers.delete(file);
      }
      resolve();
    }
    waiting.add(done);
    signal.addEventListener('abort', done);
  });
}

export async function removeBuildLog(file: string): Promise<void> {
  await rm(file, { force: true });
}
