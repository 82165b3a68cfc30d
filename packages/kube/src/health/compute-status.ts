import { conditionsOf } from '../condition.ts';
import { isObject } from '../json.ts';
import { parseApiVersion, type KubeObject } from '../object.ts';
import { numberAt } from './fields.ts';
import { knownKinds } from './kinds.ts';
import { current, failed, inProgress, type Health } from './status.ts';

export interface HealthOptions {
  /** Milliseconds; only a pod that cannot be scheduled is judged by it. Absent: such a pod still waits. */
  readonly now?: number;
}

/**
 * Whether an object has reached what it was asked for: kstatus, with Flux's rule for Jobs (one that has
 * started is not current before it completes).
 */
export function computeStatus(object: KubeObject, options: HealthOptions = {}): Health {
  const generic = genericStatus(object);
  if (generic !== undefined) {
    return generic;
  }
  const { group } = parseApiVersion(object.apiVersion);
  const known = knownKinds[group === '' ? object.kind : `${group}/${object.kind}`];
  return known?.(object, options) ?? readyStatus(object) ?? current('Resource is current');
}

function genericStatus(object: KubeObject): Health | undefined {
  const { deletionTimestamp, generation } = object.metadata;
  if (deletionTimestamp !== undefined && deletionTimestamp !== '') {
    return { status: 'Terminating', message: 'Resource scheduled for deletion' };
  }
  const observed = isObject(object.status) ? numberAt(object, 'status.observedGeneration') : undefined;
  if (generation !== undefined && observed !== undefined && observed !== generation) {
    const message = `${object.kind} generation is ${generation}, but latest observed generation is ${observed}`;
    return inProgress('LatestGenerationNotObserved', message);
  }
  for (const { type, status, reason = '', message = '' } of conditionsOf(object)) {
    if (status === 'True' && type === 'Reconciling') {
      return inProgress(reason, message);
    }
    if (status === 'True' && type === 'Stalled') {
      return failed(reason, message);
    }
  }
  return undefined;
}

function readyStatus(object: KubeObject): Health | undefined {
  for (const { type, status, reason = '', message = '' } of conditionsOf(object)) {
    if (type === 'Ready' && status === 'True') {
      return current('Resource is Ready');
    }
    if (type === 'Ready' && (status === 'False' || status === 'Unknown')) {
      return inProgress(reason, message);
    }
  }
  return undefined;
}

/** The status of an object that is not there. */
export const notFound: Health = { status: 'NotFound', message: 'Resource not found' };

/**
 * The judgement on a Deployment, StatefulSet or ReplicaSet together with the pods it owns: while it is
 * in progress, a pod in a crash loop makes it failed. Deleted and unschedulable pods do not count.
 */
export function withPods(health: Health, pods: readonly KubeObject[], options: HealthOptions = {}): Health {
  if (health.status !== 'InProgress') {
    return health;
  }
  const broken = pods
    .filter(({ metadata }) => metadata.deletionTimestamp === undefined)
    .map((pod) => computeStatus(pod, options))
    .filter(({ status, reason }) => status === 'Failed' && reason !== 'PodUnschedulable');
  return broken.length === 0 ? health : failed('PodsFailed', `${broken.length} pods have failed`);
}
