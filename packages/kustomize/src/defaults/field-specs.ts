import { fieldSpec, type FieldSpec } from '../field-spec.ts';

/** Where labels stand: on objects and on the templates of what they make. */
export const metadataLabels: readonly FieldSpec[] = [
  fieldSpec('metadata/labels', { create: true }),
  fieldSpec('spec/template/metadata/labels', { version: 'v1', kind: 'ReplicationController', create: true }),
  fieldSpec('spec/template/metadata/labels', { kind: 'Deployment', create: true }),
  fieldSpec('spec/template/metadata/labels', { kind: 'ReplicaSet', create: true }),
  fieldSpec('spec/template/metadata/labels', { kind: 'DaemonSet', create: true }),
  fieldSpec('spec/template/metadata/labels', { group: 'apps', kind: 'StatefulSet', create: true }),
  fieldSpec('spec/volumeClaimTemplates[]/metadata/labels', { group: 'apps', kind: 'StatefulSet', create: true }),
  fieldSpec('spec/template/metadata/labels', { group: 'batch', kind: 'Job', create: true }),
  fieldSpec('spec/jobTemplate/metadata/labels', { group: 'batch', kind: 'CronJob', create: true }),
  fieldSpec('spec/jobTemplate/spec/template/metadata/labels', { group: 'batch', kind: 'CronJob', create: true }),
];

/** Labels with their selectors. */
export const commonLabels: readonly FieldSpec[] = [
  fieldSpec('spec/selector', { version: 'v1', kind: 'Service', create: true }),
  fieldSpec('spec/selector', { version: 'v1', kind: 'ReplicationController', create: true }),
  fieldSpec('spec/selector/matchLabels', { kind: 'Deployment', create: true }),
  fieldSpec(
    'spec/template/spec/affinity/podAffinity/preferredDuringSchedulingIgnoredDuringExecution/podAffinityTerm/labelSelector/matchLabels',
    { group: 'apps', kind: 'Deployment' },
  ),
  fieldSpec(
    'spec/template/spec/affinity/podAffinity/requiredDuringSchedulingIgnoredDuringExecution/labelSelector/matchLabels',
    { group: 'apps', kind: 'Deployment' },
  ),
  fieldSpec(
    'spec/template/spec/affinity/podAntiAffinity/preferredDuringSchedulingIgnoredDuringExecution/podAffinityTerm/labelSelector/matchLabels',
    { group: 'apps', kind: 'Deployment' },
  ),
  fieldSpec(
    'spec/template/spec/affinity/podAntiAffinity/requiredDuringSchedulingIgnoredDuringExecution/labelSelector/matchLabels',
    { group: 'apps', kind: 'Deployment' },
  ),
  fieldSpec('spec/template/spec/topologySpreadConstraints/labelSelector/matchLabels', {
    group: 'apps',
    kind: 'Deployment',
  }),
  fieldSpec('spec/selector/matchLabels', { kind: 'ReplicaSet', create: true }),
  fieldSpec('spec/selector/matchLabels', { kind: 'DaemonSet', create: true }),
  fieldSpec('spec/selector/matchLabels', { group: 'apps', kind: 'StatefulSet', create: true }),
  fieldSpec(
    'spec/template/spec/affinity/podAffinity/preferredDuringSchedulingIgnoredDuringExecution/podAffinityTerm/labelSelector/matchLabels',
    { group: 'apps', kind: 'StatefulSet' },
  ),
  fieldSpec(
    'spec/template/spec/affinity/podAffinity/requiredDuringSchedulingIgnoredDuringExecution/labelSelector/matchLabels',
    { group: 'apps', kind: 'StatefulSet' },
  ),
  fieldSpec(
    'spec/template/spec/affinity/podAntiAffinity/preferredDuringSchedulingIgnoredDuringExecution/podAffinityTerm/labelSelector/matchLabels',
    { group: 'apps', kind: 'StatefulSet' },
  ),
  fieldSpec(
    'spec/template/spec/affinity/podAntiAffinity/requiredDuringSchedulingIgnoredDuringExecution/labelSelector/matchLabels',
    { group: 'apps', kind: 'StatefulSet' },
  ),
  fieldSpec('spec/template/spec/topologySpreadConstraints/labelSelector/matchLabels', {
    group: 'apps',
    kind: 'StatefulSet',
  }),
  fieldSpec('spec/selector/matchLabels', { group: 'batch', kind: 'Job' }),
  fieldSpec('spec/jobTemplate/spec/selector/matchLabels', { group: 'batch', kind: 'CronJob' }),
  fieldSpec('spec/selector/matchLabels', { group: 'policy', kind: 'PodDisruptionBudget' }),
  fieldSpec('spec/podSelector/matchLabels', { group: 'networking.k8s.io', kind: 'NetworkPolicy' }),
  fieldSpec('spec/ingress/from/podSelector/matchLabels', { group: 'networking.k8s.io', kind: 'NetworkPolicy' }),
  fieldSpec('spec/egress/to/podSelector/matchLabels', { group: 'networking.k8s.io', kind: 'NetworkPolicy' }),
  ...metadataLabels,
];

