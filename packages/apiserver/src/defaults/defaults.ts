import type { KubeObject } from '@juanie/kube';
import { ensureObject, fill, objectAt, objectsAt, type Fields } from './fields.ts';
import { defaultPodSpec } from './pod-spec.ts';
import { defaultEndpoints, defaultEndpointSlice, defaultService } from './services.ts';
import {
  defaultCronJob,
  defaultDaemonSet,
  defaultDeployment,
  defaultJobSpec,
  defaultReplicaSet,
  defaultStatefulSet,
} from './workloads.ts';

/** What a built-in object says when its writer said nothing, as upstream's defaulting functions have it. */
const defaults: Readonly<Record<string, (object: Fields) => void>> = {
  pods: defaultPod,
  podtemplates: (object) => defaultPodSpec(ensureObject(ensureObject(object, 'template'), 'spec')),
  replicationcontrollers: defaultReplicaSet,
  'apps/deployments': defaultDeployment,
  'apps/replicasets': defaultReplicaSet,
  'apps/statefulsets': defaultStatefulSet,
  'apps/daemonsets': defaultDaemonSet,
  'batch/jobs': (object) => defaultJobSpec(ensureObject(object, 'spec')),
  'batch/cronjobs': defaultCronJob,
  services: defaultService,
  endpoints: defaultEndpoints,
  'discovery.k8s.io/endpointslices': defaultEndpointSlice,
  persistentvolumeclaims: (object) => fill(ensureObject(object, 'spec'), { volumeMode: 'Filesystem' }),
  persistentvolumes: (object) =>
    fill(ensureObject(object, 'spec'), { volumeMode: 'Filesystem', persistentVolumeReclaimPolicy: 'Retain' }),
  secrets: defaultSecret,
  'autoscaling/horizontalpodautoscalers': defaultAutoscaler,
  'networking.k8s.io/networkpolicies': defaultNetworkPolicy,
  'storage.k8s.io/storageclasses': (object) =>
    fill(object, { reclaimPolicy: 'Delete', volumeBindingMode: 'Immediate' }),
  'scheduling.k8s.io/priorityclasses': (object) => fill(object, { preemptionPolicy: 'PreemptLowerPriority' }),
  'rbac.authorization.k8s.io/rolebindings': defaultBinding,
  'rbac.authorization.k8s.io/clusterrolebindings': defaultBinding,
};

export function applyDefaults(collection: string, object: KubeObject): void {
  defaults[collection]?.(object);
}

function defaultPod(object: Fields): void {
  const spec = ensureObject(object, 'spec');
  defaultPodSpec(spec);
  fill(spec, { enableServiceLinks: true });
  for (const list of ['initContainers', 'containers']) {
    for (const container of objectsAt(spec, list)) {
      requestLimits(ensureObject(container, 'resources'));
    }
  }
}

/** What is limited and not asked for is asked for up to the limit. */
function requestLimits(resources: Fields): void {
  const limits = objectAt(resources, 'limits');
  if (limits !== undefined && Object.keys(limits).length > 0) {
    fill(ensureObject(resources, 'requests'), limits);
  }
}

function defaultSecret(object: Fields): void {
  fill(object, { type: 'Opaque' });
  const text = objectAt(object, 'stringData');
  if (text !== undefined) {
    const data = ensureObject(object, 'data');
    for (const [key, value] of Object.entries(text)) {
      data[key] = Buffer.from(String(value)).toString('base64');
    }
    delete object['stringData'];
  }
}

function defaultAutoscaler(object: Fields): void {
  const spec = ensureObject(object, 'spec');
  fill(spec, {
    minReplicas: 1,
    metrics: [{ type: 'Resource', resource: { name: 'cpu', target: { type: 'Utilization', averageUtilization: 80 } } }],
  });
}

function defaultNetworkPolicy(object: Fields): void {
  const spec = ensureObject(object, 'spec');
  const egress = Array.isArray(spec['egress']) && spec['egress'].length > 0;
  fill(spec, { policyTypes: egress ? ['Ingress', 'Egress'] : ['Ingress'] });
  for (const rule of [...objectsAt(spec, 'ingress'), ...objectsAt(spec, 'egress')]) {
    for (const port of objectsAt(rule, 'ports')) {
      fill(port, { protocol: 'TCP' });
    }
  }
}

const rbac = 'rbac.authorization.k8s.io';

function defaultBinding(object: Fields): void {
  const role = objectAt(object, 'roleRef');
  if (role !== undefined) {
    fill(role, { apiGroup: rbac });
  }
  for (const subject of objectsAt(object, 'subjects')) {
    fill(subject, subject['kind'] === 'ServiceAccount' ? {} : { apiGroup: rbac });
  }
}
