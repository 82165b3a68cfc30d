import { readPrivateMemory } from './proc.ts';
import type { ProcessTable } from './process-table.ts';
import type { Run } from './run.ts';

export interface MemoryGuard {
  close(): void;
}

/** Looked at rarely while all is well, often when a container comes near its limit. */
const calmMs = 2000;
const alertMs = 200;
const alertShare = 0.6;

/**
 * Ends containers that use more memory than their limit, by looking from time to time: between two looks a container
 * may have more. Counted is what is resident and belongs to its processes alone.
 */
export function guardMemory(table: ProcessTable, runs: () => readonly Run[]): MemoryGuard {
  let timer: NodeJS.Timeout;

  function look(): void {
    const limited = runs().filter(({ memoryLimit }) => memoryLimit !== undefined && memoryLimit > 0);
    let near = false;
    if (limited.length > 0) {
      const processes = table.scan();
      for (const run of limited) {
        const limit = run.memoryLimit ?? Number.POSITIVE_INFINITY;
        const used = (processes.get(run.mark) ?? []).reduce((sum, { pid }) => sum + readPrivateMemory(pid), 0);
        near ||= used > limit * alertShare;
        if (used > limit) {
          run.killForMemory();
        }
      }
    }
    timer = setTimeout(look, near ? alertMs : calmMs).unref();
  }

  timer = setTimeout(look, calmMs).unref();
  return { close: () => clearTimeout(timer) };
}
