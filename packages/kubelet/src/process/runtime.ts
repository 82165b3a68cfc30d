import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { dirname, join, posix } from 'node:path';
import { dropArguments, unshareArguments, type Isolation } from './isolation.ts';
import { markName } from './proc.ts';
import { openProcessTable, type ProcessTable } from './process-table.ts';
import { layRoot, type Mount } from './root.ts';
import { claim, openRun, type Run, type RunName } from './run.ts';
import { ensureScripts, environmentScript, type Scripts } from './supervisor.ts';

/** What a container is started with, everything resolved. */
export interface StartOrder {
  readonly name: RunName;
  readonly layers: readonly string[];
  readonly command: readonly string[];
  /** Absolute, in the container. */
  readonly workingDir: string;
  readonly environment: Readonly<Record<string, string>>;
  readonly mounts: readonly Mount[];
  readonly logFile: string;
  readonly memoryLimit: number | undefined;
}

/** Containers as processes of this machine. What it starts goes on without it. */
export interface ProcessRuntime {
  readonly isolation: Isolation;
  readonly table: ProcessTable;
  start(order: StartOrder): Promise<Run>;
  /** Everything an earlier server left behind: running or ended since. */
  adopt(): Promise<readonly Run[]>;
  /** The working directory as the application sees it on this machine's disk. */
  rootOf(name: RunName): string;
  /** Where the application believes to be. */
  placeOf(name: RunName, path: string): string;
  /** Removes what is on disk of a pod, or of the runs of one container before `attempt`. */
  forget(podUid: string): Promise<void>;
  forgetBefore(name: RunName): Promise<void>;
}

export interface ProcessRuntimeOptions {
  /** `runtime/` of the data directory. */
  readonly folder: string;
  readonly isolation: Isolation;
  readonly now: () => number;
}

/** What is written down before anything starts. */
interface Written {
  readonly name: RunName;
  readonly mark: string;
  readonly createdAt: number;
  readonly memoryLimit?: number;
}

const systemPath = '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin';

export async function openProcessRuntime(options: ProcessRuntimeOptions): Promise<ProcessRuntime> {
  const { folder, isolation, now } = options;
  const scripts = await ensureScripts(join(folder, 'bin'));
  const pods = join(folder, 'pods');
  await mkdir(pods, { recursive: true, mode: 0o700 });
  const table = openProcessTable();

  const folderOf = ({ podUid, container }: RunName) => join(pods, podUid, 'containers', container);
  const directoryOf = (name: RunName) => join(folderOf(name), String(name.attempt));
  const rootOf = (name: RunName) => join(directoryOf(name), 'root');

  async function start(order: StartOrder): Promise<Run> {
    const { name, memoryLimit } = order;
    const directory = directoryOf(name);
    const mark = `${name.podUid}/${name.container}/${name.attempt}`;
    await rm(directory, { recursive: true, force: true });
    await mkdir(directory, { recursive: true, mode: 0o700 });
    await mkdir(dirname(order.logFile), { recursive: true });
    const visible = [dirname(process.execPath)];
    const mounts = await layRoot({ root: rootOf(name), ...order, isolation, visible });
    const createdAt = now();
    const written: Written = { name, mark, createdAt, ...(memoryLimit === undefined ? {} : { memoryLimit }) };
    await writeFile(join(directory, 'environment'), environmentScript(order.environment), { mode: 0o600 });
    await writeFile(join(directory, 'mounts'), mounts);
    if (isolation.kind === 'namespaces') {
      await writeFile(join(directory, 'inside'), '');
    }
    await writeFile(join(directory, 'run.json'), JSON.stringify(written));
    const { ended } = await launch({ scripts, directory, mark, order, isolation, root: rootOf(name) });
    return openRun({
      ...{ name, mark, directory, table, memoryLimit, isolation },
      startedAt: createdAt,
      supervisorEnded: ended,
      outOfMemory: async () => false,
    });
  }

  async function adoptOne(directory: string): Promise<Run | undefined> {
    const text = await readFile(join(directory, 'run.json'), 'utf8').catch(() => undefined);
    const written = text === undefined ? undefined : parseWritten(text);
    if (written === undefined || (await claim(directory))) {
      await rm(directory, { recursive: true, force: true });
      return undefined;
    }
    const { name, mark, memoryLimit, createdAt } = written;
    return openRun({
      ...{ name, mark, directory, table, memoryLimit, isolation },
      startedAt: (await stat(join(directory, 'claim'))).mtimeMs || createdAt,
      outOfMemory: async () => false,
    });
  }

  return {
    isolation,
    table,
    start,
    async adopt() {
      const found: Run[] = [];
      for (const directory of await runDirectories(pods)) {
        const run = await adoptOne(directory);
        if (run !== undefined) {
          found.push(run);
        }
      }
      return found;
    },
    rootOf,
    placeOf: (name, path) => (isolation.kind === 'none' ? join(rootOf(name), path) : posix.join('/', path)),
    forget: (podUid) => rm(join(pods, podUid), { recursive: true, force: true }),
    async forgetBefore(name) {
      const attempts = (await namesIn(folderOf(name))).filter((attempt) => Number(attempt) < name.attempt);
      await Promise.all(attempts.map((attempt) => rm(join(folderOf(name), attempt), { recursive: true, force: true })));
    },
  };
}

interface Launch {
  readonly scripts: Scripts;
  readonly directory: string;
  readonly mark: string;
  readonly order: StartOrder;
  readonly isolation: Isolation;
  readonly root: string;
}

async function launch({ scripts, directory, mark, order, isolation, root }: Launch): Promise<{ ended: Promise<void> }> {
  const place = isolation.kind === 'none' ? join(root, order.workingDir) : '/';
  const command =
    isolation.kind === 'none'
      ? order.command
      : [
          isolation.tools.unshare,
          ...unshareArguments(isolation.tools),
          '/bin/sh',
          scripts.inside,
          ...[directory, root, order.workingDir],
          ...[isolation.tools.mount, isolation.tools.pivotRoot, isolation.tools.umount],
          ...dropArguments(isolation.tools),
          ...order.command,
        ];
  const child = spawn('/bin/sh', [scripts.supervisor, directory, order.logFile, place, '', ...command], {
    cwd: '/',
    detached: true,
    stdio: 'ignore',
    env: { PATH: systemPath, [markName]: mark },
  });
  child.unref();
  const ended = once(child, 'exit').then(() => undefined);
  await once(child, 'spawn');
  return { ended };
}

function parseWritten(text: string): Written | undefined {
  try {
    return JSON.parse(text) as Written;
  } catch {
    return undefined;
  }
}

async function runDirectories(pods: string): Promise<string[]> {
  const found: string[] = [];
  for (const pod of await namesIn(pods)) {
    const containers = join(pods, pod, 'containers');
    for (const container of await namesIn(containers)) {
      for (const attempt of await namesIn(join(containers, container))) {
        found.push(join(containers, container, attempt));
      }
    }
  }
  return found;
}

async function namesIn(folder: string): Promise<string[]> {
  return readdir(folder).catch(() => []);
}
