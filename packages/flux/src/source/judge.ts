import type { Ended, Step } from '@juanie/controller';
import { formatTime } from '@juanie/kube';
import {
  conditionTypes as types,
  reasons,
  requestedAtAnnotation,
  type Artifact,
  type GitRepositorySpec,
  type GitRepositoryStatus,
} from '@juanie/flux-api';
import type { Fault } from '@juanie/fault';
import type { Condition, KubeObject } from '@juanie/kube';
import { conditionOf, dropCondition, isTrue, setCondition } from '../status/conditions.ts';
import { changed, jittered, later, type Says, type Telling } from '../status/says.ts';

export interface Seen {
  readonly object: KubeObject;
  readonly status: GitRepositoryStatus;
  /** A Fault: the spec cannot be carried out. */
  readonly spec: GitRepositorySpec | Fault;
  /** In [0, 1): spreads the interval. */
  readonly random: number;
}

export interface Fetch {
  readonly do: 'fetch';
  readonly spec: GitRepositorySpec;
}

export interface Fetched {
  readonly artifact: Artifact;
  /** First line of the commit's message. */
  readonly subject: string;
}

export type SourceSays = Says<GitRepositoryStatus>;

const group = 'source.toolkit.fluxcd.io';

export function decide(seen: Seen, now: number): Step<Fetch, SourceSays> {
  const { object, status, spec } = seen;
  if (object.metadata.deletionTimestamp !== undefined) {
    return { next: changed, released: true };
  }
  if (spec instanceof Error) {
    return stalled(seen, spec, now);
  }
  if (spec.suspend) {
    return { next: changed, status: handled(seen, suspendedStatus(seen, now)) };
  }
  return {
    next: changed,
    passing: true,
    status: { ...status, conditions: progressing(seen, now) },
    action: { do: 'fetch', spec },
  };
}

export function conclude({ seen, action, ending }: Ended<Seen, Fetch, Fetched>, now: number): SourceSays {
  return ending.ok
    ? stored({ seen, spec: action.spec, fetched: ending.outcome }, now)
    : failed(seen, ending.fault, now);
}

function stored(
  { seen, spec, fetched }: { seen: Seen; spec: GitRepositorySpec; fetched: Fetched },
  now: number,
): SourceSays {
  const { artifact, subject } = fetched;
  const before = seen.status.artifact;
  const isNew = before?.revision !== artifact.revision || before.digest !== artifact.digest;
  const kept = isNew ? artifact : before;
  const drops = [
    types.reconciling,
    types.stalled,
    types.fetchFailed,
    types.artifactOutdated,
    types.storageOperationFailed,
  ];
  const cleared = drops.reduce(dropCondition, progressing(seen, now) as Condition[]);
  const good = {
    status: 'True',
    reason: reasons.succeeded,
    message: `stored artifact for revision '${artifact.revision}'`,
  } as const;
  const written = { generation: seen.object.metadata.generation ?? 0, now };
  const conditions = [types.ready, types.artifactInStorage].reduce(
    (list, type) => setCondition(list, { ...good, type }, written),
    cleared,
  );
  const { observedIgnore: _ignore, observedSparseCheckout: _sparse, ...rest } = seen.status;
  const status: GitRepositoryStatus = {
    ...rest,
    artifact: kept,
    conditions,
    observedGeneration: written.generation,
    ...(spec.ignore === undefined ? {} : { observedIgnore: spec.ignore }),
    ...(spec.sparseCheckout === undefined ? {} : { observedSparseCheckout: spec.sparseCheckout }),
  };
  return {
    next: later(jittered(spec.interval, seen.random)),
    status: handled(seen, status),
    tellings: tellingsOf(seen, { artifact: kept, subject, isNew }),
  };
}

function tellingsOf(seen: Seen, { artifact, subject, isNew }: Fetched & { isNew: boolean }): Telling[] {
  const annotations = { [`${group}/revision`]: artifact.revision, [`${group}/digest`]: artifact.digest };
  if (isNew) {
    const message = `stored artifact for commit '${subject}'`;
    return [{ type: 'Normal', reason: reasons.newArtifact, message, annotations }];
  }
  const failedBefore = [types.fetchFailed, types.storageOperationFailed].some(
    (type) => conditionOf(seen.status.conditions, type) !== undefined,
  );
  const recovered = `stored artifact for commit '${artifact.revision}'`;
  const same = `no changes since last reconciliation: observed revision '${artifact.revision}'`;
  return [
    ...(failedBefore ? [{ type: 'Normal', reason: reasons.succeeded, message: recovered, annotations } as const] : []),
    { type: 'Normal', reason: reasons.gitOperationSucceeded, message: same },
  ];
}

