import type { LogOptions } from '@juanie/kube-client';
import { readLog } from '../logs/read-log.ts';
import type { Pod } from './pod.ts';
import type { PodWorker } from './pod-worker.ts';
import { logFileOf } from './start.ts';

export interface LogSource {
  readonly folder: string;
  readonly now: () => number;
  readonly worker: PodWorker | undefined;
  readonly pod: Pod;
}

/** The log of one container of a pod: of its current run, or of the one before. */
export async function* readPodLogs(
  source: LogSource,
  options: LogOptions,
  signal: AbortSignal,
): AsyncGenerator<Uint8Array> {
  const { folder, now, worker, pod } = source;
  const container = options.container ?? pod.spec.containers[0]?.name ?? '';
  const attempt = worker?.attemptOf(container) ?? restartsOf(pod, container);
  const wanted = options.previous === true ? attempt - 1 : attempt;
  const watched = worker?.workerOf(container);
  const keeper = watched?.run.name.attempt === wanted ? watched.log : undefined;
  const file = logFileOf(folder, pod, { container, attempt: wanted });
  yield* readLog({ file, options, now: now(), keeper, signal });
}

function restartsOf({ status }: Pod, container: string): number {
  const all = [...(status?.containerStatuses ?? []), ...(status?.initContainerStatuses ?? [])];
  return all.find(({ name }) => name === container)?.restartCount ?? 0;
}
