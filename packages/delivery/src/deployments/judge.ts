import type { Message } from '@juanie/fault';
import { message } from '../core/messages.ts';
import type { DeploymentStep } from '../views.ts';
import type { ContainerSeen, EngineSeen, PodSeen, Seen, WorkloadSeen } from './seen.ts';

/** When something has gone on for too long. */
export const limits = {
  fetchMs: 180_000,
  applyMs: 180_000,
  waitingMs: 10_000,
  progressMs: 120_000,
  /** Flux may be slow to confirm what the workloads show already. */
  healthMs: 240_000,
  exits: 3,
  verifyMs: 20_000,
} as const;

/** Reasons for waiting that do not go away by themselves. */
const unrecoverable: readonly string[] = [
  'ErrImagePull',
  'ImagePullBackOff',
  'InvalidImageName',
  'ErrImageNeverPull',
  'ImageInspectError',
  'RegistryUnavailable',
  'CreateContainerConfigError',
  'CreateContainerError',
  'RunContainerError',
  'PreCreateHookError',
  'PostStartHookError',
  'StartError',
];

type Stage = 'fetch' | 'apply' | 'rollout' | 'health';

export interface JudgementInput {
  readonly seen: Seen;
  readonly now: number;
  /** When each step began; absent: not yet. */
  readonly since: Readonly<Partial<Record<DeploymentStep, number>>>;
  readonly number: number;
  readonly namespace: string;
  /** First seen: `pod/container/reason` -> when. */
  readonly waitingSince: ReadonlyMap<string, number>;
}

export type Judgement =
  | { readonly verdict: 'wait'; readonly step: Stage; readonly message: Message; readonly again: number }
  | { readonly verdict: 'healthy'; readonly message: Message }
  | { readonly verdict: 'failed'; readonly step: Stage; readonly message: Message };

/** Pure: how far a deployment has come, from what the cluster says. The steps before the one named are done. */
export function judge(input: JudgementInput): Judgement {
  const { seen } = input;
  const broken = findBroken(input);
  if (broken !== undefined) {
    return { verdict: 'failed', step: 'rollout', message: broken };
  }
  if (!isApplied(input)) {
    return seen.engine?.attempted === true || seen.source.hasCommit ? judgeApply(input) : judgeFetch(input);
  }
  const open = seen.workloads.find((workload) => !isRolledOut(workload));
  return open === undefined ? judgeHealth(input) : judgeRollout(input, open);
}

function isApplied({ seen, number }: JudgementInput): boolean {
  const { engine, workloads } = seen;
  const written = workloads.length > 0 && workloads.every(({ writtenBy }) => writtenBy !== null && writtenBy >= number);
  const checked = engine?.attempted === true && engine.checkingHealth;
  return written || checked || engine?.applied === true;
}

function judgeFetch(input: JudgementInput): Judgement {
  const { seen, now, since } = input;
  const detail = seen.source.problem ?? seen.source.revision ?? '–';
  return bounded(input, {
    step: 'fetch',
    message: message('StepFetching', { revision: seen.source.revision ?? '–' }),
    deadline: (since.fetch ?? now) + limits.fetchMs,
    late: message('NotFetched', { seconds: limits.fetchMs / 1_000, detail }),
  });
}

function judgeApply(input: JudgementInput): Judgement {
  const { seen, now, since } = input;
  const { engine } = seen;
  if (engine?.attempted === true && engine.ready === 'False' && isFinal(engine)) {
    return { verdict: 'failed', step: 'apply', message: message('NotApplied', { detail: oneLine(engine.message) }) };
  }
  const detail = oneLine(engine?.message ?? '–');
  return bounded(input, {
    step: 'apply',
    message: message('StepApplying'),
    deadline: (since.apply ?? since.fetch ?? now) + limits.applyMs,
    late: message('NotApplied', { detail }),
  });
}

/** Reasons that stay until Git changes; the others pass by themselves. */
function isFinal({ reason }: EngineSeen): boolean {
  return ['BuildFailed', 'ReconciliationFailed', 'PruneFailed', 'AccessDenied', 'InvalidCELExpression'].includes(
    reason,
  );
}

