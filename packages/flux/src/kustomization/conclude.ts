import type { Ended } from '@juanie/controller';
import type { Problem } from '@juanie/fault';
import {
  conditionTypes as types,
  formatDuration,
  problemsAnnotation,
  reasons,
  requestedAtAnnotation,
  type KustomizationSpec,
  type KustomizationStatus,
} from '@juanie/flux-api';
import { isTrue } from '../status/conditions.ts';
import { changed, jittered, later, type Telling } from '../status/says.ts';
import { describeChanges, hasChanged } from './change-set.ts';
import { upsertHistory } from './history.ts';
import type { Action, Applied, Failure, Finalized, KustomizationSays, Outcome, Seen, Waiting } from './seen.ts';
import { commitStatus, requeueDependency, statusWriter, tell } from './status.ts';

export function conclude({ seen, action, ending }: Ended<Seen, Action, Outcome>, now: number): KustomizationSays {
  if (!ending.ok) {
    // Only what nobody foresaw comes here: the queue grows the delay.
    return { next: { when: 'backoff' } };
  }
  if (ending.outcome.did === 'finalize') {
    return concludeFinalize(seen, ending.outcome);
  }
  return action.do === 'apply' ? concludeApply({ seen, action, applied: ending.outcome }, now) : { next: changed };
}

function concludeFinalize(seen: Seen, { deleted, failure, isLate }: Finalized): KustomizationSays {
  const revision = seen.status.lastAppliedRevision;
  const reason = seen.status.conditions?.find(({ type }) => type === types.ready)?.reason ?? 'info';
  if (failure !== undefined) {
    const message = 'pruning for deleted resource failed';
    return { next: { when: 'backoff' }, tellings: [tell('Warning', { reason, message }, { revision })] };
  }
  const tellings =
    deleted.length === 0 ? [] : [tell('Normal', { reason, message: describeChanges(deleted) }, { revision })];
  const late = tell('Warning', { reason, message: 'failed to wait for resources termination' }, { revision });
  return { next: changed, released: true, tellings: isLate === true ? [...tellings, late] : tellings };
}

/** One run with what it has found so far. */
interface Concluding {
  readonly seen: Seen;
  readonly spec: KustomizationSpec;
  readonly waiting: Waiting;
  readonly status: KustomizationStatus;
}

function concludeApply(
  { seen, action, applied }: { seen: Seen; action: Action & { do: 'apply' }; applied: Applied },
  now: number,
): KustomizationSays {
  const { spec, revision } = action;
  const writer = statusWriter(seen, now);
  const run = { spec, revision };
  const reached = writer.progress(seen.status, applied.progress === 'health' ? 'apply' : applied.progress, run);
  const status: KustomizationStatus = {
    ...reached,
    ...(applied.progress === 'fetch' ? {} : { lastAttemptedRevision: revision }),
    ...(applied.inventory === undefined ? {} : { inventory: { entries: applied.inventory } }),
  };
  const tellings = changesOf(applied, revision);
  if (applied.failure !== undefined) {
    const failed = failRun({ seen, spec, revision, status }, applied, now);
    return { ...failed, tellings: [...tellings, ...(failed.tellings ?? [])] };
  }
  const waiting = waitingOf(seen, applied, revision);
  if (applied.checks.length === 0) {
    const done = finish({ seen, spec, waiting, status: writer.drop(status, types.healthy) }, now);
    return { ...done, tellings: [...tellings, ...(done.tellings ?? [])] };
  }
  const checking = { seen, spec, waiting, status: writer.progress(status, 'health', run) };
  const says = concludeHealth(checking, applied, now);
  return { ...says, tellings: [...tellings, ...(says.tellings ?? [])] };
}

function concludeHealth(checking: Concluding, { health }: Applied, now: number): KustomizationSays {
  switch (health.state) {
    case 'current':
      return passedHealth(checking, now);
    case 'failed':
      return failedHealth(checking, health.message, now);
    case 'waiting': {
      const { waiting, spec, status } = checking;
      // The run is not over: what was requested counts as handled only then, and the flux command waits for that.
      return { ...stillWaiting(waiting, waiting.checkStartedAt + spec.timeout - now), status };
    }
  }
}

export function stillWaiting(waiting: Waiting, left: number): KustomizationSays {
  return { next: later(left), waiting };
}

