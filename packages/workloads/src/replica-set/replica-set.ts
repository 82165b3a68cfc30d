import type { Condition, KubeObject, LabelSelectorSpec } from '@juanie/kube';
import type { PodTemplate } from '../pod.ts';

export interface ReplicaSetSpec {
  readonly replicas?: number;
  readonly minReadySeconds?: number;
  readonly selector: LabelSelectorSpec;
  readonly template: PodTemplate;
}

export interface ReplicaSetStatus {
  readonly replicas: number;
  readonly fullyLabeledReplicas?: number;
  readonly readyReplicas?: number;
  readonly availableReplicas?: number;
  readonly observedGeneration?: number;
  readonly conditions?: readonly Condition[];
}

export interface ReplicaSet extends KubeObject {
  spec: ReplicaSetSpec;
  status?: ReplicaSetStatus;
}

/** How many it was told to run. */
export function wanted({ spec }: ReplicaSet): number {
  return spec.replicas ?? 1;
}