function judgeRollout(input: JudgementInput, open: WorkloadSeen): Judgement {
  const { now, since, waitingSince } = input;
  const counts = { ready: open.available, desired: open.desired };
  const started = since.rollout ?? now;
  const late = message('RolloutTimedOut', { seconds: limits.progressMs / 1_000, ...counts });
  // The condition of the version before stays until the controller has moved on: only one that is newer counts.
  if (open.deadlineExceeded && open.current && open.progressAt > started) {
    return { verdict: 'failed', step: 'rollout', message: late };
  }
  const soonest = [...waitingSince.values()].map((at) => at + limits.waitingMs).filter((at) => at > now);
  const judged = bounded(input, {
    step: 'rollout',
    message: message('StepRolling', counts),
    deadline: Math.max(started, open.progressAt) + limits.progressMs,
    late,
  });
  return judged.verdict === 'wait'
    ? { ...judged, again: Math.min(judged.again, ...soonest.map((at) => at - now)) }
    : judged;
}

function judgeHealth(input: JudgementInput): Judgement {
  const { seen, now, since } = input;
  const { engine } = seen;
  const isReady = engine?.ready === 'True' && (engine.applied || engine.attempted);
  if (isReady) {
    return { verdict: 'healthy', message: message('StepHealthy') };
  }
  if (engine?.attempted === true && engine.ready === 'False' && isFinal(engine)) {
    return { verdict: 'failed', step: 'health', message: message('HealthLost', { detail: oneLine(engine.message) }) };
  }
  return bounded(input, {
    step: 'health',
    message: message('StepHealthWaits'),
    deadline: (since.health ?? now) + limits.healthMs,
    late: message('HealthLost', { detail: oneLine(engine?.message ?? '–') }),
  });
}

function bounded(
  { now }: JudgementInput,
  { step, message: said, deadline, late }: { step: Stage; message: Message; deadline: number; late: Message },
): Judgement {
  return now >= deadline
    ? { verdict: 'failed', step, message: late }
    : { verdict: 'wait', step, message: said, again: deadline - now };
}

/** As `kubectl rollout status` sees it: all new, all available, none old left. */
function isRolledOut(workload: WorkloadSeen): boolean {
  const { desired, updated, available, total, current, exists } = workload;
  return exists && current && updated >= desired && available >= desired && total <= updated;
}

/** The first container that will not come up: ended too often, or waiting for what never comes. */
function findBroken(input: JudgementInput): Message | undefined {
  for (const workload of input.seen.workloads) {
    // Pods of a template that an earlier deployment wrote say nothing about this one.
    if (workload.writtenBy !== null && workload.writtenBy < input.number) {
      continue;
    }
    for (const pod of workload.pods) {
      for (const container of pod.containers) {
        const found = brokenContainer(input, pod, container);
        if (found !== undefined) {
          return found;
        }
      }
    }
  }
  return undefined;
}

function brokenContainer(
  { now, waitingSince }: JudgementInput,
  pod: PodSeen,
  container: ContainerSeen,
): Message | undefined {
  const { name, exits, exitCode, endReason, waiting } = container;
  if (exits >= limits.exits && !pod.ready) {
    const at = { container: name, pod: pod.name, exits };
    return endReason === 'OOMKilled'
      ? message('ContainerOutOfMemory', at)
      : message('ContainerKeepsExiting', { ...at, code: exitCode ?? '?' });
  }
  const since = waiting === null ? undefined : waitingSince.get(waitingKey(pod, container));
  if (waiting !== null && since !== undefined && now - since >= limits.waitingMs) {
    const detail = oneLine(waiting.message);
    return message('ContainerCannotStart', { container: name, pod: pod.name, reason: waiting.reason, detail });
  }
  return undefined;
}

function waitingKey(pod: PodSeen, container: ContainerSeen): string {
  // Pull errors swap between two reasons while they are retried: one wait.
  return `${pod.name}/${container.name}`;
}

/** Since when each container waits for what never comes; the rest is forgotten. */
export function noteWaiting(seen: Seen, before: ReadonlyMap<string, number>, now: number): Map<string, number> {
  const after = new Map<string, number>();
  for (const pod of seen.workloads.flatMap(({ pods }) => pods)) {
    for (const container of pod.containers) {
      if (container.waiting !== null && unrecoverable.includes(container.waiting.reason)) {
        const key = waitingKey(pod, container);
        after.set(key, before.get(key) ?? now);
      }
    }
  }
  return after;
}

function oneLine(text: string): string {
  return text.replace(/\s+/g, ' ').trim().slice(0, 600);
}
