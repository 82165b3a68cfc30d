import type { Ended, Informer, Reconciler, Step, Verdict } from '@juanie/controller';
import { refOf, type KubeObject } from '@juanie/kube';
import type { KubeClient } from '@juanie/kube-client';

/** As much of an Event as its end depends on. */
export interface EventTimes extends KubeObject {
  lastTimestamp?: string | null;
  eventTime?: string | null;
}

/** As kube-apiserver's `--event-ttl`. */
const lifeMs = 3_600_000;

export function timesOf({ apiVersion, kind, metadata, lastTimestamp, eventTime }: EventTimes): EventTimes {
  const { managedFields: _, ...rest } = metadata;
  return { apiVersion, kind, metadata: rest, lastTimestamp: lastTimestamp ?? null, eventTime: eventTime ?? null };
}

/** An event goes an hour after it was last seen. */
export function decide(event: EventTimes, now: number): Step<'delete'> {
  const { lastTimestamp, eventTime, metadata } = event;
  const seen = Date.parse(lastTimestamp ?? eventTime ?? metadata.creationTimestamp ?? '');
  const left = (Number.isNaN(seen) ? now : seen) + lifeMs - now;
  return left > 0 ? { next: { when: 'later', ms: left } } : { next: { when: 'changed' }, action: 'delete' };
}

export function eventExpiry(
  client: KubeClient,
  events: Pick<Informer<EventTimes>, 'at'>,
): Reconciler<EventTimes, 'delete', void> {
  return {
    observe: async (key) => events.at(key),
    decide,
    async act(event) {
      await client.delete(refOf(event), { uid: event.metadata.uid ?? '' });
    },
    conclude: ({ ending }: Ended<EventTimes, 'delete', void>): Verdict => ({
      next: ending.ok ? { when: 'changed' } : { when: 'backoff' },
    }),
    publish: async () => undefined,
  };
}
