import type { KubeObject } from '@juanie/kube';
import { idOf, type ObjectId } from './identity.ts';

const earlyKinds = [
  'CustomResourceDefinition',
  'Namespace',
  'ClusterRole',
  'ClusterClass',
  'RuntimeClass',
  'PriorityClass',
  'StorageClass',
  'VolumeSnapshotClass',
  'IngressClass',
  'GatewayClass',
  'ClusterRoleBinding',
  'ResourceQuota',
  'ServiceAccount',
  'Role',
  'RoleBinding',
  'ConfigMap',
  'Secret',
  'Service',
  'LimitRange',
  'Deployment',
  'StatefulSet',
  'CronJob',
  'PodDisruptionBudget',
];
const lateKinds = ['MutatingWebhookConfiguration', 'ValidatingWebhookConfiguration'];

const rankOfKind = new Map<string, number>([
  ...earlyKinds.map((kind, at): [string, number] => [kind, at - earlyKinds.length]),
  ...lateKinds.map((kind, at): [string, number] => [kind, at + 1]),
]);

/** The order in which objects are applied; deleted in reverse. */
export function compareIds(a: ObjectId, b: ObjectId): number {
  return (
    (rankOfKind.get(a.kind) ?? 0) - (rankOfKind.get(b.kind) ?? 0) ||
    compareText(a.group, b.group) ||
    compareText(a.kind, b.kind) ||
    compareText(a.namespace, b.namespace) ||
    compareText(a.name, b.name)
  );
}

export interface Stage {
  readonly objects: readonly KubeObject[];
  /** The next stage starts once these objects are current. */
  readonly awaited: boolean;
}

/** Cluster definitions, class definitions, the rest: each is applied whole before the next. Empty ones are left out. */
export function stagesOf(objects: readonly KubeObject[]): Stage[] {
  const definitions = objects.filter(isClusterDefinition);
  const classes = objects.filter((object) => !isClusterDefinition(object) && isClassDefinition(object));
  const rest = objects.filter((object) => !isClusterDefinition(object) && !isClassDefinition(object));
  return [
    { objects: sorted(definitions), awaited: true },
    { objects: sorted(classes), awaited: true },
    { objects: sorted(rest), awaited: false },
  ].filter((stage) => stage.objects.length > 0);
}

function sorted(objects: readonly KubeObject[]): KubeObject[] {
  return objects
    .map((object) => ({ object, id: idOf(object) }))
    .sort((a, b) => compareIds(a.id, b.id))
    .map(({ object }) => object);
}

function isClusterDefinition({ apiVersion, kind }: KubeObject): boolean {
  switch (kind.toLowerCase()) {
    case 'customresourcedefinition':
      return apiVersion.startsWith('apiextensions.k8s.io/');
    case 'namespace':
      return apiVersion === 'v1';
    case 'clusterrole':
      return apiVersion.startsWith('rbac.authorization.k8s.io/');
    default:
      return false;
  }
}

function isClassDefinition({ kind }: KubeObject): boolean {
  return kind.endsWith('Class');
}

function compareText(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
