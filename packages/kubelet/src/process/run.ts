import { watch, type FSWatcher } from 'node:fs';
import { open, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { execInside, type ExecResult } from './exec.ts';
import type { Isolation } from './isolation.ts';
import { isSameProcess, parseStat, type ProcessStat } from './proc.ts';
import { killMarked, sendSignal, type ProcessTable } from './process-table.ts';

/** Which run of which container of which pod. */
export interface RunName {
  readonly podUid: string;
  readonly container: string;
  readonly attempt: number;
}

export interface Exit {
  readonly code: number;
  readonly finishedAt: number;
  readonly outOfMemory: boolean;
  /** The inside of its namespaces could not be set up. */
  readonly notSetUp: boolean;
}

/** One started container: a directory, a supervisor and what it runs. */
export interface Run {
  readonly name: RunName;
  readonly mark: string;
  readonly directory: string;
  readonly startedAt: number;
  readonly memoryLimit: number | undefined;
  /** Settles once, when it has ended and nothing of it is left. */
  readonly exited: Promise<Exit>;
  /** The application's own process, once it is there. */
  application(): Promise<ProcessStat | undefined>;
  /** SIGTERM, then SIGKILL to all that is left after the grace period. */
  terminate(graceMs: number): Promise<Exit>;
  kill(): void;
  killForMemory(): void;
  /** Runs another command where the application runs, with its environment. */
  exec(command: readonly string[], timeoutMs: number): Promise<ExecResult>;
  /** Stops watching; the container goes on. */
  leave(): void;
}

export interface RunOptions {
  readonly name: RunName;
  readonly mark: string;
  readonly directory: string;
  readonly startedAt: number;
  readonly memoryLimit: number | undefined;
  readonly table: ProcessTable;
  /** Tells when the supervisor that this server started has ended; adopted ones are looked after by the clock. */
  readonly supervisorEnded?: Promise<void>;
  readonly isolation: Isolation;
  /** Whether memory ran out, as the kernel counts it. */
  readonly outOfMemory: () => Promise<boolean>;
}

const adoptedLookMs = 1000;
const killAgainMs = 250;

export function openRun(options: RunOptions): Run {
  const { directory, mark, table } = options;
  const { promise: exited, resolve } = Promise.withResolvers<Exit>();
  let memoryKilled = false;
  let ended = false;
  const watchers: FSWatcher[] = [];
  const timers: NodeJS.Timeout[] = [];

  /** The exit file is the truth; a supervisor that is gone without one was killed. */
  async function look(supervisorGone: boolean): Promise<void> {
    const code = await readExit(directory);
    if (ended || (code === undefined && !supervisorGone)) {
      return;
    }
    ended = true;
    leave();
    killMarked(table, mark);
    if (code === undefined) {
      // Whoever looks next must find the same end.
      await writeFile(join(directory, 'exit'), '137\n', { flag: 'wx' }).catch(() => undefined);
    }
    const at = await stat(join(directory, 'exit')).catch(() => undefined);
    resolve({
      code: code ?? 137,
      finishedAt: at?.mtimeMs ?? Date.now(),
      outOfMemory: memoryKilled || (await options.outOfMemory()),
      notSetUp: (await stat(join(directory, 'unmounted')).catch(() => undefined)) !== undefined,
    });
  }

  function leave(): void {
    watchers.splice(0).forEach((watcher) => watcher.close());
    timers.splice(0).forEach((timer) => clearInterval(timer));
  }

  async function supervisor(): Promise<ProcessStat | undefined> {
    return parseStat(await readText(join(directory, 'supervisor')));
  }

  watchers.push(
    watch(directory, { persistent: false }, (_event, file) => {
      if (file === 'exit') {
        void look(false);
      }
      if (file === 'started') {
        void forgetEnvironment(directory);
      }
    }),
  );
  if (options.supervisorEnded === undefined) {
    const check = async () => look(!isSameProcess(await supervisor()));
    timers.push(setInterval(() => void check(), adoptedLookMs).unref());
    void check();
  } else {
    void options.supervisorEnded.then(() => look(true));
  }

  async function application(): Promise<ProcessStat | undefined> {
    const stat = parseStat(await readText(join(directory, 'started')));
    return isSameProcess(stat) ? stat : undefined;
  }

  async function kill(): Promise<void> {
    killMarked(table, mark, (await supervisor())?.pid);
  }

  return {
    ...options,
    exited,
    application,
    async terminate(graceMs) {
      const target = await application();
      if (target !== undefined && graceMs > 0) {
        sendSignal(target.pid, 'SIGTERM');
      }
      let again: NodeJS.Timeout | undefined;
      const first = setTimeout(
        () => {
          void kill();
          again = setInterval(() => void kill(), killAgainMs);
        },
        target === undefined ? 0 : graceMs,
      );
      const exit = await exited;
      clearTimeout(first);
      clearInterval(again);
      return exit;
    },
    kill: () => void kill(),
    killForMemory() {
      memoryKilled = true;
      void kill();
    },
    async exec(command, timeoutMs) {
      const target = await application();
      return target === undefined
        ? { code: 126, output: 'the container is not running' }
        : execInside({ pid: target.pid, command, timeoutMs, isolation: options.isolation });
    },
    leave,
  };
}

async function readExit(directory: string): Promise<number | undefined> {
  const code = Number.parseInt(await readText(join(directory, 'exit')), 10);
  return Number.isInteger(code) ? code : undefined;
}

/** The application has its environment; secrets need not stay on disk. */
export async function forgetEnvironment(directory: string): Promise<void> {
  await rm(join(directory, 'environment'), { force: true });
}

async function readText(path: string): Promise<string> {
  return readFile(path, 'utf8').catch(() => '');
}

/** Makes sure that a run which has not begun never will. False: it has begun. */
export async function claim(directory: string): Promise<boolean> {
  const made = await open(join(directory, 'claim'), 'wx').catch(() => undefined);
  await made?.close();
  return made !== undefined;
}
