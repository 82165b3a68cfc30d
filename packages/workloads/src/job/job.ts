import type { Condition, KubeObject } from '@juanie/kube';
import type { PodTemplate } from '../pod.ts';

export interface JobSpec {
  readonly parallelism?: number;
  /** Absent: the job is done when one pod has succeeded and none runs. */
  readonly completions?: number;
  readonly completionMode?: string;
  readonly backoffLimit?: number;
  readonly activeDeadlineSeconds?: number;
  readonly ttlSecondsAfterFinished?: number;
  readonly suspend?: boolean;
  readonly template: PodTemplate;
}

export interface JobStatus {
  readonly active?: number;
  readonly ready?: number;
  readonly terminating?: number;
  readonly succeeded?: number;
  readonly failed?: number;
  readonly startTime?: string;
  readonly completionTime?: string;
  readonly conditions?: readonly Condition[];
  readonly uncountedTerminatedPods?: object;
}

export interface Job extends KubeObject {
  spec: JobSpec;
  status?: JobStatus;
}

export function jobCondition({ status }: Job, type: string): Condition | undefined {
  return status?.conditions?.find((condition) => condition.type === type && condition.status === 'True');
}

export function finishedCondition(job: Job): Condition | undefined {
  return jobCondition(job, 'Complete') ?? jobCondition(job, 'Failed');
}
