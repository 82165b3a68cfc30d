import { equalJson, type KubeObject } from '@juanie/kube';
import type { Kind } from '../kinds/kind.ts';

const counted = new Set([
  'apps/deployments',
  'apps/replicasets',
  'apps/statefulsets',
  'apps/daemonsets',
  'replicationcontrollers',
  'pods',
  'batch/jobs',
  'batch/cronjobs',
  'networking.k8s.io/ingresses',
  'networking.k8s.io/ingressclasses',
  'networking.k8s.io/networkpolicies',
  'policy/poddisruptionbudgets',
  'apiextensions.k8s.io/customresourcedefinitions',
  'admissionregistration.k8s.io/mutatingwebhookconfigurations',
  'admissionregistration.k8s.io/validatingwebhookconfigurations',
  'scheduling.k8s.io/priorityclasses',
  'discovery.k8s.io/endpointslices',
]);

export function hasGeneration(kind: Kind): boolean {
  return kind.custom !== undefined || counted.has(kind.collection);
}

/** Whether the desired state is another: anything outside metadata, and outside status where that is a subresource. */
export function changesDesired(kind: Kind, current: KubeObject, next: KubeObject): boolean {
  const ignored = new Set(['apiVersion', 'kind', 'metadata']);
  if (hasStatus(kind)) {
    ignored.add('status');
  }
  const fields = new Set([...Object.keys(current), ...Object.keys(next)]);
  return [...fields].some((field) => !ignored.has(field) && !equalJson(current[field], next[field]));
}

/** Whether status is written by itself, at `/status`. */
export function hasStatus(kind: Kind): boolean {
  return kind.subresources.some(({ name }) => name === 'status');
}
