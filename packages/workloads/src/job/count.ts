import { isActive, isReady, type Pod } from '../pod.ts';
import type { Job } from './job.ts';

export interface Counts {
  readonly active: readonly Pod[];
  readonly ready: number;
  readonly terminating: number;
  readonly succeeded: number;
  readonly failed: number;
  /** Restarts of containers in pods that are restarted in place; they count against the limit, too. */
  readonly restarts: number;
  /** Milliseconds since 1970 of the last failure. */
  readonly lastFailure: number;
}

/** Pods by what became of them. What the status has counted stays counted when its pod is deleted. */
export function count({ spec, status }: Job, pods: readonly Pod[]): Counts {
  const active = pods.filter(isActive);
  const failed = pods.filter((pod) => pod.status?.phase === 'Failed');
  return {
    active,
    ready: active.filter(isReady).length,
    terminating: pods.filter(({ metadata, status: now }) => {
      return metadata.deletionTimestamp !== undefined && now?.phase !== 'Failed' && now?.phase !== 'Succeeded';
    }).length,
    succeeded: Math.max(status?.succeeded ?? 0, pods.filter((pod) => pod.status?.phase === 'Succeeded').length),
    failed: Math.max(status?.failed ?? 0, failed.length),
    restarts:
      spec.template.spec.restartPolicy === 'OnFailure' ? active.reduce((sum, pod) => sum + restartsOf(pod), 0) : 0,
    lastFailure: Math.max(0, ...failed.map(endedAt)),
  };
}

function restartsOf({ status }: Pod): number {
  return (status?.containerStatuses ?? []).reduce((sum, { restartCount = 0 }) => sum + restartCount, 0);
}

/** When its last container ended; the transition of readiness where containers do not say. */
function endedAt({ status, metadata }: Pod): number {
  const ends = (status?.containerStatuses ?? []).map((one) => Date.parse(one.state?.terminated?.finishedAt ?? '') || 0);
  const ready = status?.conditions?.find(({ type }) => type === 'Ready')?.lastTransitionTime;
  return Math.max(0, ...ends) || Date.parse(ready ?? metadata.creationTimestamp ?? '') || 0;
}
