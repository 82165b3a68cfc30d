import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { Readable } from 'node:stream';
import { dropArguments, unshareArguments, type Isolation } from './isolation.ts';
import { markName, readPrivateMemory } from './proc.ts';
import { killMarked, openProcessTable } from './process-table.ts';
import { layRoot } from './root.ts';
import { ensureScripts, environmentScript } from './supervisor.ts';

/** Runs programs that nobody vouches for and that end with this server: the steps of a build. */
export interface Sandbox {
  readonly isolation: Isolation;
  start(order: SandboxOrder): Promise<SandboxProcess>;
  /** What all processes of a mark use now. */
  usage(mark: string): SandboxUsage;
  /** Ends all processes of a mark, of this server or an earlier one. */
  kill(mark: string): void;
}

export interface SandboxOrder {
  /** Names this work; everything it starts carries it. */
  readonly mark: string;
  readonly command: readonly string[];
  readonly cwd: string;
  /** All of it: nothing of the server's own environment is handed on. HOME and TMPDIR are set here. */
  readonly environment: Readonly<Record<string, string>>;
  /** Folders that it may change, and those that it may read; other folders of the server are not there for it. */
  readonly writable: readonly string[];
  readonly readable: readonly string[];
}

export interface SandboxProcess {
  readonly stdout: Readable;
  readonly stderr: Readable;
  /** Settles when it has ended, its output has been read and nothing of its tree is left. */
  readonly exited: Promise<{ readonly code: number }>;
}

export interface SandboxUsage {
  readonly memoryBytes: number;
  readonly cpuSeconds: number;
}

export interface SandboxOptions {
  /** For what a run needs on disk while it runs. */
  readonly folder: string;
  readonly isolation: Isolation;
}

const ticksPerSecond = 100;

export async function openSandbox({ folder, isolation }: SandboxOptions): Promise<Sandbox> {
  await rm(folder, { recursive: true, force: true });
  const scripts = await ensureScripts(join(folder, 'bin'));
  const table = openProcessTable();
  let runs = 0;

  async function launch(order: SandboxOrder, directory: string): Promise<ChildProcess> {
    const stdio: ['ignore', 'pipe', 'pipe'] = ['ignore', 'pipe', 'pipe'];
    if (isolation.kind === 'none') {
      const home = join(directory, 'home');
      await mkdir(home, { recursive: true });
      const [file = '', ...args] = order.command;
      const env = { ...order.environment, HOME: home, TMPDIR: home, [markName]: order.mark };
      return spawn(file, args, { cwd: order.cwd, env, stdio, detached: true });
    }
    const { tools } = isolation;
    const root = join(directory, 'root');
    const seen = (paths: readonly string[], readOnly: boolean) =>
      paths.map((path) => ({ source: path, target: path, readOnly }));
    const mounts = [...seen(order.readable, true), ...seen(order.writable, false)];
    const table = await layRoot({ root, layers: [], mounts, isolation, visible: [dirname(process.execPath)] });
    await writeFile(join(directory, 'mounts'), table);
    const environment = { ...order.environment, HOME: '/tmp', TMPDIR: '/tmp' };
    await writeFile(join(directory, 'environment'), environmentScript(environment), { mode: 0o600 });
    const inside = [scripts.inside, directory, root, order.cwd, tools.mount, tools.pivotRoot, tools.umount];
    const args = [...unshareArguments(tools), '/bin/sh', ...inside, ...dropArguments(tools), ...order.command];
    const env = { PATH: '/usr/bin:/bin:/usr/sbin:/sbin', [markName]: order.mark };
    return spawn(tools.unshare, args, { cwd: '/', env, stdio, detached: true });
  }

  return {
    isolation,
    async start(order) {
      runs += 1;
      const directory = join(folder, `run-${process.pid}-${runs}`);
      await mkdir(directory, { recursive: true, mode: 0o700 });
      const child = await launch(order, directory);
      const { stdout, stderr } = child;
      if (stdout === null || stderr === null) {
        throw new Error('unreachable: both streams are pipes');
      }
      const end = async () => {
        const [code, signal] = (await once(child, 'exit')) as [number | null, NodeJS.Signals | null];
        killMarked(table, order.mark);
        await rm(directory, { recursive: true, force: true });
        return { code: code ?? (signal === null ? 0 : 137) };
      };
      const exited = end();
      // Whoever waits hears of it; without this a program that is not there would end the server.
      exited.catch(() => undefined);
      return { stdout, stderr, exited };
    },
    usage(mark) {
      const own = table.scan().get(mark) ?? [];
      return {
        memoryBytes: own.reduce((sum, { pid }) => sum + readPrivateMemory(pid), 0),
        cpuSeconds: own.reduce((sum, { ticks, childTicks }) => sum + ticks + childTicks, 0) / ticksPerSecond,
      };
    },
    kill: (mark) => void killMarked(table, mark),
  };
}
