import type { KindRef } from '@juanie/kube-client';

export interface OwnedKind extends KindRef {
  readonly namespaced: boolean;
}

function kinds(apiVersion: string, namespaced: boolean, names: string): OwnedKind[] {
  return names.split(' ').map((kind) => ({ apiVersion, kind, namespaced }));
}

/** Built-in kinds whose objects can own, be owned, or fill a namespace. Events are left out, as upstream leaves them. */
export const builtInKinds: readonly OwnedKind[] = [
  ...kinds(
    'v1',
    true,
    'ConfigMap Endpoints LimitRange PersistentVolumeClaim Pod PodTemplate ReplicationController ResourceQuota Secret Service ServiceAccount',
  ),
  ...kinds('v1', false, 'Namespace Node PersistentVolume'),
  ...kinds('apps/v1', true, 'ControllerRevision DaemonSet Deployment ReplicaSet StatefulSet'),
  ...kinds('autoscaling/v2', true, 'HorizontalPodAutoscaler'),
  ...kinds('batch/v1', true, 'CronJob Job'),
  ...kinds('coordination.k8s.io/v1', true, 'Lease'),
  ...kinds('discovery.k8s.io/v1', true, 'EndpointSlice'),
  ...kinds('networking.k8s.io/v1', true, 'Ingress NetworkPolicy'),
  ...kinds('networking.k8s.io/v1', false, 'IngressClass'),
  ...kinds('policy/v1', true, 'PodDisruptionBudget'),
  ...kinds('rbac.authorization.k8s.io/v1', true, 'Role RoleBinding'),
  ...kinds('rbac.authorization.k8s.io/v1', false, 'ClusterRole ClusterRoleBinding'),
  ...kinds('storage.k8s.io/v1', false, 'StorageClass'),
  ...kinds('apiextensions.k8s.io/v1', false, 'CustomResourceDefinition'),
];
