import type { ReplicaSet } from '../replica-set/replica-set.ts';
import { desired, fenceposts, type Deployment } from './deployment.ts';

export const revisionKey = 'deployment.kubernetes.io/revision';
const historyKey = 'deployment.kubernetes.io/revision-history';
export const desiredKey = 'deployment.kubernetes.io/desired-replicas';
export const maxKey = 'deployment.kubernetes.io/max-replicas';

/** Annotations of a Deployment that its ReplicaSets do not take over. */
const own = new Set([
  'kubectl.kubernetes.io/last-applied-configuration',
  revisionKey,
  historyKey,
  desiredKey,
  maxKey,
  'deprecated.deployment.rollback.to',
]);
/** The history is cut at the front beyond this many characters, as upstream. */
const longestHistory = 2000;

export function revisionOf({ metadata }: ReplicaSet | Deployment): number {
  return Number.parseInt(metadata.annotations?.[revisionKey] ?? '0', 10) || 0;
}

/** `kubectl rollout history` reads these; scaling in proportion reads the two sizes. */
export function sizeAnnotations(deployment: Deployment): Record<string, string> {
  const replicas = desired(deployment);
  return { [desiredKey]: String(replicas), [maxKey]: String(replicas + fenceposts(deployment).surge) };
}

/** What the ReplicaSet of the current template has to carry at this revision; the same object when it does. */
export function annotationsFor(
  deployment: Deployment,
  revision: number,
  replicaSet: ReplicaSet | undefined,
): Record<string, string> {
  const held = replicaSet?.metadata.annotations ?? {};
  const copied = Object.entries(deployment.metadata.annotations ?? {}).filter(([key]) => !own.has(key));
  const next: Record<string, string> = { ...held, ...Object.fromEntries(copied) };
  const before = held[revisionKey];
  if ((Number.parseInt(before ?? '0', 10) || 0) < revision) {
    next[revisionKey] = String(revision);
    if (before !== undefined) {
      next[historyKey] = appended(held[historyKey], before);
    }
  }
  return replicaSet === undefined ? { ...next, ...sizeAnnotations(deployment) } : next;
}

function appended(history: string | undefined, revision: string): string {
  const parts = [...(history === undefined || history === '' ? [] : history.split(',')), revision];
  while (parts.join(',').length > longestHistory) {
    parts.shift();
  }
  return parts.join(',');
}
