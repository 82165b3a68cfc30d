import type { Terminated } from './pod.ts';

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
