import { listPids, readMark, readStat, type ProcessStat } from './proc.ts';

/**
 * Which processes belong to which container: by the mark in their environment, and by their parent where they have
 * cleaned it. The environment of a process is read once.
 */
export interface ProcessTable {
  /** A fresh look: mark -> processes. */
  scan(): Map<string, ProcessStat[]>;
}

export function openProcessTable(): ProcessTable {
  let known = new Map<number, Known>();
  return {
    scan() {
      const stats = new Map<number, ProcessStat>();
      const next: typeof known = new Map();
      for (const pid of listPids()) {
        const stat = readStat(pid);
        if (stat === undefined || stat.isZombie) {
          continue;
        }
        stats.set(pid, stat);
        next.set(pid, look(known.get(pid), stat));
      }
      known = next;
      return groupByMark(stats, (pid) => known.get(pid)?.mark);
    },
  };
}

interface Known {
  readonly startTime: number;
  readonly mark: string | undefined;
  readonly looks: number;
}

/** A process that has just been forked still shows its parent's environment: no mark counts once it is seen again. */
function look(held: Known | undefined, { pid, startTime }: ProcessStat): Known {
  const same = held?.startTime === startTime ? held : undefined;
  if (same !== undefined && (same.mark !== undefined || same.looks > 2)) {
    return same;
  }
  return { startTime, mark: readMark(pid), looks: (same?.looks ?? 0) + 1 };
}

function groupByMark(
  stats: ReadonlyMap<number, ProcessStat>,
  ownMark: (pid: number) => string | undefined,
): Map<string, ProcessStat[]> {
  const groups = new Map<string, ProcessStat[]>();
  for (const stat of stats.values()) {
    const mark = inheritedMark(stat, stats, ownMark);
    if (mark !== undefined) {
      groups.set(mark, [...(groups.get(mark) ?? []), stat]);
    }
  }
  return groups;
}

function inheritedMark(
  stat: ProcessStat,
  stats: ReadonlyMap<number, ProcessStat>,
  ownMark: (pid: number) => string | undefined,
): string | undefined {
  let at: ProcessStat | undefined = stat;
  for (let depth = 0; at !== undefined && depth < 64; depth += 1) {
    const mark = ownMark(at.pid);
    if (mark !== undefined) {
      return mark;
    }
    at = stats.get(at.parent);
  }
  return undefined;
}

export function sendSignal(pid: number, signal: NodeJS.Signals): boolean {
  try {
    return process.kill(pid, signal);
  } catch {
    return false;
  }
}

/** Ends every process of a mark except one (the supervisor, which has to write down how it ended). */
export function killMarked(table: ProcessTable, mark: string, except?: number): number {
  let killed = 0;
  for (let round = 0; round < 20; round += 1) {
    const left = (table.scan().get(mark) ?? []).filter(({ pid }) => pid !== except && pid !== process.pid);
    if (left.length === 0) {
      break;
    }
    left.forEach(({ pid }) => sendSignal(pid, 'SIGKILL'));
    killed += left.length;
  }
  return killed;
}
