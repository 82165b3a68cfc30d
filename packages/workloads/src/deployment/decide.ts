import type { Ended, Next, Step, Verdict } from '@juanie/controller';
import { hasEnded, type Pod } from '../pod.ts';
import { wanted, type ReplicaSet } from '../replica-set/replica-set.ts';
import { annotationsFor, desiredKey, revisionKey, revisionOf, sizeAnnotations } from './annotations.ts';
import { desired, isRolling, type Deployment, type DeploymentStatus } from './deployment.ts';
import { newSize, rollingSizes, scaledSizes, type Size } from './sizes.ts';
import {
  conditionOf,
  countedStatus,
  hasDeadline,
  isComplete,
  rolloutStatus,
  withCondition,
  type Saying,
} from './status.ts';
import { newReplicaSetOf, replicaSetFor } from './template.ts';

export interface Seen {
  readonly deployment: Deployment;
  /** ReplicaSets that it controls. */
  readonly replicaSets: readonly ReplicaSet[];
  /** ReplicaSets that nobody controls and its selector fits. */
  readonly orphans: readonly ReplicaSet[];
  /** Pods of all of its ReplicaSets. */
  readonly pods: readonly Pod[];
}

export type Action =
  | { readonly do: 'adopt'; readonly replicaSets: readonly ReplicaSet[] }
  | { readonly do: 'create'; readonly replicaSet: ReplicaSet; readonly revision: string }
  | { readonly do: 'annotate'; readonly replicaSet: ReplicaSet; readonly annotations: Record<string, string> }
  | { readonly do: 'revise'; readonly revision: string }
  | { readonly do: 'scale'; readonly sizes: readonly Size[]; readonly annotations: Record<string, string> }
  | { readonly do: 'forget'; readonly replicaSets: readonly ReplicaSet[] };

/** `collided`: another ReplicaSet had the name already. */
export type Outcome = 'done' | 'collided';

export interface Says extends Verdict {
  readonly status?: DeploymentStatus;
}

interface View extends Seen {
  readonly fresh: ReplicaSet | undefined;
  readonly old: readonly ReplicaSet[];
  readonly now: number;
}

export function decide(seen: Seen, now: number): Step<Action, Says> {
  const { deployment, replicaSets, orphans } = seen;
  const fresh = newReplicaSetOf(deployment, replicaSets);
  const view: View = { ...seen, now, fresh, old: replicaSets.filter((replicaSet) => replicaSet !== fresh) };
  if (deployment.metadata.deletionTimestamp !== undefined) {
    return { status: countedStatus(deployment, { fresh, all: replicaSets, now }), next: { when: 'changed' } };
  }
  if (orphans.length > 0) {
    return { next: { when: 'changed' }, action: { do: 'adopt', replicaSets: orphans } };
  }
  const pausing = pausedSaying(deployment);
  if (deployment.spec.paused === true || isScaling(view)) {
    return withPause(scaling(view), pausing, now);
  }
  return withPause(isRolling(deployment) ? rolling(view) : recreating(view), pausing, now);
}

/** Somebody changed `replicas`: the sizes that the ReplicaSets remember are not the wanted one. */
function isScaling({ deployment, replicaSets }: View): boolean {
  const active = replicaSets.filter((replicaSet) => wanted(replicaSet) > 0);
  const differs = active.some(({ metadata }) => {
    const size = metadata.annotations?.[desiredKey];
    return size !== undefined && size !== String(desired(deployment));
  });
  // Recreate has no proportions to keep: with several active ReplicaSets its rollout brings the sum right.
  return differs && (isRolling(deployment) || active.length <= 1);
}

function scaling(view: View): Step<Action, Says> {
  const { deployment, fresh, old, replicaSets, now } = view;
  const status = countedStatus(deployment, { fresh, all: replicaSets, now });
  const said: Says = { status, next: nextOf(deployment, status, now) };
  const action = bookkeeping(view) ?? scaleTo(view, scaledSizes(deployment, fresh, old)) ?? cleanup(view);
  return action === undefined ? said : { ...said, action };
}

