import { constants } from 'node:fs';
import { open, realpath } from 'node:fs/promises';
import { join } from 'node:path';
import { offsetOfTail } from '../logs/log-file.ts';
import type { Run } from '../process/run.ts';
import type { Container } from './pod.ts';

export interface TerminationInput {
  readonly container: Container;
  readonly run: Run;
  readonly logFile: string;
  readonly exitCode: number;
}

const mostBytes = 4096;
const fallback = { bytes: 2048, lines: 80 };

/** What the container left to say: its termination file, or the end of its log where that is asked for. */
export async function readTerminationMessage(input: TerminationInput): Promise<{ message?: string }> {
  const { container, run, logFile, exitCode } = input;
  const root = join(run.directory, 'root');
  const written = await readHead(root, join(root, container.terminationMessagePath ?? '/dev/termination-log'));
  if (written !== '') {
    return { message: written };
  }
  if (container.terminationMessagePolicy !== 'FallbackToLogsOnError' || exitCode === 0) {
    return {};
  }
  const text = await readTail(logFile);
  return text === '' ? {} : { message: text };
}

/** A link in the container's root may lead anywhere; out there it is this server that would be reading. */
async function readHead(root: string, path: string): Promise<string> {
  const [inside, real] = await Promise.all(
    [realpath(root), realpath(path)].map((found) => found.catch(() => undefined)),
  );
  if (inside === undefined || real === undefined || !real.startsWith(`${inside}/`)) {
    return '';
  }
  const handle = await open(real, constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK).catch(
    () => undefined,
  );
  if (handle === undefined) {
    return '';
  }
  try {
    const isFile = (await handle.stat()).isFile();
    const { buffer, bytesRead } = await handle.read(Buffer.alloc(mostBytes), 0, isFile ? mostBytes : 0, 0);
    return buffer.subarray(0, bytesRead).toString('utf8');
  } finally {
    await handle.close();
  }
}

async function readTail(path: string): Promise<string> {
  const handle = await open(path, 'r').catch(() => undefined);
  if (handle === undefined) {
    return '';
  }
  try {
    const { size } = await handle.stat();
    const start = Math.max(size - fallback.bytes, await offsetOfTail(path, fallback.lines));
    const { buffer, bytesRead } = await handle.read(Buffer.alloc(fallback.bytes), 0, fallback.bytes, start);
    return buffer.subarray(0, bytesRead).toString('utf8');
  } finally {
    await handle.close();
  }
}
