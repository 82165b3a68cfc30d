import type { Ended, Next, Remark, Step, Verdict } from '@juanie/controller';
import { formatTime, withConditions, type Condition } from '@juanie/kube';
import type { Pod } from '../pod.ts';
import { inOrderOfDeletion } from '../replica-set/rank.ts';
import { withoutZeros } from '../write-status.ts';
import { count, type Counts } from './count.ts';
import { finishedCondition, jobCondition, type Job, type JobStatus } from './job.ts';

export interface Seen {
  readonly job: Job;
  readonly pods: readonly Pod[];
}

export type Action =
  | { readonly do: 'create'; readonly count: number }
  | { readonly do: 'delete'; readonly pods: readonly Pod[] }
  /** Its time after the end is over. */
  | { readonly do: 'expire' };

export interface Says extends Verdict {
  readonly status?: JobStatus;
  /** Told once the status is written. */
  readonly remarks?: readonly Remark[];
}

/** Upstream's back-off between pods of a job that fail. */
const backoff = { baseMs: 10_000, maxMs: 360_000 };
const changed = { when: 'changed' } as const;

/** Pods that do not know their index would all do the same work: better none. */
const indexed: Remark = {
  type: 'Warning',
  reason: 'CompletionModeNotSupported',
  message: 'This cluster does not run Jobs with completionMode Indexed: no pods are created',
};

interface Fate {
  readonly type: 'Failed' | 'Complete';
  readonly reason: string;
  readonly message: string;
}

export function decide({ job, pods }: Seen, now: number): Step<Action, Says> {
  const counts = count(job, pods);
  if (job.metadata.deletionTimestamp !== undefined) {
    return { next: changed };
  }
  if (job.spec.completionMode === 'Indexed') {
    return { next: changed, remarks: [indexed] };
  }
  const finished = finishedCondition(job);
  if (finished !== undefined) {
    return expire(job, finished, now);
  }
  const fate = fateOf(job, counts, now);
  if (fate !== undefined) {
    return finish(job, { counts, fate }, now);
  }
  return job.spec.suspend === true ? suspend(job, counts, now) : run(job, counts, now);
}

/** How the job ends, once that is sure. A target that was said already stays. */
function fateOf(job: Job, counts: Counts, now: number): Fate | undefined {
  const failing = jobCondition(job, 'FailureTarget');
  if (failing !== undefined) {
    return { type: 'Failed', reason: failing.reason ?? '', message: failing.message ?? '' };
  }
  const { completions, backoffLimit = 6, activeDeadlineSeconds, suspend: paused } = job.spec;
  if (counts.failed + counts.restarts > backoffLimit) {
    return { type: 'Failed', reason: 'BackoffLimitExceeded', message: 'Job has reached the specified backoff limit' };
  }
  const started = Date.parse(job.status?.startTime ?? '');
  if (paused !== true && activeDeadlineSeconds !== undefined && now >= started + activeDeadlineSeconds * 1000) {
    return { type: 'Failed', reason: 'DeadlineExceeded', message: 'Job was active longer than specified deadline' };
  }
  const enough =
    completions === undefined ? counts.succeeded > 0 && counts.active.length === 0 : counts.succeeded >= completions;
  return enough
    ? { type: 'Complete', reason: 'CompletionsReached', message: 'Reached expected number of succeeded pods' }
    : undefined;
}

/** First the target is said and what still runs is stopped; when nothing is left, the end. */
function finish(job: Job, { counts, fate }: { counts: Counts; fate: Fate }, now: number): Step<Action, Says> {
  const { type, reason, message } = fate;
  const target = type === 'Failed' ? 'FailureTarget' : 'SuccessCriteriaMet';
  const over = counts.active.length === 0 && counts.terminating === 0;
  const conditions: Condition[] = [{ type: target, status: 'True', reason, message }];
  const said = over ? [...conditions, { type, status: 'True' as const, reason, message }] : conditions;
  const base = statusOf(job, counts, { conditions: said, now });
  const status = over && type === 'Complete' ? { ...base, completionTime: formatTime(now) } : base;
  const remark: Remark =
    type === 'Failed' ? { type: 'Warning', reason, message } : { reason: 'Completed', message: 'Job completed' };
  const says: Says = { status, next: changed, ...(over ? { remarks: [remark] } : {}) };
  return counts.active.length === 0 ? says : { ...says, action: { do: 'delete', pods: counts.active } };
}