function rolling(view: View): Step<Action, Says> {
  const { deployment, fresh, old } = view;
  if (fresh === undefined) {
    // Nothing is said of a new generation before its ReplicaSet is there: what was said of the old one (a deadline
    // that passed) would stand beside the new observedGeneration.
    return { next: { when: 'changed' }, action: create(view) };
  }
  const said = saying(view);
  const action = bookkeeping(view) ?? scaleTo(view, rollingSizes(deployment, fresh, old));
  return withAction(said, action ?? cleanupWhenComplete(view, said));
}

function recreating(view: View): Step<Action, Says> {
  const { deployment, fresh, old } = view;
  const said = saying(view);
  const running = old.filter((replicaSet) => wanted(replicaSet) > 0);
  const first =
    bookkeeping(view) ??
    scaleTo(
      view,
      running.map((replicaSet) => ({ replicaSet, to: 0 })),
    );
  if (first !== undefined || oldPodsRun(view)) {
    return withAction(said, first);
  }
  if (fresh === undefined) {
    return withAction(said, create(view));
  }
  const action = scaleTo(
    view,
    wanted(fresh) === desired(deployment) ? [] : [{ replicaSet: fresh, to: desired(deployment) }],
  );
  return withAction(said, action ?? cleanupWhenComplete(view, said));
}

function saying({ deployment, fresh, replicaSets, now }: View): Says {
  const status = rolloutStatus(deployment, { fresh, all: replicaSets, now });
  return { status, next: nextOf(deployment, status, now) };
}

function withAction(said: Says, action: Action | undefined): Step<Action, Says> {
  return action === undefined ? said : { ...said, action };
}

function oldPodsRun({ fresh, old, pods }: View): boolean {
  const freshUid = fresh?.metadata.uid;
  return (
    old.some(({ status }) => (status?.replicas ?? 0) > 0) ||
    pods.some((pod) => !hasEnded(pod) && pod.metadata.ownerReferences?.every(({ uid }) => uid !== freshUid))
  );
}

function create({ deployment, old, replicaSets }: View): Action {
  const revision = 1 + Math.max(0, ...old.map(revisionOf));
  const room = newSize(deployment, 0, replicaSets);
  const replicas = isRolling(deployment) ? room : desired(deployment);
  return { do: 'create', replicaSet: replicaSetFor(deployment, { revision, replicas }), revision: String(revision) };
}

/** Revision, history and copied annotations of the current ReplicaSet, then the revision of the Deployment. */
function bookkeeping({ deployment, fresh, old }: View): Action | undefined {
  if (fresh === undefined) {
    return undefined;
  }
  const revision = 1 + Math.max(0, ...old.map(revisionOf));
  const annotations = annotationsFor(deployment, revision, fresh);
  const held = fresh.metadata.annotations ?? {};
  const minReady = (fresh.spec.minReadySeconds ?? 0) !== (deployment.spec.minReadySeconds ?? 0);
  if (minReady || Object.entries(annotations).some(([key, value]) => held[key] !== value)) {
    return { do: 'annotate', replicaSet: fresh, annotations };
  }
  const own = annotations[revisionKey];
  return own === undefined || deployment.metadata.annotations?.[revisionKey] === own
    ? undefined
    : { do: 'revise', revision: own };
}

/** Undefined when every size and every remembered size is right already. */
function scaleTo({ deployment }: View, sizes: readonly Size[]): Action | undefined {
  const annotations = sizeAnnotations(deployment);
  const changed = sizes.filter(
    ({ replicaSet, to }) =>
      wanted(replicaSet) !== to ||
      Object.entries(annotations).some(([key, value]) => replicaSet.metadata.annotations?.[key] !== value),
  );
  return changed.length === 0 ? undefined : { do: 'scale', sizes: changed, annotations };
}

function cleanupWhenComplete(view: View, { status = {} }: Says): Action | undefined {
  return isComplete(view.deployment, status) ? cleanup(view) : undefined;
}

