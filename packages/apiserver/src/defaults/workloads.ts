import { ensureObject, fill, objectAt, objectsAt, type Fields } from './fields.ts';
import { defaultPodSpec } from './pod-spec.ts';

/** Defaults of what makes pods. A template has a `creationTimestamp: null` only in the eyes of Go; it is left out. */
function defaultTemplate(spec: Fields): void {
  const template = ensureObject(spec, 'template');
  ensureObject(template, 'metadata');
  defaultPodSpec(ensureObject(template, 'spec'));
}

export function defaultDeployment(object: Fields): void {
  const spec = ensureObject(object, 'spec');
  fill(spec, { replicas: 1, revisionHistoryLimit: 10, progressDeadlineSeconds: 600 });
  const strategy = ensureObject(spec, 'strategy');
  fill(strategy, { type: 'RollingUpdate' });
  if (strategy['type'] === 'RollingUpdate') {
    fill(ensureObject(strategy, 'rollingUpdate'), { maxUnavailable: '25%', maxSurge: '25%' });
  }
  defaultTemplate(spec);
}

export function defaultReplicaSet(object: Fields): void {
  const spec = ensureObject(object, 'spec');
  fill(spec, { replicas: 1 });
  defaultTemplate(spec);
}

export function defaultStatefulSet(object: Fields): void {
  const spec = ensureObject(object, 'spec');
  fill(spec, { replicas: 1, podManagementPolicy: 'OrderedReady', revisionHistoryLimit: 10 });
  const strategy = ensureObject(spec, 'updateStrategy');
  fill(strategy, { type: 'RollingUpdate' });
  if (strategy['type'] === 'RollingUpdate') {
    fill(ensureObject(strategy, 'rollingUpdate'), { partition: 0 });
  }
  fill(ensureObject(spec, 'persistentVolumeClaimRetentionPolicy'), { whenDeleted: 'Retain', whenScaled: 'Retain' });
  for (const claim of objectsAt(spec, 'volumeClaimTemplates')) {
    fill(claim, { apiVersion: 'v1', kind: 'PersistentVolumeClaim' });
    fill(ensureObject(claim, 'spec'), { volumeMode: 'Filesystem' });
    fill(ensureObject(claim, 'status'), { phase: 'Pending' });
  }
  defaultTemplate(spec);
}

export function defaultDaemonSet(object: Fields): void {
  const spec = ensureObject(object, 'spec');
  fill(spec, { revisionHistoryLimit: 10 });
  const strategy = ensureObject(spec, 'updateStrategy');
  fill(strategy, { type: 'RollingUpdate' });
  if (strategy['type'] === 'RollingUpdate') {
    fill(ensureObject(strategy, 'rollingUpdate'), { maxUnavailable: 1, maxSurge: 0 });
  }
  defaultTemplate(spec);
}

/** The spec of a job, of its own or in a CronJob's template. */
export function defaultJobSpec(spec: Fields): void {
  if (spec['completions'] === undefined && spec['parallelism'] === undefined) {
    fill(spec, { completions: 1, parallelism: 1 });
  }
  fill(spec, {
    parallelism: 1,
    backoffLimit: 6,
    completionMode: 'NonIndexed',
    suspend: false,
    podReplacementPolicy: objectAt(spec, 'podFailurePolicy') === undefined ? 'TerminatingOrFailed' : 'Failed',
    manualSelector: false,
  });
  const podSpec = ensureObject(ensureObject(spec, 'template'), 'spec');
  // A job without a restart policy is refused, not defaulted.
  const before = podSpec['restartPolicy'];
  defaultTemplate(spec);
  if (before === undefined) {
    delete podSpec['restartPolicy'];
  }
}

export function defaultCronJob(object: Fields): void {
  const spec = ensureObject(object, 'spec');
  fill(spec, {
    concurrencyPolicy: 'Allow',
    suspend: false,
    successfulJobsHistoryLimit: 3,
    failedJobsHistoryLimit: 1,
  });
  const podTemplate = ensureObject(ensureObject(ensureObject(spec, 'jobTemplate'), 'spec'), 'template');
  ensureObject(podTemplate, 'metadata');
  const podSpec = ensureObject(podTemplate, 'spec');
  const before = podSpec['restartPolicy'];
  defaultPodSpec(podSpec);
  if (before === undefined) {
    delete podSpec['restartPolicy'];
  }
}