function expire({ spec }: Job, { lastTransitionTime = '' }: Condition, now: number): Step<Action, Says> {
  if (spec.ttlSecondsAfterFinished === undefined) {
    return { next: changed };
  }
  const left = Date.parse(lastTransitionTime) + spec.ttlSecondsAfterFinished * 1000 - now;
  return left > 0 ? { next: { when: 'later', ms: left } } : { next: changed, action: { do: 'expire' } };
}

function suspend(job: Job, counts: Counts, now: number): Step<Action, Says> {
  const known = jobCondition(job, 'Suspended') !== undefined;
  const condition: Condition = { type: 'Suspended', status: 'True', reason: 'JobSuspended', message: 'Job suspended' };
  const { startTime: _, ...status } = statusOf(job, counts, { conditions: [condition], now });
  const remarks: Remark[] = known ? [] : [{ reason: 'Suspended', message: 'Job suspended' }];
  const says: Says = { status, remarks, next: changed };
  return counts.active.length === 0 ? says : { ...says, action: { do: 'delete', pods: counts.active } };
}

function run(job: Job, counts: Counts, now: number): Step<Action, Says> {
  const resumed = jobCondition(job, 'Suspended') !== undefined;
  const condition: Condition = { type: 'Suspended', status: 'False', reason: 'JobResumed', message: 'Job resumed' };
  const status = statusOf(job, counts, { conditions: resumed ? [condition] : [], now });
  const remarks: Remark[] = resumed ? [{ reason: 'Resumed', message: 'Job resumed' }] : [];
  const missing = wantedActive(job, counts) - counts.active.length;
  const wait = missing > 0 ? waitMs(counts, now) : 0;
  const says: Says = { status, remarks, next: soonest(wait, deadlineMs(job, status, now)) };
  if (missing < 0) {
    return { ...says, action: { do: 'delete', pods: inOrderOfDeletion(counts.active).slice(0, -missing) } };
  }
  // A pod that is still ending counts as running: its successor waits for it.
  const room = missing - counts.terminating;
  return room > 0 && wait === 0 ? { ...says, action: { do: 'create', count: room } } : says;
}

function wantedActive({ spec }: Job, counts: Counts): number {
  const { parallelism = 1, completions } = spec;
  if (completions === undefined) {
    return counts.succeeded > 0 ? Math.min(parallelism, counts.active.length) : parallelism;
  }
  return Math.min(parallelism, completions - counts.succeeded);
}

function waitMs({ failed, lastFailure }: Counts, now: number): number {
  if (failed === 0) {
    return 0;
  }
  return Math.max(0, lastFailure + Math.min(backoff.baseMs * 2 ** (failed - 1), backoff.maxMs) - now);
}

function deadlineMs({ spec }: Job, { startTime = '' }: JobStatus, now: number): number {
  const { activeDeadlineSeconds: seconds } = spec;
  return seconds === undefined ? 0 : Math.max(1, Date.parse(startTime) + seconds * 1000 - now);
}

/** Of two waits, none being 0, the shorter. */
function soonest(a: number, b: number): Next {
  const waits = [a, b].filter((ms) => ms > 0);
  return waits.length === 0 ? changed : { when: 'later', ms: Math.min(...waits) };
}

function statusOf(
  { status, spec }: Job,
  counts: Counts,
  { conditions, now }: { conditions: readonly Condition[]; now: number },
): JobStatus {
  const { startTime } = status ?? {};
  const said = withConditions(status?.conditions, conditions, { now: formatTime(now), style: 'kubernetes' });
  const { active, ready, terminating, succeeded, failed } = counts;
  const begun = startTime ?? (spec.suspend === true ? undefined : formatTime(now));
  return {
    ...withoutZeros({ active: active.length, succeeded, failed }),
    ready,
    terminating,
    uncountedTerminatedPods: {},
    ...(begun === undefined ? {} : { startTime: begun }),
    ...(said.length === 0 ? {} : { conditions: said }),
  };
}

export function conclude({ seen, ending }: Ended<Seen, Action, void>, now: number): Says {
  if (!ending.ok) {
    return { next: { when: 'backoff' } };
  }
  return { next: decide(seen, now).next };
}
