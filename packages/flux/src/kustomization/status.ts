import {
  conditionTypes as types,
  formatDuration,
  reasons,
  requestedAtAnnotation,
  type KustomizationSpec,
  type KustomizationStatus,
} from '@juanie/flux-api';
import type { Condition } from '@juanie/kube';
import { conditionOf, dropCondition, isTrue, setCondition, type Saying } from '../status/conditions.ts';
import type { Telling } from '../status/says.ts';
import type { Failure, Progress, Seen } from './seen.ts';

const sentences: Readonly<Record<Progress, string>> = {
  fetch: 'Fetching manifests',
  build: 'Building manifests',
  apply: 'Detecting drift',
  health: 'Running health checks',
};

/** How long a missing dependency or artifact is waited for when nothing tells that it came. */
export const requeueDependency = 30_000;

const group = 'kustomize.toolkit.fluxcd.io';

export interface Run {
  readonly spec: KustomizationSpec;
  readonly revision: string;
}

/** Statuses of one object at one time: each answers the whole status, lastHandledReconcileAt included. */
export interface StatusWriter {
  readonly generation: number;
  /** `Ready` is unknown, and `Reconciling` says how far the run came. */
  progress(status: KustomizationStatus, at: Progress, run: Run): KustomizationStatus;
  set(status: KustomizationStatus, saying: Saying): KustomizationStatus;
  drop(status: KustomizationStatus, type: string): KustomizationStatus;
  failed(status: KustomizationStatus, failure: Failure): KustomizationStatus;
  stalled(status: KustomizationStatus, failure: Failure): KustomizationStatus;
  /** What is written at the end of every pass. */
  finished(status: KustomizationStatus): KustomizationStatus;
}

export function statusWriter({ object }: Pick<Seen, 'object'>, now: number): StatusWriter {
  const generation = object.metadata.generation ?? 0;
  const requested = object.metadata.annotations?.[requestedAtAnnotation];
  const written = { generation, now };

  function set(status: KustomizationStatus, saying: Saying): KustomizationStatus {
    return { ...status, conditions: setCondition(conditionsOf(status), saying, written) };
  }

  function drop(status: KustomizationStatus, type: string): KustomizationStatus {
    return { ...status, conditions: dropCondition(conditionsOf(status), type) };
  }

  const ready = (status: KustomizationStatus, state: Condition['status'], { reason, message }: Failure) =>
    set(status, { type: types.ready, status: state, reason, message });

  return {
    generation,
    set,
    drop,
    progress(status, at, { spec, revision }) {
      const message = `${sentences[at]} for revision ${revision} with a timeout of ${formatDuration(spec.timeout)}`;
      const unknown = ready(drop(status, types.stalled), 'Unknown', {
        reason: reasons.progressing,
        message: 'Reconciliation in progress',
      });
      const saying = { reason: reasons.progressing, message };
      const reconciling = set(unknown, { ...saying, type: types.reconciling, status: 'True' });
      return at === 'health' ? set(reconciling, { ...saying, type: types.healthy, status: 'Unknown' }) : reconciling;
    },
    failed: (status, failure) => ready(status, 'False', failure),
    stalled(status, failure) {
      const stalled = set(drop(status, types.reconciling), { ...failure, type: types.stalled, status: 'True' });
      return { ...ready(stalled, 'False', failure), observedGeneration: generation };
    },
    finished(status) {
      const handled = requested === undefined ? status : { ...status, lastHandledReconcileAt: requested };
      if (isTrue(handled.conditions, types.ready)) {
        return { ...drop(handled, types.reconciling), observedGeneration: generation };
      }
      const reconciling = conditionOf(handled.conditions, types.reconciling);
      const hasFailed = conditionOf(handled.conditions, types.ready)?.status === 'False';
      return reconciling === undefined || !hasFailed
        ? handled
        : set(handled, {
            type: types.reconciling,
            status: 'True',
            reason: reasons.progressingWithRetry,
            message: reconciling.message ?? '',
          });
    },
  };
}

/** An event as the kustomize-controller tells it: its reason is Ready's at that moment. */
export function tell(
  type: Telling['type'],
  { reason, message }: Failure,
  about: { readonly revision?: string | undefined; readonly more?: Readonly<Record<string, string>> } = {},
): Telling {
  const { revision, more = {} } = about;
  const annotations = { ...(revision === undefined ? {} : { [`${group}/revision`]: revision }), ...more };
  return { type, reason, message, ...(Object.keys(annotations).length === 0 ? {} : { annotations }) };
}

export const commitStatus = { [`${group}/commit_status`]: 'update' };

function conditionsOf(status: KustomizationStatus): readonly Condition[] {
  return status.conditions ?? [];
}
