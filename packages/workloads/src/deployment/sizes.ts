import { wanted, type ReplicaSet } from '../replica-set/replica-set.ts';
import { desiredKey, maxKey } from './annotations.ts';
import {
  available,
  desired,
  fenceposts,
  isRolling,
  oldestFirst,
  sumStatus,
  sumWanted,
  type Deployment,
} from './deployment.ts';

/** One ReplicaSet's size to be. */
export interface Size {
  readonly replicaSet: ReplicaSet;
  readonly to: number;
}

/** How far the new ReplicaSet may grow at this moment. */
export function newSize(deployment: Deployment, current: number, all: readonly ReplicaSet[]): number {
  const replicas = desired(deployment);
  if (!isRolling(deployment)) {
    return replicas;
  }
  const room = replicas + fenceposts(deployment).surge - sumWanted(all);
  return room <= 0 ? current : current + Math.min(room, Math.max(replicas - current, 0));
}

/** One step of a rolling update: up first; when nothing grows, the old ones down as far as availability allows. */
export function rollingSizes(deployment: Deployment, fresh: ReplicaSet, old: readonly ReplicaSet[]): Size[] {
  const up = growth(deployment, fresh, old);
  return up === undefined ? shrinkage(deployment, fresh, old) : [up];
}

function growth(deployment: Deployment, fresh: ReplicaSet, old: readonly ReplicaSet[]): Size | undefined {
  const current = wanted(fresh);
  const replicas = desired(deployment);
  const to = current > replicas ? replicas : newSize(deployment, current, [...old, fresh]);
  return to === current ? undefined : { replicaSet: fresh, to };
}

function shrinkage(deployment: Deployment, fresh: ReplicaSet, old: readonly ReplicaSet[]): Size[] {
  const all = [...old, fresh];
  const least = desired(deployment) - fenceposts(deployment).unavailable;
  const unready = wanted(fresh) - available(fresh);
  const most = sumWanted(all) - least - unready;
  if (sumWanted(old) === 0 || most <= 0) {
    return [];
  }
  // Replicas that do not serve go first, whichever ReplicaSet they belong to.
  const sizes = new Map(oldestFirst(old).map((replicaSet) => [replicaSet, wanted(replicaSet)]));
  take(sizes, most, (replicaSet, size) => size - Math.min(size, available(replicaSet)));
  take(sizes, sumStatus(all, 'availableReplicas') - least, (_, size) => size);
  return [...sizes]
    .filter(([replicaSet, to]) => to !== wanted(replicaSet))
    .map(([replicaSet, to]) => ({ replicaSet, to }));
}

/** Takes up to `budget` replicas away in order, from each no more than `spare` says. */
function take(
  sizes: Map<ReplicaSet, number>,
  budget: number,
  spare: (replicaSet: ReplicaSet, size: number) => number,
): void {
  let left = budget;
  for (const [replicaSet, size] of sizes) {
    const taken = Math.max(0, Math.min(left, spare(replicaSet, size)));
    sizes.set(replicaSet, size - taken);
    left -= taken;
  }
}

/** The replicas of a Deployment that is paused or was just scaled: no rollout, only the sum is brought right. */
export function scaledSizes(deployment: Deployment, fresh: ReplicaSet | undefined, old: readonly ReplicaSet[]): Size[] {
  const replicas = desired(deployment);
  const all = fresh === undefined ? [...old] : [...old, fresh];
  const active = all.filter((replicaSet) => wanted(replicaSet) > 0);
  if (active.length <= 1) {
    const only = active[0] ?? fresh ?? oldestFirst(old).at(-1);
    return only === undefined ? [] : [{ replicaSet: only, to: replicas }];
  }
  if (fresh !== undefined && isSaturated(deployment, fresh)) {
    return old.filter((replicaSet) => wanted(replicaSet) > 0).map((replicaSet) => ({ replicaSet, to: 0 }));
  }
  return isRolling(deployment) ? proportional(deployment, active) : [];
}

function isSaturated(deployment: Deployment, fresh: ReplicaSet): boolean {
  const replicas = desired(deployment);
  return (
    fresh.metadata.annotations?.[desiredKey] === String(replicas) &&
    wanted(fresh) === replicas &&
    available(fresh) === replicas
  );
}

/** Spreads what is added or taken over the ReplicaSets by their share, so that a bad rollout does not grow. */
function proportional(deployment: Deployment, active: readonly ReplicaSet[]): Size[] {
  const replicas = desired(deployment);
  const allowed = replicas > 0 ? replicas + fenceposts(deployment).surge : 0;
  const toAdd = allowed - sumWanted(active);
  const ordered = bySize(active, toAdd > 0);
  let added = 0;
  const sizes = ordered.map((replicaSet) => {
    const share = toAdd === 0 ? 0 : shareOf(deployment, replicaSet, toAdd - added);
    added += share;
    return { replicaSet, to: wanted(replicaSet) + share };
  });
  const [first, ...rest] = sizes;
  return first === undefined ? [] : [{ ...first, to: Math.max(0, first.to + toAdd - added) }, ...rest];
}

function bySize(replicaSets: readonly ReplicaSet[], newerFirst: boolean): ReplicaSet[] {
  const aged = oldestFirst(replicaSets);
  return (newerFirst ? aged.reverse() : aged).sort((a, b) => wanted(b) - wanted(a));
}

function shareOf(deployment: Deployment, replicaSet: ReplicaSet, left: number): number {
  const size = wanted(replicaSet);
  if (size === 0 || left === 0) {
    return 0;
  }
  const replicas = desired(deployment);
  const before = Number(replicaSet.metadata.annotations?.[maxKey]) || (deployment.status?.replicas ?? 0) || size;
  const to = replicas === 0 ? 0 : Math.round((size * (replicas + fenceposts(deployment).surge)) / before);
  return left > 0 ? Math.min(to - size, left) : Math.max(to - size, left);
}
