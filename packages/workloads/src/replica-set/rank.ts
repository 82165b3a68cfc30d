import { isReady, podCondition, type Pod } from '../pod.ts';

const phases = ['Pending', 'Unknown', 'Running'];

/**
 * Which pods go first when there are too many. Upstream's order (pkg/controller ActivePodsWithRanks): unassigned,
 * pending, not ready, cheaper to delete, ready for a shorter time, restarted more often, younger.
 */
export function inOrderOfDeletion(pods: readonly Pod[]): Pod[] {
  return [...pods].sort(
    (a, b) =>
      number(a.spec.nodeName !== undefined) - number(b.spec.nodeName !== undefined) ||
      phaseOf(a) - phaseOf(b) ||
      number(isReady(a)) - number(isReady(b)) ||
      deletionCost(a) - deletionCost(b) ||
      readySince(b) - readySince(a) ||
      restarts(b) - restarts(a) ||
      createdAt(b) - createdAt(a) ||
      compare(a.metadata.name, b.metadata.name),
  );
}

function number(value: boolean): number {
  return value ? 1 : 0;
}

function phaseOf(pod: Pod): number {
  return phases.indexOf(pod.status?.phase ?? 'Pending');
}

function deletionCost(pod: Pod): number {
  return Number(pod.metadata.annotations?.['controller.kubernetes.io/pod-deletion-cost'] ?? 0) || 0;
}

function readySince(pod: Pod): number {
  return isReady(pod) ? Date.parse(podCondition(pod, 'Ready')?.lastTransitionTime ?? '') || 0 : 0;
}

function restarts(pod: Pod): number {
  return (pod.status?.containerStatuses ?? []).reduce((sum, { restartCount = 0 }) => Math.max(sum, restartCount), 0);
}

function createdAt(pod: Pod): number {
  return Date.parse(pod.metadata.creationTimestamp ?? '') || 0;
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
