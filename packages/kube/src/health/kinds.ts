import { conditionOf, conditionsOf } from '../condition.ts';
import { isObject } from '../json.ts';
import type { KubeObject } from '../object.ts';
import type { HealthOptions } from './compute-status.ts';
import { numberAt, textAt, valueAt } from './fields.ts';
import { current, failed, inProgress, type Health } from './status.ts';
import { daemonSetStatus, deploymentStatus, replicaSetStatus, statefulSetStatus } from './workload-kinds.ts';

export type KindStatus = (object: KubeObject, options: HealthOptions) => Health | undefined;

/** The kinds that kstatus knows, by `group/Kind`. */
export const knownKinds: Readonly<Record<string, KindStatus>> = {
  Service: serviceStatus,
  Pod: podStatus,
  Secret: alwaysReady,
  ConfigMap: alwaysReady,
  PersistentVolumeClaim: claimStatus,
  'apps/StatefulSet': statefulSetStatus,
  'apps/DaemonSet': daemonSetStatus,
  'extensions/DaemonSet': daemonSetStatus,
  'apps/Deployment': deploymentStatus,
  'extensions/Deployment': deploymentStatus,
  'apps/ReplicaSet': replicaSetStatus,
  'extensions/ReplicaSet': replicaSetStatus,
  'policy/PodDisruptionBudget': () => current('AllowedDisruptions has been computed.'),
  'batch/CronJob': alwaysReady,
  'batch/Job': jobStatus,
  'apiextensions.k8s.io/CustomResourceDefinition': definitionStatus,
};

function alwaysReady(): Health {
  return current('Resource is always ready');
}

function serviceStatus(object: KubeObject): Health {
  const waits = textAt(object, 'spec.type') === 'LoadBalancer' && (textAt(object, 'spec.clusterIP') ?? '') === '';
  return waits
    ? inProgress('NoIPAssigned', 'ClusterIP not set. Service type: LoadBalancer')
    : current('Service is ready');
}

function claimStatus(object: KubeObject): Health {
  const phase = textAt(object, 'status.phase') ?? 'unknown';
  return phase === 'Bound' ? current('PVC is Bound') : inProgress('NotBound', `PVC is not Bound. phase: ${phase}`);
}

function podStatus(object: KubeObject, options: HealthOptions): Health {
  const phase = textAt(object, 'status.phase') ?? '';
  switch (phase) {
    case 'Succeeded':
      return current('Pod has completed successfully');
    case 'Failed':
      return current('Pod has completed, but not successfully');
    case 'Running':
      return runningPod(object);
    case 'Pending':
      return pendingPod(object, options);
    case '':
      return inProgress('PodNotObserved', 'Pod phase not available');
    default:
      return { status: 'Unknown', message: `unknown phase ${phase}` };
  }
}

function runningPod(object: KubeObject): Health {
  if (conditionOf(object, 'Ready')?.status === 'True') {
    return current('Pod is Ready');
  }
  const statuses = valueAt(object, 'status.containerStatuses');
  const looping = (Array.isArray(statuses) ? statuses : []).filter(
    (status) => textAt(status, 'state.waiting.reason') === 'CrashLoopBackOff',
  );
  if (looping.length > 0) {
    const names = looping.map((status) => (isObject(status) ? String(status.name) : '')).join(',');
    return failed('ContainerCrashLooping', `Containers in CrashLoop state: ${names}`);
  }
  return inProgress('PodRunningNotReady', 'Pod is running but is not Ready');
}

const scheduleWindow = 15_000;

function pendingPod(object: KubeObject, { now }: HealthOptions): Health {
  const scheduled = conditionOf(object, 'PodScheduled');
  if (scheduled?.status !== 'False' || scheduled.reason !== 'Unschedulable') {
    return inProgress('PodPending', 'Pod is in the Pending phase');
  }
  const created = Date.parse(object.metadata.creationTimestamp ?? '');
  return now === undefined || now - scheduleWindow < created
    ? inProgress('PodNotScheduled', 'Pod has not been scheduled')
    : failed('PodUnschedulable', 'Pod could not be scheduled');
}

/** Flux's own reader: stock kstatus calls a job current as soon as it has started. */
function jobStatus(object: KubeObject): Health {
  if (valueAt(object, 'spec.suspend') === true) {
    return current('Job is suspended');
  }
  const count = (name: string): number => numberAt(object, `status.${name}`) ?? 0;
  const parallelism = numberAt(object, 'spec.parallelism') ?? 1;
  const completions = numberAt(object, 'spec.completions') ?? parallelism;
  for (const { type, status } of conditionsOf(object)) {
    if (type === 'Complete' && status === 'True') {
      return current(`Job Completed. succeeded: ${count('succeeded')}/${completions}`);
    }
    if (type === 'Failed' && status === 'True') {
      return failed('JobFailed', `Job Failed. failed: ${count('failed')}/${completions}`);
    }
  }
  if ((textAt(object, 'status.startTime') ?? '') === '') {
    return inProgress('JobNotStarted', `Job not started. active: 0/${parallelism}`);
  }
  const progress = `success:${count('succeeded')}, active: ${count('active')}, failed: ${count('failed')}`;
  return inProgress('JobInProgress', `Job in progress. ${progress}`);
}

function definitionStatus(object: KubeObject): Health {
  for (const { type, status, reason = '', message = '' } of conditionsOf(object)) {
    if (type === 'NamesAccepted' && status === 'False') {
      return failed(reason, message);
    }
    if (type === 'Established' && status === 'False' && reason !== 'Installing') {
      return failed(reason, message);
    }
    if (type === 'Established' && status === 'True') {
      return current('CRD is established');
    }
  }
  return inProgress('Installing', 'Install in progress');
}
