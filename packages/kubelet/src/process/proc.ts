import { readdirSync, readFileSync, readlinkSync } from 'node:fs';

/** One process as /proc shows it. */
export interface ProcessStat {
  readonly pid: number;
  readonly parent: number;
  /** Clock ticks since boot: with the pid, the identity of a process. */
  readonly startTime: number;
  readonly isZombie: boolean;
  /** User and system time in clock ticks. */
  readonly ticks: number;
  /** Of children that have ended and been waited for. */
  readonly childTicks: number;
}

/** Which container a process belongs to; inherited by everything that it starts. */
export const markName = 'JUANIE_MARK';

/** The fields of /proc/<pid>/stat; the name in brackets may hold anything. */
export function parseStat(text: string): ProcessStat | undefined {
  const end = text.lastIndexOf(')');
  const pid = Number.parseInt(text, 10);
  const rest = text.slice(end + 2).split(' ');
  const startTime = Number(rest[19]);
  if (end < 0 || !Number.isInteger(pid) || !Number.isInteger(startTime)) {
    return undefined;
  }
  return {
    pid,
    parent: Number(rest[1]),
    startTime,
    isZombie: rest[0] === 'Z' || rest[0] === 'X',
    ticks: Number(rest[11]) + Number(rest[12]),
    childTicks: Number(rest[13]) + Number(rest[14]),
  };
}

export function readStat(pid: number): ProcessStat | undefined {
  const text = readProc(`/proc/${pid}/stat`);
  return text === undefined ? undefined : parseStat(text);
}

/** The same process, and not another one that got its number. */
export function isSameProcess(identity: ProcessStat | undefined): boolean {
  if (identity === undefined) {
    return false;
  }
  const now = readStat(identity.pid);
  return now !== undefined && now.startTime === identity.startTime && !now.isZombie;
}

/** Undefined: none, or not ours to read. */
export function readMark(pid: number): string | undefined {
  const text = readProc(`/proc/${pid}/environ`);
  const found = text?.split('\0').find((entry) => entry.startsWith(`${markName}=`));
  return found?.slice(markName.length + 1);
}

/** Resident memory that belongs to the process alone, in bytes. */
export function readPrivateMemory(pid: number): number {
  const [, resident, shared] = (readProc(`/proc/${pid}/statm`) ?? '').split(' ').map(Number);
  return resident === undefined || shared === undefined ? 0 : Math.max(0, resident - shared) * pageSize;
}

const pageSize = 4096;

export function listPids(): number[] {
  return readdirSync('/proc')
    .map(Number)
    .filter((pid) => Number.isInteger(pid) && pid > 0);
}

/** Inodes of the sockets that a process holds. */
export function readSockets(pid: number): Set<string> {
  const inodes = new Set<string>();
  try {
    for (const fd of readdirSync(`/proc/${pid}/fd`)) {
      const target = readLink(`/proc/${pid}/fd/${fd}`);
      if (target?.startsWith('socket:[')) {
        inodes.add(target.slice(8, -1));
      }
    }
  } catch {
    // Gone, or not ours.
  }
  return inodes;
}

/** Listening TCP sockets of the process's network: inode -> port. */
export function readListeners(pid: number | 'self'): Map<string, number> {
  const found = new Map<string, number>();
  for (const file of ['tcp', 'tcp6']) {
    for (const line of (readProc(`/proc/${pid}/net/${file}`) ?? '').split('\n').slice(1)) {
      const fields = line.trim().split(/\s+/);
      const [, local, , state] = fields;
      const inode = fields[9];
      if (state === '0A' && local !== undefined && inode !== undefined) {
        found.set(inode, Number.parseInt(local.slice(local.lastIndexOf(':') + 1), 16));
      }
    }
  }
  return found;
}

function readProc(path: string): string | undefined {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return undefined;
  }
}

function readLink(path: string): string | undefined {
  try {
    return readlinkSync(path);
  } catch {
    return undefined;
  }
}
