import { conditionsOf } from '../condition.ts';
import type { KubeObject } from '../object.ts';
import { numberAt, textAt } from './fields.ts';
import { current, failed, inProgress, type Health } from './status.ts';

const never = 2_147_483_647;

/** A rule that holds a workload back; the first that applies decides. */
interface Rule {
  readonly holds: boolean;
  readonly reason: string;
  readonly message: string;
}

function firstOf(rules: readonly Rule[]): Health | undefined {
  const rule = rules.find(({ holds }) => holds);
  return rule === undefined ? undefined : inProgress(rule.reason, rule.message);
}

function fewer(reason: string, label: string, counts: readonly [number, number]): Rule {
  const [have, want] = counts;
  return { holds: want > have, reason, message: `${label}: ${have}/${want}` };
}

function extra(have: number, want: number): Rule {
  return { holds: have > want, reason: 'ExtraPods', message: `Pending termination: ${have - want}` };
}

function counts(object: KubeObject) {
  const status = (name: string): number => numberAt(object, `status.${name}`) ?? 0;
  return {
    want: numberAt(object, 'spec.replicas') ?? 1,
    replicas: status('replicas'),
    ready: status('readyReplicas'),
    updated: status('updatedReplicas'),
    available: status('availableReplicas'),
    current: status('currentReplicas'),
    labelled: status('fullyLabeledReplicas'),
  };
}

export function deploymentStatus(object: KubeObject): Health {
  const conditions = conditionsOf(object);
  if (conditions.some(({ type, reason }) => type === 'Progressing' && reason === 'ProgressDeadlineExceeded')) {
    return failed('ProgressDeadlineExceeded', 'Progress deadline exceeded');
  }
  const progressed =
    (numberAt(object, 'spec.progressDeadlineSeconds') ?? never) === never ||
    conditions.some(
      ({ type, status, reason }) => type === 'Progressing' && status === 'True' && reason === 'NewReplicaSetAvailable',
    );
  const isAvailable = conditions.some(({ type, status }) => type === 'Available' && status === 'True');
  const { want, replicas, ready, updated, available } = counts(object);
  return (
    firstOf([
      fewer('LessReplicas', 'Replicas', [replicas, want]),
      fewer('LessUpdated', 'Updated', [updated, want]),
      extra(replicas, want),
      fewer('LessAvailable', 'Available', [available, updated]),
      fewer('LessReady', 'Ready', [ready, want]),
      { holds: !progressed, reason: 'ReplicaSetNotAvailable', message: 'ReplicaSet not Available' },
      { holds: !isAvailable, reason: 'DeploymentNotAvailable', message: 'Deployment not Available' },
    ]) ?? current(`Deployment is available. Replicas: ${replicas}`)
  );
}

export function statefulSetStatus(object: KubeObject): Health {
  if (textAt(object, 'spec.updateStrategy.type') === 'OnDelete') {
    return current('StatefulSet is using the ondelete update strategy');
  }
  const { want, replicas, ready, updated, current: now } = counts(object);
  const scaling = firstOf([
    fewer('LessReplicas', 'Replicas', [replicas, want]),
    fewer('LessReady', 'Ready', [ready, want]),
    extra(replicas, want),
  ]);
  if (scaling !== undefined) {
    return scaling;
  }
  const partition = numberAt(object, 'spec.updateStrategy.rollingUpdate.partition') ?? -1;
  if (partition !== -1) {
    const rollout = firstOf([fewer('PartitionRollout', 'updated', [updated, want - partition])]);
    return rollout ?? current(`Partition rollout complete. updated: ${updated}`);
  }
  const revisions = ['status.currentRevision', 'status.updateRevision'].map((path) => textAt(object, path) ?? '');
  const message = 'Waiting for updated revision to match current';
  return (
    firstOf([
      fewer('LessCurrent', 'current', [now, want]),
      { holds: revisions[0] !== revisions[1], reason: 'RevisionMismatch', message },
    ]) ?? current(`All replicas scheduled as expected. Replicas: ${replicas}`)
  );
}

export function daemonSetStatus(object: KubeObject): Health {
  const status = (name: string): number | undefined => numberAt(object, `status.${name}`);
  const want = status('desiredNumberScheduled') ?? -1;
  const without = (path: string): string => `${object.kind} ${path} not found`;
  return (
    firstOf([
      {
        holds: object.metadata.generation === undefined,
        reason: 'NoGeneration',
        message: without('metadata.generation'),
      },
      {
        holds: status('observedGeneration') === undefined,
        reason: 'NoObservedGeneration',
        message: without('status.observedGeneration'),
      },
      { holds: want === -1, reason: 'NoDesiredNumber', message: 'Missing .status.desiredNumberScheduled' },
      fewer('LessCurrent', 'Current', [status('currentNumberScheduled') ?? 0, want]),
      fewer('LessUpdated', 'Updated', [status('updatedNumberScheduled') ?? 0, want]),
      fewer('LessAvailable', 'Available', [status('numberAvailable') ?? 0, want]),
      fewer('LessReady', 'Ready', [status('numberReady') ?? 0, want]),
    ]) ?? current(`All replicas scheduled as expected. Replicas: ${want}`)
  );
}

export function replicaSetStatus(object: KubeObject): Health {
  const isFailing = conditionsOf(object).some(({ type, status }) => type === 'ReplicaFailure' && status === 'True');
  const { want, replicas, ready, available, labelled } = counts(object);
  return (
    firstOf([
      { holds: isFailing, reason: 'ReplicaFailure', message: 'Replica Failure condition. Check Pods' },
      fewer('LessLabelled', 'Labelled', [labelled, want]),
      fewer('LessAvailable', 'Available', [available, want]),
      fewer('LessReady', 'Ready', [ready, want]),
      extra(replicas, want),
    ]) ?? current(`ReplicaSet is available. Replicas: ${replicas}`)
  );
}
