import type { ContainerStatus, Pod, Terminated } from './pod.ts';

/**
 * What this kubelet knows of one container of one pod. `attempt` is the number of the current or last run,
 * from 0: upstream's restartCount.
 */
export interface ContainerRecord {
  readonly attempt: number;
  readonly state: RecordState;
  /** The run before this one. */
  readonly last?: Terminated;
  readonly imageID?: string;
  /** The delay that the next exit has to wait for, and since when it counts. */
  readonly backoff?: Backoff;
  /** The startup probe has succeeded, or there is none. */
  readonly started: boolean;
  /** The readiness probe succeeds, or there is none. */
  readonly ready: boolean;
}

export interface Backoff {
  readonly ms: number;
  readonly at: number;
}

export type RecordState =
  | { readonly is: 'new' }
  | { readonly is: 'starting' }
  /** Could not be started; tried again after the back-off. */
  | {
      readonly is: 'refused';
      readonly reason: string;
      readonly message: string;
      readonly at: number;
      readonly times: number;
      /** What it waits for has changed: tried again at once. */
      readonly isDue?: boolean;
    }
  | { readonly is: 'running'; readonly startedAt: string; readonly containerID: string }
  | { readonly is: 'stopping'; readonly startedAt: string; readonly containerID: string }
  | { readonly is: 'exited'; readonly exit: Terminated };

export const freshRecord: ContainerRecord = { attempt: 0, state: { is: 'new' }, started: false, ready: false };

export type Records = ReadonlyMap<string, ContainerRecord>;

export function recordOf(records: Records, name: string): ContainerRecord {
  return records.get(name) ?? freshRecord;
}

export function isAlive(record: ContainerRecord): boolean {
  return record.state.is === 'running' || record.state.is === 'stopping' || record.state.is === 'starting';
}

/** What the API says of a container of this pod. */
export function statusIn({ status }: Pod, name: string): ContainerStatus | undefined {
  return [...(status?.containerStatuses ?? []), ...(status?.initContainerStatuses ?? [])].find(
    (known) => known.name === name,
  );
}

/** What the API knows of a container that is not running here: an earlier server ran it. */
export function recollect(pod: Pod, name: string): ContainerRecord {
  const status = statusIn(pod, name);
  if (status === undefined) {
    return freshRecord;
  }
  const { restartCount: attempt, imageID, state, lastState } = status;
  const last = lastState.terminated === undefined ? {} : { last: lastState.terminated };
  const exited = state.terminated ?? (state.waiting?.reason === 'CrashLoopBackOff' ? lastState.terminated : undefined);
  return exited === undefined
    ? { ...freshRecord, ...last, attempt, imageID }
    : { ...freshRecord, ...last, attempt, imageID, state: { is: 'exited', exit: exited } };
}

/** The back-off that a run of this number has come to, for a server that was not there. */
export function adoptedBackoff(attempt: number, startedAt: number): { backoff?: Backoff } {
  return attempt === 0 ? {} : { backoff: { ms: Math.min(10_000 * 2 ** (attempt - 1), 300_000), at: startedAt } };
}
