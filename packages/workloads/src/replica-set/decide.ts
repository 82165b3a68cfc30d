import type { Ended, Step, Verdict } from '@juanie/controller';
import { formatTime, type Condition } from '@juanie/kube';
import { availableAt, isActive, isReady, type Pod } from '../pod.ts';
import { hasLabels } from '../selector.ts';
import { inOrderOfDeletion } from './rank.ts';
import { wanted, type ReplicaSet, type ReplicaSetStatus } from './replica-set.ts';

export interface Seen {
  readonly replicaSet: ReplicaSet;
  /** Pods that it controls, those on their way out included. */
  readonly pods: readonly Pod[];
  /** Pods that nobody controls and its selector fits. */
  readonly orphans: readonly Pod[];
  /** Pods that it controls but its selector does not fit any more. */
  readonly strays: readonly Pod[];
}

export type Action =
  | { readonly do: 'adopt'; readonly pods: readonly Pod[]; readonly strays: readonly Pod[] }
  | { readonly do: 'create'; readonly count: number }
  | { readonly do: 'delete'; readonly pods: readonly Pod[] };

export interface Says extends Verdict {
  readonly status?: ReplicaSetStatus;
}

/** Pods created or deleted in one pass, as upstream's burst. */
const burst = 500;

export function decide(seen: Seen, now: number): Step<Action, Says> {
  const { replicaSet, pods, orphans, strays } = seen;
  const said: Says = { status: statusOf(seen, now), next: nextOf(seen, now) };
  if (replicaSet.metadata.deletionTimestamp !== undefined) {
    return said;
  }
  if (orphans.length > 0 || strays.length > 0) {
    return { ...said, action: { do: 'adopt', pods: orphans, strays } };
  }
  const active = pods.filter(isActive);
  const missing = wanted(replicaSet) - active.length;
  if (missing > 0) {
    return { ...said, action: { do: 'create', count: Math.min(missing, burst) } };
  }
  if (missing < 0) {
    return { ...said, action: { do: 'delete', pods: inOrderOfDeletion(active).slice(0, Math.min(-missing, burst)) } };
  }
  return said;
}

export function conclude({ seen, action, ending }: Ended<Seen, Action, void>, now: number): Says {
  if (ending.ok) {
    return { next: nextOf(seen, now) };
  }
  const failure: Condition = {
    type: 'ReplicaFailure',
    status: 'True',
    lastTransitionTime: formatTime(now),
    reason: action.do === 'delete' ? 'FailedDelete' : 'FailedCreate',
    message: ending.fault.message,
  };
  const status = statusOf(seen, now);
  const conditions = [...(status.conditions ?? []).filter(({ type }) => type !== failure.type), failure];
  return { status: { ...status, conditions: keepTimes(conditions, seen.replicaSet) }, next: { when: 'backoff' } };
}

function keepTimes(conditions: readonly Condition[], { status }: ReplicaSet): Condition[] {
  return conditions.map((condition) => {
    const held = status?.conditions?.find(({ type }) => type === condition.type);
    return held?.status === condition.status && held.reason === condition.reason ? held : condition;
  });
}

function statusOf({ replicaSet, pods }: Seen, now: number): ReplicaSetStatus {
  const active = pods.filter(isActive);
  const { minReadySeconds = 0, template } = replicaSet.spec;
  const ready = active.filter(isReady).length;
  const available = active.filter((pod) => (availableAt(pod, minReadySeconds) ?? Infinity) <= now).length;
  const labelled = active.filter((pod) => hasLabels(pod.metadata.labels, template.metadata?.labels ?? {})).length;
  const { observedGeneration: _, conditions = [] } = replicaSet.status ?? {};
  // A failure stays until the number of pods is right.
  const kept =
    active.length === wanted(replicaSet) ? conditions.filter(({ type }) => type !== 'ReplicaFailure') : conditions;
  return {
    replicas: active.length,
    ...(labelled === 0 ? {} : { fullyLabeledReplicas: labelled }),
    ...(ready === 0 ? {} : { readyReplicas: ready }),
    ...(available === 0 ? {} : { availableReplicas: available }),
    observedGeneration: replicaSet.metadata.generation ?? 0,
    ...(kept.length === 0 ? {} : { conditions: kept }),
  };
}

/** Readiness alone makes nobody available while `minReadySeconds` runs: look again then. */
function nextOf({ replicaSet, pods }: Seen, now: number): Verdict['next'] {
  const times = pods
    .filter(isActive)
    .map((pod) => availableAt(pod, replicaSet.spec.minReadySeconds ?? 0) ?? 0)
    .filter((at) => at > now);
  return times.length === 0 ? { when: 'changed' } : { when: 'later', ms: Math.min(...times) - now };
}
