import { nextBackoff, pullDelay, restartDelay } from './backoff.ts';
import { isSidecar, type Container, type Pod } from './pod.ts';
import { isAlive, recordOf, type Backoff, type ContainerRecord, type Records } from './record.ts';

/** What is known about a pod when it is looked at. */
export interface Seen {
  readonly pod: Pod;
  readonly records: Records;
  readonly now: number;
  /** It has to end for another reason than its deletion: `DeadlineExceeded`. */
  readonly evicted?: boolean;
}

export type Action =
  | { readonly do: 'start'; readonly container: string; readonly attempt: number; readonly backoff?: Backoff }
  | { readonly do: 'stop'; readonly container: string; readonly graceSeconds: number }
  /** Everything has ended and the pod is being deleted: clean up and let the object go. */
  | { readonly do: 'release' };

export interface Decision {
  readonly actions: readonly Action[];
  /** Look again after that many milliseconds, whatever happens. */
  readonly againAfter?: number;
}

const configRetry = 10_000;
/** How long a failed pull is shown as itself before it is shown as the back-off. */
export const pullRefusalShown = 1000;

/** What to do with a pod. Pure: the same world gives the same answer. */
export function decide(seen: Seen): Decision {
  const { pod } = seen;
  if (pod.metadata.deletionTimestamp !== undefined || seen.evicted === true || mainsAreDone(seen)) {
    return end(seen);
  }
  const inits = pod.spec.initContainers ?? [];
  const decisions: Decision[] = [];
  for (const container of inits) {
    const step = decideInit(seen, container);
    if (step !== 'done') {
      decisions.push(step);
    }
    if (step !== 'done' && !isPassed(seen, container)) {
      return merge(decisions);
    }
  }
  for (const container of pod.spec.containers) {
    decisions.push(startIfDue(seen, container));
  }
  return merge(decisions);
}

/** An init container blocks those after it until it has succeeded; a sidecar until it has started. */
function isPassed(seen: Seen, container: Container): boolean {
  const record = recordOf(seen.records, container.name);
  if (isSidecar(container)) {
    return record.started && record.state.is === 'running';
  }
  return record.state.is === 'exited' && record.state.exit.exitCode === 0;
}

function decideInit(seen: Seen, container: Container): Decision | 'done' {
  if (!isSidecar(container) && isPassed(seen, container)) {
    return 'done';
  }
  // Once the application runs, an init container that is not known any more (a new server) has run before.
  if (!isSidecar(container) && anyMainHasRun(seen)) {
    return 'done';
  }
  return startIfDue(seen, container);
}

function anyMainHasRun({ pod, records }: Seen): boolean {
  return pod.spec.containers.some(({ name }) => {
    const { state, attempt } = recordOf(records, name);
    return attempt > 0 || (state.is !== 'new' && state.is !== 'refused');
  });
}

function startIfDue(seen: Seen, container: Container): Decision {
  const record = recordOf(seen.records, container.name);
  const { state } = record;
  switch (state.is) {
    case 'new':
      return { actions: [{ do: 'start', container: container.name, attempt: record.attempt }] };
    case 'refused':
      return startAgain(seen, container, record);
    case 'exited':
      return restart(seen, container, record);
    default:
      return { actions: [] };
  }
}

function startAgain({ now }: Seen, container: Container, record: ContainerRecord): Decision {
  const { state } = record;
  if (state.is !== 'refused') {
    return { actions: [] };
  }
  const left = state.isDue === true ? 0 : state.at + refusalDelay(state.reason, state.times) - now;
  if (left <= 0) {
    return { actions: [{ do: 'start', container: container.name, attempt: record.attempt }] };
  }
  const untilRenamed = state.at + pullRefusalShown - now;
  return { actions: [], againAfter: untilRenamed > 0 ? Math.min(left, untilRenamed) : left };
}

function refusalDelay(reason: string, times: number): number {
  return isPullReason(reason) ? pullDelay(times) : configRetry;
}

function isPullReason(reason: string): boolean {
  return reason === 'ErrImagePull' || reason === 'ImagePullBackOff' || reason === 'InvalidImageName';
}

function restart(seen: Seen, container: Container, record: ContainerRecord): Decision {
  const { state } = record;
  if (state.is !== 'exited' || !shouldRestart(seen.pod, container, state.exit.exitCode)) {
    return { actions: [] };
  }
  const finishedAt = Date.parse(state.exit.finishedAt);
  const left = restartDelay(record.backoff, finishedAt, seen.now);
  if (left > 0) {
    return { actions: [], againAfter: left };
  }
  const backoff = nextBackoff(record.backoff, finishedAt, seen.now);
  return { actions: [{ do: 'start', container: container.name, attempt: record.attempt + 1, backoff }] };
}

export function shouldRestart(pod: Pod, container: Container, exitCode: number): boolean {
  const policy = pod.spec.restartPolicy ?? 'Always';
  if (isSidecar(container)) {
    return true;
  }
  const isInit = pod.spec.initContainers?.includes(container) ?? false;
  if (isInit) {
    return exitCode !== 0 && policy !== 'Never';
  }
  return policy === 'Always' || (policy === 'OnFailure' && exitCode !== 0);
}

/** All containers have ended for good, or an init container has: what is left are sidecars. */
export function mainsAreDone({ pod, records }: Pick<Seen, 'pod' | 'records'>): boolean {
  return initHasFailed(pod, records) || pod.spec.containers.every((container) => isDone(pod, records, container));
}

export function initHasFailed(pod: Pod, records: Records): boolean {
  return (pod.spec.initContainers ?? []).some((container) => {
    const { state } = recordOf(records, container.name);
    return (
      !isSidecar(container) && state.is === 'exited' && state.exit.exitCode !== 0 && isDone(pod, records, container)
    );
  });
}

function isDone(pod: Pod, records: Records, container: Container): boolean {
  const { state } = recordOf(records, container.name);
  return state.is === 'exited' && !shouldRestart(pod, container, state.exit.exitCode);
}

/** Containers first and all at once, then sidecars from the last to the first, as upstream. */
function end({ pod, records }: Seen): Decision {
  const graceSeconds = graceOf(pod);
  const stop = (containers: readonly Container[]): Action[] =>
    containers
      .filter(({ name }) => recordOf(records, name).state.is === 'running')
      .map(({ name }) => ({ do: 'stop', container: name, graceSeconds }));
  const alive = (container: Container) => isAlive(recordOf(records, container.name));
  const inits = pod.spec.initContainers ?? [];
  const first = [...pod.spec.containers, ...inits.filter((container) => !isSidecar(container))];
  if (first.some(alive)) {
    return { actions: stop(first) };
  }
  const last = inits.filter(isSidecar).findLast(alive);
  if (last !== undefined) {
    return { actions: stop([last]) };
  }
  return { actions: pod.metadata.deletionTimestamp === undefined ? [] : [{ do: 'release' }] };
}

export function graceOf(pod: Pod): number {
  const { deletionGracePeriodSeconds, deletionTimestamp } = pod.metadata;
  const asked = deletionTimestamp === undefined ? undefined : deletionGracePeriodSeconds;
  return asked ?? pod.spec.terminationGracePeriodSeconds ?? 30;
}

function merge(decisions: readonly Decision[]): Decision {
  const waits = decisions.flatMap(({ againAfter }) => (againAfter === undefined ? [] : [againAfter]));
  const actions = decisions.flatMap((decision) => decision.actions);
  return waits.length === 0 ? { actions } : { actions, againAfter: Math.min(...waits) };
}