/** Where annotations stand. */
export const commonAnnotations: readonly FieldSpec[] = [
  fieldSpec('metadata/annotations', { create: true }),
  fieldSpec('spec/template/metadata/annotations', { version: 'v1', kind: 'ReplicationController', create: true }),
  fieldSpec('spec/template/metadata/annotations', { kind: 'Deployment', create: true }),
  fieldSpec('spec/template/metadata/annotations', { kind: 'ReplicaSet', create: true }),
  fieldSpec('spec/template/metadata/annotations', { kind: 'DaemonSet', create: true }),
  fieldSpec('spec/template/metadata/annotations', { kind: 'StatefulSet', create: true }),
  fieldSpec('spec/template/metadata/annotations', { group: 'batch', kind: 'Job', create: true }),
  fieldSpec('spec/jobTemplate/metadata/annotations', { group: 'batch', kind: 'CronJob', create: true }),
  fieldSpec('spec/jobTemplate/spec/template/metadata/annotations', { group: 'batch', kind: 'CronJob', create: true }),
];

/** Namespaces beside `metadata.namespace`, which has rules of its own. */
export const namespaces: readonly FieldSpec[] = [
  fieldSpec('metadata/name', { kind: 'Namespace', create: true }),
  fieldSpec('spec/service/namespace', { group: 'apiregistration.k8s.io', kind: 'APIService', create: true }),
  fieldSpec('spec/conversion/webhook/clientConfig/service/namespace', {
    group: 'apiextensions.k8s.io',
    kind: 'CustomResourceDefinition',
  }),
];

/** Images beside those in any `containers` and `initContainers`. */
export const images: readonly FieldSpec[] = [
  fieldSpec('spec/containers[]/image', { create: true }),
  fieldSpec('spec/initContainers[]/image', { create: true }),
  fieldSpec('spec/volumes[]/image/reference', { create: true }),
  fieldSpec('spec/template/spec/containers[]/image', { create: true }),
  fieldSpec('spec/template/spec/initContainers[]/image', { create: true }),
  fieldSpec('spec/template/spec/volumes[]/image/reference', { create: true }),
];

/** Where counts of replicas stand. */
export const replicas: readonly FieldSpec[] = [
  fieldSpec('spec/replicas', { kind: 'Deployment', create: true }),
  fieldSpec('spec/replicas', { kind: 'ReplicationController', create: true }),
  fieldSpec('spec/replicas', { kind: 'ReplicaSet', create: true }),
  fieldSpec('spec/replicas', { kind: 'StatefulSet', create: true }),
];

/** What gets the name prefix and suffix. */
export const names: readonly FieldSpec[] = [fieldSpec('metadata/name')];
