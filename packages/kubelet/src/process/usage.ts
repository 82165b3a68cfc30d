import { readPrivateMemory } from './proc.ts';
import type { ProcessTable } from './process-table.ts';
import type { Run } from './run.ts';

export interface PodUsage {
  readonly containers: readonly ContainerUsage[];
}

export interface ContainerUsage {
  readonly name: string;
  /** Seconds of processor time of the processes that are alive now. */
  readonly cpuSeconds: number;
  readonly memoryBytes: number;
}

const ticksPerSecond = 100;

export function readUsage(table: ProcessTable, runs: readonly Run[] | undefined): PodUsage | undefined {
  if (runs === undefined) {
    return undefined;
  }
  const processes = table.scan();
  return {
    containers: runs.map(({ name, mark }) => {
      const own = processes.get(mark) ?? [];
      return {
        name: name.container,
        cpuSeconds: own.reduce((sum, { ticks }) => sum + ticks, 0) / ticksPerSecond,
        memoryBytes: own.reduce((sum, { pid }) => sum + readPrivateMemory(pid), 0),
      };
    }),
  };
}
