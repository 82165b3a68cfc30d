import type { Condition } from '@juanie/kube';
import { durationText, restartDelay } from './backoff.ts';
import { initHasFailed, pullRefusalShown, shouldRestart } from './decide.ts';
import {
  isSidecar,
  type Container,
  type ContainerState,
  type ContainerStatus,
  type Pod,
  type PodStatus,
} from './pod.ts';
import { qosClassOf } from './qos.ts';
import { recordOf, type ContainerRecord, type Records } from './record.ts';

export interface StatusInput {
  readonly pod: Pod;
  readonly records: Records;
  readonly now: number;
  /** When this kubelet took the pod on: `status.startTime`. */
  readonly startTime: string;
  readonly evicted?: { readonly reason: string; readonly message: string };
}

const address = '127.0.0.1';

/** The status of a pod, word for word as a kubelet writes it. Pure. */
export function buildStatus(input: StatusInput): PodStatus {
  const { pod, evicted, startTime } = input;
  const phase = evicted === undefined ? phaseOf(input) : 'Failed';
  const containers = pod.spec.containers.map((container) => statusOf(input, container));
  const inits = (pod.spec.initContainers ?? []).map((container) => statusOf(input, container));
  return {
    phase,
    conditions: conditionsOf(input, phase, [...inits, ...containers]),
    ...evicted,
    hostIP: address,
    hostIPs: [{ ip: address }],
    podIP: address,
    podIPs: [{ ip: address }],
    startTime,
    ...(inits.length === 0 ? {} : { initContainerStatuses: inits }),
    containerStatuses: containers,
    qosClass: qosClassOf(pod),
  };
}

function statusOf(input: StatusInput, container: Container): ContainerStatus {
  const record = recordOf(input.records, container.name);
  const { state } = record;
  const shown = stateOf(input, container, record);
  const last = shown.waiting !== undefined && state.is === 'exited' ? state.exit : record.last;
  const containerID =
    state.is === 'exited' ? state.exit.containerID : 'containerID' in state ? state.containerID : last?.containerID;
  const isInit = isInitContainer(input.pod, container);
  const running = state.is === 'running' || state.is === 'stopping';
  const completed = isInit && !isSidecar(container) && state.is === 'exited' && state.exit.exitCode === 0;
  return {
    name: container.name,
    image: container.image ?? '',
    imageID: record.imageID ?? '',
    ...(containerID === undefined ? {} : { containerID }),
    ready: completed || (running && record.started && record.ready && (!isInit || isSidecar(container))),
    started: running && record.started,
    restartCount: record.attempt,
    state: shown,
    lastState: last === undefined ? {} : { terminated: last },
  };
}

function stateOf(input: StatusInput, container: Container, record: ContainerRecord): ContainerState {
  const { state } = record;
  switch (state.is) {
    case 'new':
    case 'starting':
      return { waiting: { reason: waitsForInit(input, container) ? 'PodInitializing' : 'ContainerCreating' } };
    case 'refused':
      return { waiting: refusal(state, container, input.now) };
    case 'running':
    case 'stopping':
      return { running: { startedAt: state.startedAt } };
    case 'exited':
      return crashLoop(input, container, record) ?? { terminated: state.exit };
  }
}

function refusal(state: { reason: string; message: string; at: number }, { image }: Container, now: number) {
  if (state.reason !== 'ErrImagePull' || now - state.at < pullRefusalShown) {
    return { reason: state.reason, message: state.message };
  }
  return {
    reason: 'ImagePullBackOff',
    message: `Back-off pulling image "${image}": ${state.reason}: ${state.message}`,
  };
}

function crashLoop(input: StatusInput, container: Container, record: ContainerRecord): ContainerState | undefined {
  const { state } = record;
  const ends = input.evicted !== undefined || input.pod.metadata.deletionTimestamp !== undefined;
  if (state.is !== 'exited' || ends || !shouldRestart(input.pod, container, state.exit.exitCode)) {
    return undefined;
  }
  if (restartDelay(record.backoff, Date.parse(state.exit.finishedAt), input.now) === 0) {
    return undefined;
  }
  return { waiting: { reason: 'CrashLoopBackOff', message: crashLoopMessage(input.pod, container, record) } };
}

function crashLoopMessage(pod: Pod, { name }: Container, { backoff }: ContainerRecord): string {
  const delay = durationText(backoff?.ms ?? 0);
  return `back-off ${delay} restarting failed container=${name} pod=${podText(pod)}`;
}