export function passedHealth({ seen, spec, waiting, status }: Concluding, now: number): KustomizationSays {
  const writer = statusWriter(seen, now);
  const message = `Health check passed in ${formatDuration(now - waiting.checkStartedAt)}`;
  const healthy = writer.set(status, { type: types.healthy, status: 'True', reason: reasons.succeeded, message });
  const isNews = !waiting.wasHealthy || (seen.status.lastAppliedRevision !== waiting.revision && waiting.drifted);
  const news = isNews ? [tell('Normal', { reason: reasons.progressing, message }, { revision: waiting.revision })] : [];
  const done = finish({ seen, spec, waiting, status: healthy }, now);
  return { ...done, tellings: [...news, ...(done.tellings ?? [])] };
}

export function failedHealth(
  { seen, spec, waiting, status }: Concluding,
  cause: string,
  now: number,
): KustomizationSays {
  const writer = statusWriter(seen, now);
  const { healthCheckFailed: reason } = reasons;
  const unhealthy = writer.set(status, { type: types.healthy, status: 'False', reason, message: cause });
  const message = `health check failed after ${formatDuration(now - waiting.checkStartedAt)}: ${cause}`;
  const { revision, startedAt, digest } = waiting;
  const failed = failRun(
    { seen, spec, revision, status: unhealthy },
    { startedAt, digest, failure: { reason, message } },
    now,
  );
  return { ...failed, gaveUp: waiting };
}

function failRun(
  { seen, spec, revision, status }: Omit<Concluding, 'waiting'> & { revision: string },
  { startedAt, digest, failure }: Pick<Applied, 'startedAt' | 'digest' | 'failure'>,
  now: number,
): KustomizationSays {
  const writer = statusWriter(seen, now);
  const {
    reason,
    message,
    isPassing = false,
    problems = [],
  }: Failure = failure ?? { reason: reasons.failed, message: '' };
  const history =
    digest === undefined
      ? undefined
      : upsertHistory(status.history ?? [], { digest, reason, revision, startedAt, now });
  const failed = writer.failed(history === undefined ? status : { ...status, history }, { reason, message });
  return {
    next: later(isPassing ? requeueDependency : spec.retryInterval),
    status: writer.finished(failed),
    tellings: isPassing ? [] : [tell('Warning', { reason, message }, { revision, more: annotationOf(problems) })],
  };
}

function finish({ seen, spec, waiting, status }: Concluding, now: number): KustomizationSays {
  const writer = statusWriter(seen, now);
  const { revision, startedAt, digest } = waiting;
  const { reconciliationSucceeded: reason } = reasons;
  const ready = writer.set(status, {
    type: types.ready,
    status: 'True',
    reason,
    message: `Applied revision: ${revision}`,
  });
  const history = upsertHistory(status.history ?? [], { digest, reason, revision, startedAt, now });
  const took = formatDuration(now - startedAt);
  const message = `Reconciliation finished in ${took}, next run in ${formatDuration(spec.interval)}`;
  return {
    next: later(jittered(spec.interval, seen.random)),
    status: writer.finished({ ...ready, lastAppliedRevision: revision, history }),
    tellings: [tell('Normal', { reason, message }, { revision, more: commitStatus })],
  };
}

function changesOf({ changes, pruned, failure, inventory }: Applied, revision: string): Telling[] {
  const { progressing: reason } = reasons;
  const applied = changes.filter(hasChanged);
  // What a failed apply has changed is in the message of its failure.
  const told = failure !== undefined && inventory === undefined ? [] : [applied, pruned];
  return told
    .filter((entries) => entries.length > 0)
    .map((entries) => tell('Normal', { reason, message: describeChanges(entries) }, { revision }));
}

function waitingOf(seen: Seen, applied: Applied, revision: string): Waiting {
  return {
    revision,
    generation: seen.object.metadata.generation ?? 0,
    requestedAt: seen.object.metadata.annotations?.[requestedAtAnnotation],
    startedAt: applied.startedAt,
    checkStartedAt: applied.checkStartedAt,
    digest: applied.digest ?? '',
    drifted: applied.changes.some(hasChanged),
    wasHealthy: isTrue(seen.status.conditions, types.healthy),
    checks: applied.checks,
  };
}

/** What an event may carry beside its sentence. */
const mostProblems = 20;

/** Upstream's sentence hides which file and line is to blame: that goes beside it, for our own pages. */
function annotationOf(problems: readonly Problem[]): Record<string, string> {
  return problems.length === 0 ? {} : { [problemsAnnotation]: JSON.stringify(problems.slice(0, mostProblems)) };
}
