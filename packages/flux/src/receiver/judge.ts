import type { Ended, Step } from '@juanie/controller';
import {
  conditionTypes as types,
  formatDuration,
  reasons,
  requestedAtAnnotation,
  type ReceiverSpec,
  type ReceiverStatus,
} from '@juanie/flux-api';
import { createHash } from 'node:crypto';
import type { Fault } from '@juanie/fault';
import type { KubeObject } from '@juanie/kube';
import { conditionOf, dropCondition, setCondition } from '../status/conditions.ts';
import { changed, jittered, later, type Says } from '../status/says.ts';

export interface Seen {
  readonly object: KubeObject;
  readonly status: ReceiverStatus;
  /** A Fault: the spec cannot be carried out. */
  readonly spec: ReceiverSpec | Fault;
  /** In [0, 1): spreads the interval. */
  readonly random: number;
}

/** Reading the token is the only thing to do. */
export interface Action {
  readonly spec: ReceiverSpec;
}

export interface Outcome {
  readonly token: string;
}

export type ReceiverSays = Says<ReceiverStatus>;

export function decide(seen: Seen, now: number): Step<Action, ReceiverSays> {
  const { object, spec, status } = seen;
  if (object.metadata.deletionTimestamp !== undefined) {
    return { next: changed, released: true };
  }
  if (spec instanceof Error) {
    return refused(seen, spec, now);
  }
  return spec.suspend ? { next: changed, status: handled(seen, status) } : { next: changed, action: { spec } };
}

export function conclude({ seen, action, ending }: Ended<Seen, Action, Outcome>, now: number): ReceiverSays {
  const written = { generation: seen.object.metadata.generation ?? 0, now };
  const conditions = dropCondition(seen.status.conditions ?? [], types.stalled);
  const { webhookPath: _before, ...rest } = seen.status;
  if (!ending.ok) {
    const { message } = ending.fault;
    const failed = [
      {
        type: types.reconciling,
        status: 'True',
        reason: reasons.progressingWithRetry,
        message: 'Reconciliation in progress',
      },
      { type: types.ready, status: 'False', reason: reasons.tokenNotFound, message },
    ] as const;
    return {
      next: { when: 'backoff' },
      status: handled(seen, {
        ...rest,
        conditions: failed.reduce((list, saying) => setCondition(list, saying, written), conditions),
      }),
      tellings: [{ type: 'Warning', reason: reasons.failed, message }],
    };
  }
  const webhookPath = webhookPathOf(seen.object, ending.outcome.token);
  const message = `Receiver initialized for path: ${webhookPath}`;
  const ready = { type: types.ready, status: 'True', reason: reasons.succeeded, message } as const;
  const sentence = `Reconciliation finished, next run in ${formatDuration(action.spec.interval)}`;
  return {
    next: later(jittered(action.spec.interval, seen.random)),
    status: handled(seen, {
      ...rest,
      webhookPath,
      conditions: setCondition(dropCondition(conditions, types.reconciling), ready, written),
      observedGeneration: written.generation,
    }),
    tellings: [{ type: 'Normal', reason: reasons.succeeded, message: sentence }],
  };
}

/** Known only to who knows the token. */
export function webhookPathOf({ metadata }: KubeObject, token: string): string {
  const digest = createHash('sha256')
    .update(`${token}${metadata.name}${metadata.namespace ?? ''}`)
    .digest('hex');
  return `/hook/${digest}`;
}

function refused(seen: Seen, fault: Fault, now: number): ReceiverSays {
  const said = { reason: reasons.unsupportedField, message: fault.message } as const;
  const written = { generation: seen.object.metadata.generation ?? 0, now };
  const { webhookPath: _before, ...rest } = seen.status;
  const before = dropCondition(seen.status.conditions ?? [], types.reconciling);
  const isKnown = conditionOf(before, types.stalled)?.message === fault.message;
  const stalled = setCondition(before, { type: types.stalled, status: 'True', ...said }, written);
  const conditions = setCondition(stalled, { type: types.ready, status: 'False', ...said }, written);
  return {
    next: changed,
    status: handled(seen, { ...rest, conditions, observedGeneration: written.generation }),
    tellings: isKnown ? [] : [{ type: 'Warning', ...said }],
  };
}

function handled({ object }: Seen, status: ReceiverStatus): ReceiverStatus {
  const requested = object.metadata.annotations?.[requestedAtAnnotation];
  return requested === undefined ? status : { ...status, lastHandledReconcileAt: requested };
}