/** `web-1_shop(uid)`: how a kubelet names a pod in a message. */
export function podText({ metadata }: Pod): string {
  return `${metadata.name}_${metadata.namespace}(${metadata.uid})`;
}

function isInitContainer(pod: Pod, container: Container): boolean {
  return pod.spec.initContainers?.includes(container) ?? false;
}

function waitsForInit({ pod, records }: StatusInput, container: Container): boolean {
  const inits = pod.spec.initContainers ?? [];
  const before = isInitContainer(pod, container) ? inits.slice(0, inits.indexOf(container)) : inits;
  return before.some((init) => !initIsDone(records, init));
}

function initIsDone(records: Records, container: Container): boolean {
  const { state, started } = recordOf(records, container.name);
  return isSidecar(container) ? started : state.is === 'exited' && state.exit.exitCode === 0;
}

/** kubelet_pods.go getPhase. */
export function phaseOf({ pod, records }: Pick<StatusInput, 'pod' | 'records'>): NonNullable<PodStatus['phase']> {
  if (initHasFailed(pod, records)) {
    return 'Failed';
  }
  const states = pod.spec.containers.map(({ name }) => recordOf(records, name));
  const waiting = states.filter(
    ({ state, last }) => state.is !== 'exited' && !isRunning(state.is) && last === undefined,
  );
  if (waiting.length > 0) {
    return 'Pending';
  }
  if (states.some(({ state }) => isRunning(state.is))) {
    return 'Running';
  }
  const policy = pod.spec.restartPolicy ?? 'Always';
  if (policy === 'Always' || states.some(({ state }) => state.is !== 'exited')) {
    return 'Running';
  }
  if (states.every(({ state }) => state.is === 'exited' && state.exit.exitCode === 0)) {
    return 'Succeeded';
  }
  return policy === 'Never' ? 'Failed' : 'Running';
}

function isRunning(is: string): boolean {
  return is === 'running' || is === 'stopping';
}

type Judgement = Pick<Condition, 'status' | 'reason' | 'message'>;

const yes: Judgement = { status: 'True' };
const no = (reason: string, message?: string): Judgement => ({
  status: 'False',
  reason,
  ...(message === undefined ? {} : { message }),
});

function conditionsOf(
  { pod, records, now }: StatusInput,
  phase: string,
  statuses: readonly ContainerStatus[],
): Condition[] {
  const inits = pod.spec.initContainers ?? [];
  const mainNames = pod.spec.containers.map(({ name }) => name);
  const counted = new Set([...inits.filter(isSidecar).map(({ name }) => name), ...mainNames]);
  const unready = statuses.filter(({ name, ready }) => counted.has(name) && !ready).map(({ name }) => name);
  const incomplete = inits.filter((init) => !initIsDone(records, init)).map(({ name }) => name);
  const begun = statuses.some(({ containerID }) => containerID !== undefined);
  const wanted: Record<string, Judgement> = {
    PodReadyToStartContainers: begun && phase !== 'Succeeded' && phase !== 'Failed' ? yes : { status: 'False' },
    Initialized: initialized(phase, incomplete),
    Ready: readiness(phase, unready),
    ContainersReady: readiness(phase, unready),
    PodScheduled: yes,
  };
  return Object.entries(wanted).map(([type, judgement]) => keepTime(pod, { type, ...judgement }, now));
}

function initialized(phase: string, incomplete: readonly string[]): Judgement {
  if (phase === 'Succeeded') {
    return { status: 'True', reason: 'PodCompleted' };
  }
  return incomplete.length === 0
    ? yes
    : no('ContainersNotInitialized', `containers with incomplete status: [${incomplete.join(' ')}]`);
}

function readiness(phase: string, unready: readonly string[]): Judgement {
  if (phase === 'Succeeded') {
    return no('PodCompleted');
  }
  if (phase === 'Failed') {
    return no('PodFailed');
  }
  return unready.length === 0
    ? yes
    : no('ContainersNotReady', `containers with unready status: [${unready.join(' ')}]`);
}

function keepTime(pod: Pod, condition: Condition, now: number): Condition {
  const before = pod.status?.conditions?.find(({ type }) => type === condition.type);
  const since = before?.status === condition.status ? before.lastTransitionTime : undefined;
  return { ...condition, lastTransitionTime: since ?? isoSeconds(now) };
}

export function isoSeconds(ms: number): string {
  return `${new Date(ms).toISOString().slice(0, 19)}Z`;
}
