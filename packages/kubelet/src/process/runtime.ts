import { spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { mkdir, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { dirname, join, posix } from 'node:path';
import type { Cgroups } from './cgroups.ts';
import { dropArguments, unshareArguments, type Isolation } from './isolation.ts';
import { markName } from './proc.ts';
import { openProcessTable, type ProcessTable } from './process-table.ts';
import { layRoot, type Mount } from './root.ts';
import { claim, Run, type RunName } from './run.ts';
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
  /** In processors. */
  readonly cpuLimit: number | undefined;
}

export interface ProcessRuntimeOptions {
  /** `runtime/` of the data directory. */
  readonly folder: string;
  readonly isolation: Isolation;
  readonly cgroups: Cgroups | undefined;
  readonly now: () => number;
}

/** What is written down before anything starts. */
interface Written {
  /** Of this run alone, as container runtimes make them. */
  readonly id: string;
  readonly name: RunName;
  readonly mark: string;
  readonly createdAt: number;
  readonly memoryLimit?: number;
  readonly cgroup?: string;
  readonly layers: readonly string[];
}

const systemPath = '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin';

export async function openProcessRuntime(options: ProcessRuntimeOptions): Promise<ProcessRuntime> {
  const pods = join(options.folder, 'pods');
  await mkdir(pods, { recursive: true, mode: 0o700 });
  return new ProcessRuntime(options, pods, await ensureScripts(join(options.folder, 'bin')));
}

/** Containers as processes of this machine. What it starts goes on without it. */
export class ProcessRuntime {
  readonly isolation: Isolation;
  readonly table: ProcessTable = openProcessTable();
  private readonly options: ProcessRuntimeOptions;
  private readonly pods: string;
  private readonly scripts: Scripts;

  constructor(options: ProcessRuntimeOptions, pods: string, scripts: Scripts) {
    this.isolation = options.isolation;
    this.options = options;
    this.pods = pods;
    this.scripts = scripts;
  }

  async start(order: StartOrder): Promise<Run> {
    const { name, memoryLimit } = order;
    const directory = this.directoryOf(name);
    const mark = `${name.podUid}/${name.container}/${name.attempt}`;
    await rm(directory, { recursive: true, force: true });
    await mkdir(directory, { recursive: true, mode: 0o700 });
    await mkdir(dirname(order.logFile), { recursive: true });
    const visible = [dirname(process.execPath)];
    const mounts = await layRoot({ root: this.rootOf(name), ...order, isolation: this.isolation, visible });
    const cgroup = await this.ensureCgroup(mark, order);
    const written: Written = {
      id: randomBytes(32).toString('hex'),
      name,
      mark,
      createdAt: this.options.now(),
      layers: order.layers,
      ...(memoryLimit === undefined ? {} : { memoryLimit }),
      ...(cgroup === undefined ? {} : { cgroup }),
    };
    await writeFile(join(directory, 'environment'), environmentScript(order.environment), { mode: 0o600 });
    await writeFile(join(directory, 'mounts'), mounts);
    if (this.isolation.kind === 'namespaces') {
      await writeFile(join(directory, 'inside'), '');
    }
    await writeFile(join(directory, 'run.json'), JSON.stringify(written));
    const ended = await this.launch(directory, written, order);
    return this.open(directory, written, { startedAt: written.createdAt, supervisorEnded: ended.promise });
  }

  /** Everything an earlier server left behind: running or ended since. */
  async adopt(): Promise<readonly Run[]> {
    const found: Run[] = [];
    for (const directory of await runDirectories(this.pods)) {
      const written = parseWritten(await readFile(join(directory, 'run.json'), 'utf8').catch(() => ''));
      if (written === undefined || (await claim(directory))) {
        await rm(directory, { recursive: true, force: true });
      } else {
        const startedAt = (await stat(join(directory, 'claim'))).mtimeMs;
        found.push(this.open(directory, written, { startedAt }));
      }
    }
    return found;
  }

  /** Directories of layers that a container here may be reading. */
  async usedLayers(): Promise<Set<string>> {
    const directories = await runDirectories(this.pods);
    const texts = await Promise.all(
      directories.map((path) => readFile(join(path, 'run.json'), 'utf8').catch(() => '')),
    );
    return new Set(texts.flatMap((text) => parseWritten(text)?.layers ?? []));
  }

  /** Of every pod that has something on disk here. */
  podUids(): Promise<string[]> {
    return namesIn(this.pods);
  }

  /** Where the container's root is on this machine's disk. */
  rootOf(name: RunName): string {
    return join(this.directoryOf(name), 'root');
  }

  /** Where a path of the container is for the application itself. */
  placeOf(name: RunName, path: string): string {
    return this.isolation.kind === 'none' ? join(this.rootOf(name), path) : posix.join('/', path);
  }

  /** Removes what is on disk of a pod. */
  async forget(podUid: string): Promise<void> {
    await rm(join(this.pods, podUid), { recursive: true, force: true, maxRetries: 3 });
  }

  /** Removes the runs of a container before this one. */
  async forgetBefore(name: RunName): Promise<void> {
    const folder = dirname(this.directoryOf(name));
    const earlier = (await namesIn(folder)).filter((attempt) => Number(attempt) < name.attempt);
    await Promise.all(earlier.map((attempt) => rm(join(folder, attempt), { recursive: true, force: true })));
  }

  private directoryOf({ podUid, container, attempt }: RunName): string {
    return join(this.pods, podUid, 'containers', container, String(attempt));
  }

  private async ensureCgroup(mark: string, { memoryLimit, cpuLimit }: StartOrder): Promise<string | undefined> {
    return this.options.cgroups?.ensure(mark, {
      ...(memoryLimit === undefined ? {} : { memoryBytes: memoryLimit }),
      ...(cpuLimit === undefined ? {} : { cpu: cpuLimit }),
    });
  }

  private open(
    directory: string,
    { id, name, mark, memoryLimit, cgroup }: Written,
    begun: { startedAt: number; supervisorEnded?: Promise<void> },
  ): Run {
    const { table, isolation } = this;
    const { cgroups } = this.options;
    const outOfMemory = async () => {
      const isOut = cgroup !== undefined && (await cgroups?.ranOutOfMemory(cgroup)) === true;
      await (cgroup === undefined ? undefined : cgroups?.remove(cgroup));
      return isOut;
    };
    return new Run({ id, name, mark, directory, table, isolation, memoryLimit, outOfMemory, ...begun });
  }

  /** Starts the supervisor; the answer tells when it has ended. */
  private async launch(directory: string, { mark, cgroup }: Written, order: StartOrder) {
    const root = this.rootOf(order.name);
    const place = this.isolation.kind === 'none' ? join(root, order.workingDir) : '/';
    const paths = [this.scripts.supervisor, directory, order.logFile, place, cgroup ?? ''];
    const child = spawn('/bin/sh', [...paths, ...this.commandFor(directory, root, order)], {
      cwd: '/',
      detached: true,
      stdio: 'ignore',
      env: { PATH: systemPath, [markName]: mark },
    });
    child.unref();
    const promise = once(child, 'exit').then(() => undefined);
    await once(child, 'spawn');
    return { promise };
  }

  private commandFor(directory: string, root: string, { command, workingDir }: StartOrder): readonly string[] {
    const { isolation } = this;
    if (isolation.kind === 'none') {
      return command;
    }
    const { tools } = isolation;
    const inside = [this.scripts.inside, directory, root, workingDir, tools.mount, tools.pivotRoot, tools.umount];
    return [tools.unshare, ...unshareArguments(tools), '/bin/sh', ...inside, ...dropArguments(tools), ...command];
  }
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
