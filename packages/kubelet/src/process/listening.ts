import { readListeners, readSockets } from './proc.ts';
import type { ProcessTable } from './process-table.ts';
import type { Run } from './run.ts';

/** TCP ports that the processes of these runs listen on, in order. */
export function listeningPorts(table: ProcessTable, runs: readonly Run[]): number[] {
  const processes = table.scan();
  const listeners = readListeners('self');
  const ports = new Set<number>();
  for (const { pid } of runs.flatMap(({ mark }) => processes.get(mark) ?? [])) {
    for (const inode of readSockets(pid)) {
      const port = listeners.get(inode);
      if (port !== undefined) {
        ports.add(port);
      }
    }
  }
  return [...ports].sort((a, b) => a - b);
}