function failed(seen: Seen, fault: Fault, now: number): SourceSays {
  const { reason, message } = failureOf(seen, fault);
  const written = { generation: seen.object.metadata.generation ?? 0, now };
  let conditions = progressing(seen, now);
  conditions = setCondition(conditions, { type: types.fetchFailed, status: 'True', reason, message }, written);
  conditions = setCondition(conditions, { type: types.ready, status: 'False', reason, message }, written);
  conditions = withRetry(conditions, written);
  return {
    next: { when: 'backoff' },
    status: handled(seen, { ...seen.status, conditions: dropCondition(conditions, types.stalled) }),
    tellings: [{ type: 'Warning', reason, message }],
  };
}

function failureOf({ status }: Seen, fault: Fault): { reason: string; message: string } {
  if (fault.reason === 'SourceSecretMissing') {
    return { reason: reasons.authenticationFailed, message: fault.message };
  }
  // What was stored before is compared with the remote's refs first.
  const isKnown = fault.reason === 'SourceUnreachable' && status.artifact !== undefined;
  const sentence = isKnown ? fault.message.replace('unable to clone', 'unable to list remote for') : fault.message;
  return { reason: reasons.gitOperationFailed, message: `failed to checkout and determine revision: ${sentence}` };
}

/** Nothing but a change of the object can help. */
function stalled(seen: Seen, fault: Fault, now: number): SourceSays {
  const said = { reason: reasons.unsupportedField, message: fault.message } as const;
  const written = { generation: seen.object.metadata.generation ?? 0, now };
  let conditions = dropCondition(seen.status.conditions ?? [], types.reconciling);
  const known = conditionOf(conditions, types.stalled)?.message === fault.message;
  conditions = setCondition(conditions, { type: types.stalled, status: 'True', ...said }, written);
  conditions = setCondition(conditions, { type: types.ready, status: 'False', ...said }, written);
  return {
    next: changed,
    status: handled(seen, { ...seen.status, conditions, observedGeneration: written.generation }),
    tellings: known ? [] : [{ type: 'Warning', ...said }],
  };
}

/** The conditions while a fetch is under way; its last step stays as Reconciling's message after a failure. */
function progressing({ object, status }: Seen, now: number): readonly Condition[] {
  const generation = object.metadata.generation ?? 0;
  const observed = status.observedGeneration ?? -1;
  const message =
    status.artifact === undefined
      ? 'building artifact'
      : generation === observed
        ? 'reconciliation in progress'
        : `processing object: new generation ${observed} -> ${generation}`;
  const saying = { reason: reasons.progressing, message } as const;
  const written = { generation, now };
  const before = dropCondition(status.conditions ?? [], types.stalled);
  const conditions = setCondition(before, { type: types.reconciling, status: 'True', ...saying }, written);
  const ready = conditionOf(conditions, types.ready);
  const isOpen = status.artifact === undefined || ready === undefined || ready.status === 'Unknown';
  return isOpen ? setCondition(conditions, { type: types.ready, status: 'Unknown', ...saying }, written) : conditions;
}

function withRetry(conditions: readonly Condition[], written: { generation: number; now: number }): Condition[] {
  const reconciling = conditionOf(conditions, types.reconciling);
  const message = reconciling?.message ?? '';
  return reconciling === undefined
    ? [...conditions]
    : setCondition(
        conditions,
        { type: types.reconciling, status: 'True', reason: reasons.progressingWithRetry, message },
        written,
      );
}

/** Suspended objects keep what they said, at the generation that suspended them. */
function suspendedStatus({ object, status }: Seen, now: number): GitRepositoryStatus {
  const { conditions = [] } = status;
  if (conditions.length === 0) {
    return status;
  }
  const written = { generation: object.metadata.generation ?? 0, now };
  const ready = conditionOf(conditions, types.ready);
  const kept = withRetry(conditions, written);
  const { reason = '', message = '' } = ready ?? {};
  return {
    ...status,
    observedGeneration: written.generation,
    conditions:
      ready === undefined
        ? kept
        : setCondition(kept, { type: types.ready, status: ready.status, reason, message }, written),
  };
}

function handled({ object }: Seen, status: GitRepositoryStatus): GitRepositoryStatus {
  const requested = object.metadata.annotations?.[requestedAtAnnotation];
  return requested === undefined ? status : { ...status, lastHandledReconcileAt: requested };
}

export function isReady(status: GitRepositoryStatus): boolean {
  return isTrue(status.conditions, types.ready);
}

export function artifactOf(
  object: KubeObject,
  revision: string,
  made: { digest: string; base: string; now: number },
): Artifact {
  const { namespace = '', name } = object.metadata;
  const path = `gitrepository/${namespace}/${name}/${revision.slice(revision.lastIndexOf(':') + 1)}.tar.gz`;
  return { digest: made.digest, lastUpdateTime: formatTime(made.now), path, revision, url: `${made.base}/${path}` };
}
