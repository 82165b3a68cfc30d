import { formatTime } from '@juanie/kube';
import type { ReplicaSet } from '../replica-set/replica-set.ts';
import {
  desired,
  fenceposts,
  sumStatus,
  sumWanted,
  type Deployment,
  type DeploymentCondition,
  type DeploymentStatus,
} from './deployment.ts';
import { withoutZeros } from '../write-status.ts';

/** What a condition says before its times are known. */
export type Saying = Pick<DeploymentCondition, 'type' | 'status'> & { reason: string; message: string };

type Conditions = readonly DeploymentCondition[];

export function conditionOf(status: DeploymentStatus | undefined, type: string): DeploymentCondition | undefined {
  return status?.conditions?.find((condition) => condition.type === type);
}

export function hasDeadline({ spec }: Deployment): boolean {
  return spec.progressDeadlineSeconds !== undefined && spec.progressDeadlineSeconds < 2 ** 31 - 1;
}

/** Upstream's SetDeploymentCondition: the same status and reason leave the condition as it is, message included. */
export function withCondition(conditions: Conditions, saying: Saying, now: number): DeploymentCondition[] {
  const held = conditions.find(({ type }) => type === saying.type);
  if (held?.status === saying.status && held.reason === saying.reason) {
    return [...conditions];
  }
  const at = formatTime(now);
  const lastTransitionTime = held?.status === saying.status ? (held.lastTransitionTime ?? at) : at;
  const rest = conditions.filter(({ type }) => type !== saying.type);
  return [...rest, { ...saying, lastUpdateTime: at, lastTransitionTime }];
}

function without(conditions: Conditions, type: string): DeploymentCondition[] {
  return conditions.filter((condition) => condition.type !== type);
}

/** Counts and the Available condition; progress is judged apart. */
export function countedStatus(
  deployment: Deployment,
  { fresh, all, now }: { fresh: ReplicaSet | undefined; all: readonly ReplicaSet[]; now: number },
): DeploymentStatus {
  const availableReplicas = sumStatus(all, 'availableReplicas');
  const enough = availableReplicas >= desired(deployment) - fenceposts(deployment).unavailable;
  const saying: Saying = enough
    ? {
        type: 'Available',
        status: 'True',
        reason: 'MinimumReplicasAvailable',
        message: 'Deployment has minimum availability.',
      }
    : {
        type: 'Available',
        status: 'False',
        reason: 'MinimumReplicasUnavailable',
        message: 'Deployment does not have minimum availability.',
      };
  return withoutZeros({
    observedGeneration: deployment.metadata.generation ?? 0,
    replicas: sumStatus(all, 'replicas'),
    updatedReplicas: fresh?.status?.replicas ?? 0,
    readyReplicas: sumStatus(all, 'readyReplicas'),
    availableReplicas,
    unavailableReplicas: Math.max(0, sumWanted(all) - availableReplicas),
    conditions: withCondition(deployment.status?.conditions ?? [], saying, now),
    ...(deployment.status?.collisionCount === undefined ? {} : { collisionCount: deployment.status.collisionCount }),
  });
}

export function isComplete(deployment: Deployment, status: DeploymentStatus): boolean {
  const replicas = desired(deployment);
  return (
    (status.updatedReplicas ?? 0) === replicas &&
    (status.replicas ?? 0) === replicas &&
    (status.availableReplicas ?? 0) === replicas &&
    (status.observedGeneration ?? 0) >= (deployment.metadata.generation ?? 0)
  );
}

function hasProgressed({ status: before = {} }: Deployment, status: DeploymentStatus): boolean {
  const old = ({ replicas = 0, updatedReplicas = 0 }: DeploymentStatus) => replicas - updatedReplicas;
  return (
    (status.updatedReplicas ?? 0) > (before.updatedReplicas ?? 0) ||
    old(status) < old(before) ||
    (status.readyReplicas ?? 0) > (before.readyReplicas ?? 0) ||
    (status.availableReplicas ?? 0) > (before.availableReplicas ?? 0)
  );
}

function hasTimedOut({ spec }: Deployment, status: DeploymentStatus, now: number): boolean {
  const progressing = conditionOf(status, 'Progressing');
  if (progressing === undefined || progressing.reason === 'NewReplicaSetAvailable') {
    return false;
  }
  const since = Date.parse(progressing.lastUpdateTime ?? '');
  return progressing.reason === 'ProgressDeadlineExceeded' || since + (spec.progressDeadlineSeconds ?? 0) * 1000 < now;
}

/** The status of a rollout: counted, progress judged, failures of its ReplicaSets taken over. */
export function rolloutStatus(
  deployment: Deployment,
  seen: { fresh: ReplicaSet | undefined; all: readonly ReplicaSet[]; now: number },
): DeploymentStatus {
  const { fresh, all, now } = seen;
  const counted = countedStatus(deployment, seen);
  const progress = hasDeadline(deployment)
    ? withProgress(deployment, { counted, fresh, now })
    : without(counted.conditions ?? [], 'Progressing');
  const failure = [...(fresh === undefined ? [] : [fresh]), ...all]
    .flatMap(({ status }) => status?.conditions ?? [])
    .find(({ type }) => type === 'ReplicaFailure');
  const { type = '', status = 'True', reason = '', message = '' } = failure ?? {};
  return {
    ...counted,
    conditions:
      failure === undefined
        ? without(progress, 'ReplicaFailure')
        : withCondition(progress, { type, status, reason, message }, now),
  };
}

function withProgress(
  deployment: Deployment,
  { counted, fresh, now }: { counted: DeploymentStatus; fresh: ReplicaSet | undefined; now: number },
): DeploymentCondition[] {
  const conditions = counted.conditions ?? [];
  const held = conditionOf(deployment.status, 'Progressing');
  if (counted.replicas === counted.updatedReplicas && held?.reason === 'NewReplicaSetAvailable') {
    return [...conditions];
  }
  const what = fresh === undefined ? `Deployment "${deployment.metadata.name}"` : `ReplicaSet "${fresh.metadata.name}"`;
  const say = (status: 'True' | 'False', reason: string, ending: string): Saying => {
    return { type: 'Progressing', status, reason, message: `${what} ${ending}` };
  };
  if (isComplete(deployment, counted)) {
    return withCondition(conditions, say('True', 'NewReplicaSetAvailable', 'has successfully progressed.'), now);
  }
  if (hasProgressed(deployment, counted)) {
    return touched(conditions, say('True', 'ReplicaSetUpdated', 'is progressing.'), now);
  }
  if (hasTimedOut(deployment, counted, now)) {
    return withCondition(conditions, say('False', 'ProgressDeadlineExceeded', 'has timed out progressing.'), now);
  }
  return [...conditions];
}

/** Progress moves lastUpdateTime on even when nothing else changes: the deadline starts again. */
function touched(conditions: Conditions, saying: Saying, now: number): DeploymentCondition[] {
  const held = conditions.find(({ type }) => type === saying.type);
  const at = formatTime(now);
  const lastTransitionTime = held?.status === 'True' ? (held.lastTransitionTime ?? at) : at;
  return [...without(conditions, saying.type), { ...saying, lastUpdateTime: at, lastTransitionTime }];
}
