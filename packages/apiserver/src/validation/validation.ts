import type { KubeObject } from '@juanie/kube';
import type { FieldProblem } from '../http/status.ts';
import type { Kind } from '../kinds/kind.ts';
import { validateMetadata } from './metadata.ts';
import {
  keepsClaim,
  keepsConfig,
  keepsRoleRef,
  keepsStorageClass,
  validateClaim,
  validateConfig,
  validateIngress,
  validateService,
} from './others.ts';
import {
  keepsJob,
  keepsPod,
  keepsSelector,
  keepsStatefulSet,
  validateCronJob,
  validateJob,
  validatePod,
  validateWorkload,
} from './workloads.ts';

interface Checks {
  /** What any object of the kind must be. */
  readonly whole?: (object: KubeObject) => FieldProblem[];
  /** What a change must leave alone. */
  readonly change?: (next: KubeObject, live: KubeObject) => FieldProblem[];
}

const rbac = 'rbac.authorization.k8s.io';
const workload: Checks = { whole: validateWorkload, change: keepsSelector };

/** Checks of built-in kinds beyond their types. */
const checks: Readonly<Record<string, Checks>> = {
  pods: { whole: validatePod, change: keepsPod },
  'apps/deployments': workload,
  'apps/replicasets': workload,
  'apps/daemonsets': workload,
  'apps/statefulsets': { whole: validateWorkload, change: keepsStatefulSet },
  'batch/jobs': { whole: validateJob, change: keepsJob },
  'batch/cronjobs': { whole: validateCronJob },
  services: { whole: validateService },
  configmaps: { whole: validateConfig, change: keepsConfig },
  secrets: { whole: validateConfig, change: keepsConfig },
  persistentvolumeclaims: { whole: validateClaim, change: keepsClaim },
  'networking.k8s.io/ingresses': { whole: validateIngress },
  'storage.k8s.io/storageclasses': { change: keepsStorageClass },
  [`${rbac}/rolebindings`]: { change: keepsRoleRef },
  [`${rbac}/clusterrolebindings`]: { change: keepsRoleRef },
};

export function validateObject(kind: Kind, object: KubeObject): FieldProblem[] {
  return [...validateMetadata(kind, object), ...(checks[kind.collection]?.whole?.(object) ?? [])];
}

export function validateUpdate(kind: Kind, next: KubeObject, live: KubeObject): FieldProblem[] {
  return checks[kind.collection]?.change?.(next, live) ?? [];
}
