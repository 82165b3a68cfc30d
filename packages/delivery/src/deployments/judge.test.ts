import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { judge, limits, noteWaiting, type Judgement } from './judge.ts';
import type { ContainerSeen, EngineSeen, PodSeen, Seen, WorkloadSeen } from './seen.ts';

const container = (more: Partial<ContainerSeen> = {}): ContainerSeen => ({
  name: 'web',
  restarts: 0,
  exits: 0,
  exitCode: null,
  endReason: null,
  waiting: null,
  ...more,
});
const pod = (more: Partial<PodSeen> = {}): PodSeen => ({
  name: 'web-1',
  phase: 'Running',
  ready: false,
  release: 'r2',
  containers: [container()],
  ...more,
});
const workload = (more: Partial<WorkloadSeen> = {}): WorkloadSeen => ({
  name: 'web',
  exists: true,
  desired: 1,
  updated: 1,
  ready: 1,
  available: 1,
  total: 1,
  current: true,
  writtenBy: 7,
  deadlineExceeded: false,
  progressAt: 0,
  pods: [pod({ ready: true })],
  ...more,
});
const engine = (more: Partial<EngineSeen> = {}): EngineSeen => ({
  attempted: true,
  applied: true,
  checkingHealth: false,
  ready: 'True',
  reason: 'ReconciliationSucceeded',
  message: '',
  revision: 'main@sha1:x',
  ...more,
});
const rolling = { available: 0, ready: 0 } as const;
const checking = engine({ applied: false, ready: 'Unknown', reason: 'Progressing', checkingHealth: true });
const nothing: Seen = { source: { revision: null, hasCommit: false, problem: null }, engine: undefined, workloads: [] };
const fetched: Seen['source'] = { revision: 'main@sha1:x', hasCommit: true, problem: null };
const seen = (more: Partial<Seen> = {}): Seen => ({
  source: fetched,
  engine: engine(),
  workloads: [workload()],
  ...more,
});

interface Row {
  readonly when: string;
  readonly seen: Seen;
  readonly says: string;
  readonly at?: number;
  readonly waits?: number;
}

