import { scaledValue, type Condition, type IntOrString, type KubeObject, type LabelSelectorSpec } from '@juanie/kube';
import type { PodTemplate } from '../pod.ts';
import type { ReplicaSet } from '../replica-set/replica-set.ts';
import { wanted } from '../replica-set/replica-set.ts';

export interface DeploymentSpec {
  readonly replicas?: number;
  readonly selector: LabelSelectorSpec;
  readonly template: PodTemplate;
  readonly strategy?: {
    readonly type?: 'RollingUpdate' | 'Recreate';
    readonly rollingUpdate?: { readonly maxSurge?: IntOrString; readonly maxUnavailable?: IntOrString };
  };
  readonly minReadySeconds?: number;
  readonly revisionHistoryLimit?: number;
  readonly paused?: boolean;
  readonly progressDeadlineSeconds?: number;
}

/** Deployments keep when a condition was last touched, too: the progress deadline runs from there. */
export interface DeploymentCondition extends Condition {
  lastUpdateTime?: string;
}

export interface DeploymentStatus {
  readonly observedGeneration?: number;
  readonly replicas?: number;
  readonly updatedReplicas?: number;
  readonly readyReplicas?: number;
  readonly availableReplicas?: number;
  readonly unavailableReplicas?: number;
  readonly conditions?: readonly DeploymentCondition[];
  readonly collisionCount?: number;
}

export interface Deployment extends KubeObject {
  spec: DeploymentSpec;
  status?: DeploymentStatus;
}

export function desired({ spec }: Deployment): number {
  return spec.replicas ?? 1;
}

export function isRolling({ spec }: Deployment): boolean {
  return spec.strategy?.type !== 'Recreate';
}

/** How many pods above and below `replicas` a rolling update may go; never both none. */
export function fenceposts(deployment: Deployment): { surge: number; unavailable: number } {
  if (!isRolling(deployment)) {
    return { surge: 0, unavailable: 0 };
  }
  const { maxSurge = '25%', maxUnavailable = '25%' } = deployment.spec.strategy?.rollingUpdate ?? {};
  const replicas = desired(deployment);
  const surge = scaledValue(maxSurge, replicas, 'up') ?? 0;
  const unavailable = scaledValue(maxUnavailable, replicas, 'down') ?? 0;
  // Both may round to none; then nothing would ever move.
  return { surge, unavailable: Math.min(surge === 0 && unavailable === 0 ? 1 : unavailable, replicas) };
}

export function sumWanted(replicaSets: readonly ReplicaSet[]): number {
  return replicaSets.reduce((sum, replicaSet) => sum + wanted(replicaSet), 0);
}

export function sumStatus(
  replicaSets: readonly ReplicaSet[],
  field: 'replicas' | 'readyReplicas' | 'availableReplicas',
): number {
  return replicaSets.reduce((sum, { status }) => sum + (status?.[field] ?? 0), 0);
}

export function available({ status }: ReplicaSet): number {
  return status?.availableReplicas ?? 0;
}

export function oldestFirst(replicaSets: readonly ReplicaSet[]): ReplicaSet[] {
  return [...replicaSets].sort(
    (a, b) =>
      (Date.parse(a.metadata.creationTimestamp ?? '') || 0) - (Date.parse(b.metadata.creationTimestamp ?? '') || 0) ||
      (a.metadata.name < b.metadata.name ? -1 : 1),
  );
}
