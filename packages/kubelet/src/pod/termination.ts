import { open, readFile, stat } from 'node:fs/promises';
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
  const written = await readHead(
    join(run.directory, 'root', container.terminationMessagePath ?? '/dev/termination-log'),
  );
  if (written !== '') {
    return { message: written };
  }
  if (container.terminationMessagePolicy !== 'FallbackToLogsOnError' || exitCode === 0) {
    return {};
  }
  const text = await readTail(logFile);
  return text === '' ? {} : { message: text };
}

async function readHead(path: string): Promise<string> {
  const found = await stat(path).catch(() => undefined);
  if (found?.isFile() !== true || found.size > 1024 * 1024) {
    return '';
  }
  const content = await readFile(path).catch(() => Buffer.alloc(0));
  return content.subarray(0, mostBytes).toString('utf8');
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
