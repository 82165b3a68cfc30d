import { execFile } from 'node:child_process';
import { rename, stat, truncate, writeFile } from 'node:fs/promises';
import { readTimes, timesOf } from './log-file.ts';
import { keptFrom } from './read-log.ts';

export interface LogLimits {
  /** A log is cut in portions of this many bytes; so many portions are kept. */
  readonly size: number;
  readonly count: number;
}

/** As a kubelet's containerLogMaxSize and containerLogMaxFiles. */
export const defaultLogLimits: LogLimits = { size: 10 * 1024 ** 2, count: 5 };

const block = 4096;

/**
 * Gives the space of the oldest part of a log back while the application goes on appending: a hole is made where it
 * was, so that no offset moves and nothing that comes meanwhile is lost. Where the file system has no holes, the whole
 * log is begun anew.
 */
export async function rotateLog(file: string, limits: LogLimits = defaultLogLimits): Promise<void> {
  const size = (await stat(file).catch(() => undefined))?.size ?? 0;
  const times = await readTimes(file);
  if (size - keptFrom(times) <= limits.size * limits.count) {
    return;
  }
  const from = Math.floor((size - limits.size * (limits.count - 1)) / block) * block;
  if (await punchHole(file, from)) {
    const kept = times.filter(({ upTo, at }) => upTo > from && at > 0);
    await writeTimes(file, [{ upTo: from, at: 0 }, ...kept]);
  } else {
    await truncate(file, 0);
    await writeTimes(file, []);
  }
}

async function writeTimes(file: string, times: readonly { upTo: number; at: number }[]): Promise<void> {
  const half = `${timesOf(file)}.new`;
  await writeFile(half, times.map(({ upTo, at }) => `${upTo} ${at}\n`).join(''));
  await rename(half, timesOf(file));
}

function punchHole(file: string, length: number): Promise<boolean> {
  const args = ['--punch-hole', '--offset', '0', '--length', String(length), file];
  return new Promise((resolve) => {
    execFile('/usr/bin/fallocate', args, { timeout: 60_000, env: {} }, (error) => resolve(error === null));
  });
}