const rows: readonly Row[] = [
  { when: 'Flux has not seen the commit', seen: nothing, says: 'wait fetch StepFetching' },
  { when: 'Flux never sees it', seen: nothing, at: limits.fetchMs, says: 'failed fetch NotFetched' },
  { when: 'Flux has fetched it', seen: { ...nothing, source: fetched }, says: 'wait apply StepApplying' },
  {
    when: 'the files cannot be built',
    seen: seen({
      workloads: [workload({ writtenBy: 6 })],
      engine: engine({ applied: false, ready: 'False', reason: 'BuildFailed' }),
    }),
    says: 'failed apply NotApplied',
  },
  {
    when: 'an object is refused',
    seen: seen({ workloads: [], engine: engine({ applied: false, ready: 'False', reason: 'ReconciliationFailed' }) }),
    says: 'failed apply NotApplied',
  },
  {
    when: 'it is never applied',
    seen: seen({ workloads: [workload({ writtenBy: 6 })], engine: engine({ applied: false, ready: 'Unknown' }) }),
    at: limits.applyMs,
    says: 'failed apply NotApplied',
  },
  {
    when: 'pods come up',
    seen: seen({ engine: checking, workloads: [workload(rolling)] }),
    says: 'wait rollout StepRolling',
  },
  {
    when: 'an old pod is left',
    seen: seen({ engine: checking, workloads: [workload({ total: 2 })] }),
    says: 'wait rollout StepRolling',
  },
  {
    when: 'the controller has not looked yet',
    seen: seen({ engine: checking, workloads: [workload({ current: false })] }),
    says: 'wait rollout StepRolling',
  },
  {
    when: 'a container ended twice',
    seen: seen({
      workloads: [workload({ ...rolling, pods: [pod({ containers: [container({ exits: 2, exitCode: 1 })] })] })],
    }),
    says: 'wait rollout StepRolling',
  },
  {
    when: 'a container ended for the third time',
    seen: seen({
      workloads: [workload({ ...rolling, pods: [pod({ containers: [container({ exits: 3, exitCode: 1 })] })] })],
    }),
    says: 'failed rollout ContainerKeepsExiting',
  },
  {
    when: 'it ended because of memory',
    seen: seen({
      workloads: [
        workload({ ...rolling, pods: [pod({ containers: [container({ exits: 3, endReason: 'OOMKilled' })] })] }),
      ],
    }),
    says: 'failed rollout ContainerOutOfMemory',
  },
  {
    when: 'pods of an earlier deployment keep ending before this one is applied',
    seen: seen({
      engine: engine({ applied: false, attempted: false }),
      workloads: [workload({ ...rolling, writtenBy: 6, pods: [pod({ containers: [container({ exits: 5 })] })] })],
    }),
    says: 'wait apply StepApplying',
  },
  {
    when: 'an image has been missing for nine seconds',
    seen: seen({ workloads: [workload({ ...rolling, pods: [missing()] })] }),
    at: 9_000,
    waits: 0,
    says: 'wait rollout StepRolling',
  },
  {
    when: 'an image has been missing for ten seconds',
    seen: seen({ workloads: [workload({ ...rolling, pods: [missing()] })] }),
    at: 10_000,
    waits: 0,
    says: 'failed rollout ContainerCannotStart',
  },
  {
    when: 'nothing gets ready',
    seen: seen({ workloads: [workload(rolling)] }),
    at: limits.progressMs,
    says: 'failed rollout RolloutTimedOut',
  },
  {
    when: 'there was progress in between',
    seen: seen({ workloads: [workload({ ...rolling, progressAt: 60_000 })] }),
    at: limits.progressMs,
    says: 'wait rollout StepRolling',
  },
  {
    when: 'the controller gave up on the version before',
    seen: seen({ workloads: [workload({ ...rolling, deadlineExceeded: true, progressAt: 0 })] }),
    says: 'wait rollout StepRolling',
  },
  {
    when: 'the controller gave up',
    seen: seen({ workloads: [workload({ ...rolling, deadlineExceeded: true, progressAt: 1 })] }),
    says: 'failed rollout RolloutTimedOut',
  },
  { when: 'Flux has yet to confirm', seen: seen({ engine: checking }), says: 'wait health StepHealthWaits' },
  { when: 'Flux confirms', seen: seen(), says: 'healthy  StepHealthy' },
  {
    when: 'it is scaled to zero',
    seen: seen({ workloads: [workload({ desired: 0, updated: 0, available: 0, ready: 0, total: 0, pods: [] })] }),
    says: 'healthy  StepHealthy',
  },
];

function missing(): PodSeen {
  return pod({
    phase: 'Pending',
    containers: [container({ waiting: { reason: 'ErrImagePull', message: 'not found' } })],
  });
}

function say(judgement: Judgement): string {
  return `${judgement.verdict} ${judgement.verdict === 'healthy' ? '' : judgement.step} ${judgement.message.code}`;
}

describe('a judgement', () => {
  for (const { when, seen: world, says, at = 0, waits } of rows) {
    it(`when ${when}: ${says}`, () => {
      const waitingSince = waits === undefined ? new Map<string, number>() : noteWaiting(world, new Map(), waits);
      const since = { fetch: 0, apply: 0, rollout: 0, health: 0 };

      assert.equal(
        say(judge({ seen: world, now: at, since, number: 7, namespace: 'shop-staging', waitingSince })),
        says,
      );
    });
  }

  it('comes back when the next limit is reached', () => {
    const world = seen({ workloads: [workload({ ...rolling, pods: [missing()] })] });
    const waitingSince = noteWaiting(world, new Map(), 1_000);
    const judged = judge({ seen: world, now: 3_000, since: { rollout: 0 }, number: 7, namespace: 'x', waitingSince });

    assert.equal(judged.verdict === 'wait' ? judged.again : 0, 8_000);
  });

  it('counts a wait from its beginning, also where the reason changes', () => {
    const first = noteWaiting(seen({ workloads: [workload({ pods: [missing()] })] }), new Map(), 1_000);
    const backOff = pod({ containers: [container({ waiting: { reason: 'ImagePullBackOff', message: '' } })] });

    assert.deepEqual(
      [...noteWaiting(seen({ workloads: [workload({ pods: [backOff] })] }), first, 5_000).values()],
      [1_000],
    );
  });
});
