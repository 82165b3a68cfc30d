import type { Step } from '@juanie/controller';
import { conditionTypes as types, reasons, type KustomizationSpec } from '@juanie/flux-api';
import { conditionOf } from '../status/conditions.ts';
import { changed, later } from '../status/says.ts';
import { failedHealth, passedHealth, stillWaiting } from './conclude.ts';
import { judgeHealth } from './health-verdict.ts';
import type { Action, KustomizationSays, Seen, SourceView } from './seen.ts';
import { requeueDependency, statusWriter, tell } from './status.ts';

type Decided = Step<Action, KustomizationSays>;

export function decide(seen: Seen, now: number): Decided {
  const { object, spec, source } = seen;
  if (object.metadata.deletionTimestamp !== undefined) {
    return spec instanceof Error
      ? { next: changed, released: true }
      : { next: changed, action: { do: 'finalize', spec } };
  }
  if (spec instanceof Error) {
    return refuse(seen, spec.message, now);
  }
  if (spec.suspend) {
    return { next: changed, status: statusWriter(seen, now).finished(seen.status) };
  }
  if (source.state !== 'ready') {
    return withoutSource(seen, { spec, source }, now);
  }
  if (seen.blockedBy !== undefined) {
    return blocked(seen, { message: seen.blockedBy, revision: source.revision }, now);
  }
  if (seen.waiting !== undefined) {
    return decideHealth(seen, spec, now);
  }
  return {
    next: changed,
    passing: true,
    status: statusWriter(seen, now).progress(seen.status, 'fetch', { spec, revision: source.revision }),
    action: { do: 'apply', spec, revision: source.revision, source: source.object },
  };
}

function decideHealth(seen: Seen, spec: KustomizationSpec, now: number): Decided {
  const { waiting } = seen;
  if (waiting === undefined) {
    return { next: changed };
  }
  const left = waiting.checkStartedAt + spec.timeout - now;
  const verdict = judgeHealth(seen.health, left <= 0);
  switch (verdict.state) {
    case 'current':
      return passedHealth({ seen, spec, waiting, status: seen.status }, now);
    case 'failed':
      return failedHealth({ seen, spec, waiting, status: seen.status }, verdict.message, now);
    case 'waiting':
      return stillWaiting(waiting, left);
  }
}

function withoutSource(
  seen: Seen,
  { spec, source }: { spec: KustomizationSpec; source: SourceView },
  now: number,
): Decided {
  const writer = statusWriter(seen, now);
  const isMissing = source.state === 'missing';
  const message = isMissing ? source.message : 'Source artifact not found, retrying in 30s';
  const status = writer.failed(seen.status, { reason: reasons.artifactFailed, message });
  return { next: later(isMissing ? spec.retryInterval : requeueDependency), status: writer.finished(status) };
}

function blocked(seen: Seen, { message, revision }: { message: string; revision: string }, now: number): Decided {
  const writer = statusWriter(seen, now);
  const { dependencyNotReady: reason } = reasons;
  const status = writer.failed(seen.status, { reason, message });
  const sentence = 'Dependencies do not meet ready condition, retrying in 30s';
  return {
    next: later(requeueDependency),
    status: writer.finished(status),
    tellings: [tell('Normal', { reason, message: sentence }, { revision })],
  };
}

/** Nothing but a change of the object can help. */
function refuse(seen: Seen, message: string, now: number): Decided {
  const writer = statusWriter(seen, now);
  const failure = { reason: reasons.unsupportedField, message };
  const isKnown = conditionOf(seen.status.conditions, types.stalled)?.message === message;
  return {
    next: changed,
    status: writer.finished(writer.stalled(seen.status, failure)),
    tellings: isKnown ? [] : [tell('Warning', failure)],
  };
}
