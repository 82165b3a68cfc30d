import { spawn } from 'node:child_process';
import { readFileSync, readlinkSync } from 'node:fs';
import { dropArguments, type Isolation } from './isolation.ts';

export interface ExecResult {
  readonly code: number;
  /** Both streams, cut to what a message can hold. */
  readonly output: string;
}

export interface ExecRequest {
  /** The application: its environment, directory and namespaces are used. */
  readonly pid: number;
  readonly command: readonly string[];
  readonly timeoutMs: number;
  readonly isolation: Isolation;
}

const mostOutput = 10_240;

/** Runs a command beside a running application. Never throws; a command that takes too long is ended. */
export function execInside(request: ExecRequest): Promise<ExecResult> {
  const { pid, isolation, timeoutMs } = request;
  const [file = '', ...args] = commandFor(request);
  const isInside = isolation.kind === 'namespaces';
  return new Promise((resolve) => {
    const child = spawn(file, args, {
      cwd: isInside ? '/' : readlinkSync(`/proc/${pid}/cwd`),
      env: readEnvironment(pid, isInside),
      detached: true,
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    const parts: Buffer[] = [];
    let size = 0;
    const take = (part: Buffer) => {
      if (size < mostOutput) {
        parts.push(part.subarray(0, mostOutput - size));
        size += part.length;
      }
    };
    child.stdout.on('data', take);
    child.stderr.on('data', take);
    let code = 0;
    const timer = setTimeout(() => {
      code = 124;
      take(Buffer.from(`command timed out after ${timeoutMs / 1000}s`));
      endGroup(child.pid);
      child.stdout.destroy();
      child.stderr.destroy();
    }, timeoutMs);
    child.once('error', (error) => {
      code = 127;
      take(Buffer.from(error.message));
    });
    child.once('close', (status, signal) => {
      clearTimeout(timer);
      resolve({ code: code || (status ?? (signal === null ? 0 : 137)), output: Buffer.concat(parts).toString('utf8') });
    });
  });
}

function commandFor({ pid, command, isolation }: ExecRequest): readonly string[] {
  if (isolation.kind === 'none') {
    return command;
  }
  const { tools } = isolation;
  const user = tools.isRoot ? [] : ['--user', '--preserve-credentials'];
  const target = ['--target', String(pid), ...user, '--mount', '--pid', '--ipc', '--root', '--wd'];
  return [tools.nsenter, ...target, '--', ...dropArguments(tools), ...command];
}

/** Variables that would make our own tools, which run outside, load something of the application. */
const loaderNames = /^(LD_|GCONV_PATH$|LOCPATH$|NLSPATH$|MALLOC_|GLIBC_TUNABLES$)/;

function readEnvironment(pid: number, isInside: boolean): Record<string, string> {
  const lines = readFileSync(`/proc/${pid}/environ`, 'utf8').split('\0').filter(Boolean);
  const pairs = lines.map((line) => [line.split('=', 1)[0] ?? '', line.slice(line.indexOf('=') + 1)] as const);
  return Object.fromEntries(pairs.filter(([name]) => !isInside || !loaderNames.test(name)));
}

function endGroup(pid: number | undefined): void {
  try {
    process.kill(-(pid ?? Number.NaN), 'SIGKILL');
  } catch {
    // It has ended by itself.
  }
}
