import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { decide } from './decide.ts';
import type { Container, Pod, PodSpec, Terminated } from './pod.ts';
import { freshRecord, type ContainerRecord } from './record.ts';
import { buildStatus } from './status.ts';

const now = Date.parse('2026-01-01T00:10:00Z');
const ago = (seconds: number) => new Date(now - seconds * 1000).toISOString();

function exited(exitCode: number, secondsAgo = 0): ContainerRecord {
  const exit: Terminated = {
    exitCode,
    reason: exitCode === 0 ? 'Completed' : 'Error',
    startedAt: ago(60),
    finishedAt: ago(secondsAgo),
  };
  return { ...freshRecord, state: { is: 'exited', exit } };
}

function refused(reason: string, secondsAgo: number, times = 1): ContainerRecord {
  return { ...freshRecord, state: { is: 'refused', reason, message: 'why', at: now - secondsAgo * 1000, times } };
}

const running: ContainerRecord = {
  ...freshRecord,
  state: { is: 'running', startedAt: ago(5), containerID: 'process://x' },
  started: true,
  ready: true,
};
const fresh = freshRecord;
const main: Container = { name: 'main', image: 'i' };
const sidecar: Container = { name: 'side', restartPolicy: 'Always' };

interface Row {
  readonly when: string;
  readonly spec?: Partial<PodSpec>;
  readonly deleting?: boolean;
  readonly records: Readonly<Record<string, ContainerRecord>>;
  readonly does: readonly string[];
  readonly again?: number;
  /** phase, then what each container's state is called. */
  readonly says: string;
}

const rows: readonly Row[] = [
  { when: 'a pod is new', records: { main: fresh }, does: ['start main 0'], says: 'Pending main:ContainerCreating' },
  { when: 'all is well', records: { main: running }, does: [], says: 'Running main:running' },
  {
    when: 'a container has exited for the first time',
    records: { main: exited(1) },
    does: ['start main 1'],
    says: 'Running main:Error',
  },
  {
    when: 'a container has exited again',
    records: { main: { ...exited(1, 4), attempt: 1, backoff: { ms: 10_000, at: now - 5000 } } },
    does: [],
    again: 6000,
    says: 'Running main:CrashLoopBackOff',
  },
  {
    when: 'the back-off is over',
    records: { main: { ...exited(1, 10), attempt: 1, backoff: { ms: 10_000, at: now - 11_000 } } },
    does: ['start main 2'],
    says: 'Running main:Error',
  },
  {
    when: 'it ran well for ten minutes in between',
    records: { main: { ...exited(1, 0), attempt: 5, backoff: { ms: 300_000, at: now - 601_000 } } },
    does: ['start main 6'],
    says: 'Running main:Error',
  },
  {
    when: 'it has succeeded and restarts only on failure',
    spec: { restartPolicy: 'OnFailure' },
    records: { main: exited(0) },
    does: [],
    says: 'Succeeded main:Completed',
  },
  {
    when: 'it has failed and never restarts',
    spec: { restartPolicy: 'Never' },
    records: { main: exited(3) },
    does: [],
    says: 'Failed main:Error',
  },
  {
    when: 'an image was refused just now',
    records: { main: refused('ErrImagePull', 0) },
    does: [],
    again: 1000,
    says: 'Pending main:ErrImagePull',
  },
  {
    when: 'an image was refused a while ago',
    records: { main: refused('ErrImagePull', 4) },
    does: [],
    again: 6000,
    says: 'Pending main:ImagePullBackOff',
  },
  {
    when: 'an image was refused three times',
    records: { main: refused('ErrImagePull', 39, 3) },
    does: [],
    again: 1000,
    says: 'Pending main:ImagePullBackOff',
  },
  {
    when: 'the pull is due again',
    records: { main: refused('ErrImagePull', 10) },
    does: ['start main 0'],
    says: 'Pending main:ImagePullBackOff',
  },
  {
    when: 'a ConfigMap is missing',
    records: { main: refused('CreateContainerConfigError', 2) },
    does: [],
    again: 8000,
    says: 'Pending main:CreateContainerConfigError',
  },
  {
    when: 'an init container comes first',
    spec: { initContainers: [{ name: 'init' }] },
    records: { init: fresh, main: fresh },
    does: ['start init 0'],
    says: 'Pending main:PodInitializing',
  },
  {
    when: 'the init container is done',
    spec: { initContainers: [{ name: 'init' }] },
    records: { init: exited(0), main: fresh },
    does: ['start main 0'],
    says: 'Pending main:ContainerCreating',
  },
  {
    when: 'the init container has failed for good',
    spec: { initContainers: [{ name: 'init' }], restartPolicy: 'Never' },
    records: { init: exited(1), main: fresh },
    does: [],
    says: 'Failed main:PodInitializing',
  },
  {
    when: 'a sidecar has started',
    spec: { initContainers: [sidecar] },
    records: { side: running, main: fresh },
    does: ['start main 0'],
    says: 'Pending main:ContainerCreating',
  },
  {
    when: 'the work is done and a sidecar still runs',
    spec: { initContainers: [sidecar], restartPolicy: 'Never' },
    records: { side: running, main: exited(0) },
    does: ['stop side 30'],
    says: 'Succeeded main:Completed',
  },
  {
    when: 'the pod is being deleted',
    deleting: true,
    records: { main: running },
    does: ['stop main 7'],
    says: 'Running main:running',
  },
  {
    when: 'the pod is being deleted and its containers stop',
    deleting: true,
    spec: { initContainers: [sidecar] },
    records: { side: running, main: { ...running, state: { is: 'stopping', startedAt: ago(1), containerID: 'x' } } },
    does: [],
    says: 'Running main:running',
  },
  {
    when: 'only the sidecar of a deleted pod is left',
    deleting: true,
    spec: { initContainers: [sidecar] },
    records: { side: running, main: exited(0) },
    does: ['stop side 7'],
    says: 'Running main:Completed',
  },
  {
    when: 'nothing of a deleted pod runs',
    deleting: true,
    records: { main: exited(143) },
    does: ['release'],
    says: 'Running main:Error',
  },
];

describe('a pod', () => {
  for (const { when, spec, deleting, records, does, again, says } of rows) {
    it(`is treated rightly when ${when}`, () => {
      const pod: Pod = {
        apiVersion: 'v1',
        kind: 'Pod',
        metadata: {
          name: 'p',
          namespace: 'n',
          uid: 'u',
          ...(deleting ? { deletionTimestamp: ago(0), deletionGracePeriodSeconds: 7 } : {}),
        },
        spec: { containers: [main], ...spec },
      };
      const seen = { pod, records: new Map(Object.entries(records)), now };

      const { actions, againAfter } = decide(seen);
      const status = buildStatus({ ...seen, startTime: ago(60) });

      const words = actions.map((action) =>
        action.do === 'release'
          ? 'release'
          : `${action.do} ${action.container} ${action.do === 'start' ? action.attempt : action.graceSeconds}`,
      );
      assert.deepEqual(words, does);
      assert.equal(againAfter, again);
      const states = (status.containerStatuses ?? []).map(
        ({ name, state }) => `${name}:${state.waiting?.reason ?? state.terminated?.reason ?? 'running'}`,
      );
      assert.equal([status.phase, ...states].join(' '), says);
    });
  }
});