function cleanup({ deployment, old }: View): Action | undefined {
  const limit = deployment.spec.revisionHistoryLimit ?? 10;
  const kept = old.filter(({ metadata }) => metadata.deletionTimestamp === undefined);
  const surplus = kept
    .sort((a, b) => revisionOf(a) - revisionOf(b))
    .slice(0, Math.max(0, kept.length - limit))
    .filter(
      (replicaSet) =>
        wanted(replicaSet) === 0 &&
        (replicaSet.status?.replicas ?? 0) === 0 &&
        (replicaSet.metadata.generation ?? 0) <= (replicaSet.status?.observedGeneration ?? 0),
    );
  return surplus.length === 0 ? undefined : { do: 'forget', replicaSets: surplus };
}

function pausedSaying(deployment: Deployment): Saying | undefined {
  const held = conditionOf(deployment.status, 'Progressing');
  if (!hasDeadline(deployment) || held?.reason === 'ProgressDeadlineExceeded') {
    return undefined;
  }
  const was = held?.reason === 'DeploymentPaused';
  if (deployment.spec.paused === true && !was) {
    return { type: 'Progressing', status: 'Unknown', reason: 'DeploymentPaused', message: 'Deployment is paused' };
  }
  return deployment.spec.paused !== true && was
    ? { type: 'Progressing', status: 'Unknown', reason: 'DeploymentResumed', message: 'Deployment is resumed' }
    : undefined;
}

function withPause(step: Step<Action, Says>, saying: Saying | undefined, now: number): Step<Action, Says> {
  if (saying === undefined || step.status === undefined) {
    return step;
  }
  return { ...step, status: { ...step.status, conditions: withCondition(step.status.conditions ?? [], saying, now) } };
}

/** A rollout under way comes back when its deadline has passed, whatever happens until then. */
function nextOf(deployment: Deployment, status: DeploymentStatus, now: number): Next {
  const progressing = conditionOf(status, 'Progressing');
  const over = progressing === undefined || isComplete(deployment, status) || progressing.status === 'False';
  if (over || !hasDeadline(deployment) || progressing.reason === 'NewReplicaSetAvailable') {
    return { when: 'changed' };
  }
  const due = Date.parse(progressing.lastUpdateTime ?? '') + (deployment.spec.progressDeadlineSeconds ?? 0) * 1000;
  return { when: 'later', ms: Math.max(1000, due - now + 1000) };
}

export function conclude({ seen, action, ending }: Ended<Seen, Action, Outcome>, now: number): Says {
  const { deployment } = seen;
  const status = decide(seen, now).status ?? deployment.status ?? {};
  if (!ending.ok) {
    return action.do === 'create' && hasDeadline(deployment)
      ? { status: withSaying(status, notCreated(action, ending.fault.message), now), next: { when: 'backoff' } }
      : { next: { when: 'backoff' } };
  }
  if (action.do !== 'create') {
    return { next: nextOf(deployment, status, now) };
  }
  if (ending.outcome === 'collided') {
    const collisionCount = (deployment.status?.collisionCount ?? 0) + 1;
    return { status: { ...status, collisionCount }, next: { when: 'now' } };
  }
  const said = hasDeadline(deployment) ? withSaying(status, created(action), now) : status;
  return { status: said, next: nextOf(deployment, said, now) };
}

function withSaying(status: DeploymentStatus, saying: Saying, now: number): DeploymentStatus {
  return { ...status, conditions: withCondition(status.conditions ?? [], saying, now) };
}

function created({ replicaSet }: Action & { do: 'create' }): Saying {
  const message = `Created new replica set "${replicaSet.metadata.name}"`;
  return { type: 'Progressing', status: 'True', reason: 'NewReplicaSetCreated', message };
}

function notCreated({ replicaSet }: Action & { do: 'create' }, why: string): Saying {
  const message = `Failed to create new replica set "${replicaSet.metadata.name}": ${why}`;
  return { type: 'Progressing', status: 'False', reason: 'ReplicaSetCreateError', message };
}
