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

export interface RunOptions {
  readonly id: string;
  readonly name: RunName;
  readonly mark: string;
  readonly directory: string;
  readonly startedAt: number;
  readonly memoryLimit: number | undefined;
  readonly table: ProcessTable;
  readonly isolation: Isolation;
  /** Settles when the supervisor that this server started has ended; adopted ones are looked after by the clock. */
  readonly supervisorEnded?: Promise<void>;
  /** Whether memory ran out, as the kernel counts it. */
  readonly outOfMemory: () => Promise<boolean>;
}

const adoptedLookMs = 1000;
const killAgainMs = 250;

/** One started container: a directory, a supervisor and what it runs. */
export class Run {
  readonly id: string;
  readonly name: RunName;
  readonly mark: string;
  readonly directory: string;
  readonly startedAt: number;
  readonly memoryLimit: number | undefined;
  /** Settles once, when it has ended and nothing of it is left. */
  readonly exited: Promise<Exit>;
  private readonly options: RunOptions;
  private readonly settle: (exit: Exit) => void;
  private readonly watcher: FSWatcher;
  private readonly timer: NodeJS.Timeout | undefined;
  private ended = false;
  private memoryKilled = false;
  private isAskedToEnd = false;

  constructor(options: RunOptions) {
    this.options = options;
    this.id = options.id;
    this.name = options.name;
    this.mark = options.mark;
    this.directory = options.directory;
    this.startedAt = options.startedAt;
    this.memoryLimit = options.memoryLimit;
    const { promise, resolve } = Promise.withResolvers<Exit>();
    this.exited = promise;
    this.settle = resolve;
    this.watcher = watch(options.directory, { persistent: false }, (_event, file) => this.noticed(file));
    if (options.supervisorEnded === undefined) {
      this.timer = setInterval(() => void this.check(), adoptedLookMs).unref();
      void this.check();
    } else {
      void options.supervisorEnded.then(() => this.look(true));
    }
  }

  /** The application's own process, once it is there. */
  async application(): Promise<ProcessStat | undefined> {
    const found = parseStat(await readText(join(this.directory, 'started')));
    return isSameProcess(found) ? found : undefined;
  }

  /** SIGTERM, then SIGKILL to all that is left after the grace period. */
  async terminate(graceMs: number): Promise<Exit> {
    this.isAskedToEnd = graceMs > 0;
    void this.askToEnd();
    let again: NodeJS.Timeout | undefined;
    const first = setTimeout(() => {
      this.kill();
      again = setInterval(() => this.kill(), killAgainMs);
    }, graceMs);
    const exit = await this.exited;
    clearTimeout(first);
    clearInterval(again);
    return exit;
  }

  kill(): void {
    void this.killAll();
  }

  killForMemory(): void {
    this.memoryKilled = true;
    this.kill();
  }

  /** Runs another command where the application runs, with its environment. */
  async exec(command: readonly string[], timeoutMs: number): Promise<ExecResult> {
    const target = await this.application();
    return target === undefined
      ? { code: 126, output: 'the container is not running' }
      : execInside({ pid: target.pid, command, timeoutMs, isolation: this.options.isolation });
  }

  /** Stops watching; the container goes on. */
  leave(): void {
    this.watcher.close();
    clearInterval(this.timer);
  }

  /** One that is only being started is asked as soon as it is there. */
  private async askToEnd(): Promise<void> {
    const target = this.isAskedToEnd ? await this.application() : undefined;
    if (target !== undefined) {
      this.isAskedToEnd = false;
      sendSignal(target.pid, 'SIGTERM');
    }
  }

  private noticed(file: string | null): void {
    if (file === 'exit') {
      void this.look(false);
    } else if (file === 'started') {
      // The application has its environment open; secrets need not stay on disk.
      void rm(join(this.directory, 'environment'), { force: true });
      void this.askToEnd();
    }
  }

  private async check(): Promise<void> {
    await this.look(!isSameProcess(await this.supervisor()));
  }

  /** The exit file is the truth; a supervisor that is gone without one was killed. */
  private async look(supervisorGone: boolean): Promise<void> {
    const code = await readExit(this.directory);
    if (this.ended || (code === undefined && !supervisorGone)) {
      return;
    }
    this.ended = true;
    this.leave();
    killMarked(this.options.table, this.mark);
    if (code === undefined) {
      // Whoever looks next must find the same end.
      await writeFile(join(this.directory, 'exit'), '137\n', { flag: 'wx' }).catch(() => undefined);
    }
    this.settle({
      code: code ?? 137,
      finishedAt: (await find(join(this.directory, 'exit')))?.mtimeMs ?? Date.now(),
      outOfMemory: this.memoryKilled || (await this.options.outOfMemory()),
      notSetUp: (await find(join(this.directory, 'unmounted'))) !== undefined,
    });
  }

  private async supervisor(): Promise<ProcessStat | undefined> {
    return parseStat(await readText(join(this.directory, 'supervisor')));
  }

  private async killAll(): Promise<void> {
    killMarked(this.options.table, this.mark, (await this.supervisor())?.pid);
  }
}

async function readExit(directory: string): Promise<number | undefined> {
  const code = Number.parseInt(await readText(join(directory, 'exit')), 10);
  return Number.isInteger(code) ? code : undefined;
}

async function readText(path: string): Promise<string> {
  return readFile(path, 'utf8').catch(() => '');
}

async function find(path: string) {
  return stat(path).catch(() => undefined);
}

/** Makes sure that a run which has not begun never will. False: it has begun. */
export async function claim(directory: string): Promise<boolean> {
  const made = await open(join(directory, 'claim'), 'wx').catch(() => undefined);
  await made?.close();
  return made !== undefined;
}
