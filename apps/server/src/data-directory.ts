import {
  chmodSync,
  existsSync,
  mkdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statfsSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { dirname, join } from 'node:path';
import { serverFault } from './faults.ts';

/** Everything that Juanie keeps (contracts: the data directory), open for one server at a time. */
export interface DataDirectory {
  readonly root: string;
  /** True when nothing was here before. */
  readonly fresh: boolean;
  path(...parts: readonly string[]): string;
  /** What this instance chose once and keeps: ports, the domain. */
  readonly kept: Kept;
  keep(change: Partial<Kept>): void;
  /** Says where this server is reached; readable by commands of the same user. */
  announce(addresses: Readonly<Record<string, string>>): void;
  close(): void;
}

export interface Kept {
  readonly listen?: number;
  readonly kube?: number;
  readonly gateway?: number;
  readonly domain?: string;
}

/** Grows when an older Juanie could not read what a newer one wrote. */
const dataVersion = 1;
const neededMegabytes = 100;

/** Creates or opens the directory (0700) and takes its lock. Throws one clear fault for each way that it cannot be used. */
export function openDataDirectory(root: string): DataDirectory {
  const fresh = !existsSync(join(root, 'version'));
  prepare(root);
  const lock = takeLock(root);
  try {
    checkVersion(root);
  } catch (thrown) {
    lock.release();
    throw thrown;
  }
  const keptFile = join(root, 'keys', 'instance.json');
  let kept = existsSync(keptFile) ? (JSON.parse(readFileSync(keptFile, 'utf8')) as Kept) : {};

  return {
    root,
    fresh,
    path: (...parts) => join(root, ...parts),
    get kept() {
      return kept;
    },
    keep(change) {
      kept = { ...kept, ...change };
      writeWhole(keptFile, `${JSON.stringify(kept)}\n`);
    },
    announce: (addresses) => lock.write(addresses),
    close: () => lock.release(),
  };
}

function prepare(root: string): void {
  try {
    for (const folder of ['', 'keys', 'git', 'oci', 'kube', 'volumes', 'runtime', 'logs', 'cache']) {
      makeFolder(join(root, folder));
    }
    chmodSync(root, 0o700);
    writeWhole(join(root, 'cache', 'write-check'), 'ok\n');
  } catch (thrown) {
    throw refusal(root, thrown);
  }
  const { bavail, bsize } = statfsSync(root);
  const free = Math.floor((bavail * bsize) / 1_048_576);
  if (free < neededMegabytes) {
    throw serverFault('DiskFull', { data: root, free, needed: neededMegabytes });
  }
}

/** With its parents. One at a time: where nothing can be made (/proc), Node's own recursion never ends. */
function makeFolder(folder: string): void {
  if (statSync(folder, { throwIfNoEntry: false })?.isDirectory() === true) {
    return;
  }
  const parent = dirname(folder);
  if (!existsSync(parent)) {
    makeFolder(parent);
  }
  mkdirSync(folder, { mode: 0o700 });
}

function refusal(root: string, thrown: unknown): Error {
  const code = (thrown as NodeJS.ErrnoException).code ?? '';
  if (code === 'ENOSPC' || code === 'EDQUOT') {
    return serverFault('DiskFull', { data: root, free: 0, needed: neededMegabytes }, { cause: thrown });
  }
  return serverFault(
    'DataUnwritable',
    { data: root, why: thrown instanceof Error ? thrown.message : code },
    { cause: thrown },
  );
}

function checkVersion(root: string): void {
  const file = join(root, 'version');
  const found = existsSync(file) ? Number(readFileSync(file, 'utf8')) : dataVersion;
  if (!Number.isInteger(found)) {
    throw serverFault('DataVersionUnknown', { data: root, known: dataVersion });
  }
  if (found > dataVersion) {
    throw serverFault('DataNewer', { data: root, found, known: dataVersion });
  }
  writeWhole(file, `${dataVersion}\n`);
}

interface Holder {
  readonly pid: number;
  /** Kernel start time of that process: a recycled pid is not mistaken for it. */
  readonly startedAt: string;
}

/** A lock file that names its holder; one left by a killed server is taken over. */
function takeLock(root: string): { write(addresses: Readonly<Record<string, string>>): void; release(): void } {
  const file = join(root, 'lock');
  const found = existsSync(file) ? parseHolder(readFileSync(file, 'utf8')) : undefined;
  if (found !== undefined && found.pid !== process.pid && startOf(found.pid) === found.startedAt) {
    throw serverFault('DataInUse', { pid: found.pid, data: root });
  }
  const holder: Holder = { pid: process.pid, startedAt: startOf(process.pid) ?? '' };
  const write = (addresses: Readonly<Record<string, string>>): void =>
    writeWhole(file, `${JSON.stringify({ ...holder, ...addresses })}\n`);
  write({});
  return { write, release: () => rmSync(file, { force: true }) };
}

function parseHolder(text: string): Holder | undefined {
  try {
    const { pid, startedAt } = JSON.parse(text) as Partial<Holder>;
    return pid === undefined || startedAt === undefined ? undefined : { pid, startedAt };
  } catch {
    return undefined;
  }
}

/** Field 22 of /proc/PID/stat, after the name that may hold spaces; undefined when there is no such process. */
function startOf(pid: number): string | undefined {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    return stat.slice(stat.lastIndexOf(')') + 2).split(' ')[19];
  } catch {
    return undefined;
  }
}

/** Written whole or not at all; readable by this user only. */
export function writeWhole(file: string, text: string): void {
  writeFileSync(`${file}.new`, text, { mode: 0o600, flush: true });
  renameSync(`${file}.new`, file);
}
