import { randomUUID } from 'node:crypto';
import { isFault } from '@juanie/fault';
import { formatTime, type KubeObject, type ObjectRef } from '@juanie/kube';
import type { KubeClient } from '@juanie/kube-client';
import type { Clock } from './clock.ts';

export interface Remark {
  readonly type?: 'Normal' | 'Warning';
  readonly reason: string;
  readonly message: string;
  /** Of the event object. */
  readonly annotations?: Readonly<Record<string, string>>;
}

/** Tells about objects by Kubernetes events. Never fails and never waits: an event that cannot be written is dropped. */
export interface Recorder {
  record(regarding: KubeObject, remark: Remark): void;
  /** Settles when everything recorded so far is written. */
  flush(): Promise<void>;
}

export interface RecorderOptions {
  readonly client: Pick<KubeClient, 'create' | 'patch'>;
  /** `source.component`: who says it. */
  readonly component: string;
  readonly clock: Clock;
}

interface Written {
  readonly namespace: string;
  readonly name: string;
  count: number;
}

/** Events remembered for counting; the oldest is forgotten. As upstream's correlator. */
const mostRemembered = 4096;
/** Different messages of one reason about one object within ten minutes before they are said as one. */
const mostSimilar = 10;
const similarFor = 600_000;
/** One object may cause so many events at once, then one in five minutes. */
const burst = { size: 25, refillMs: 300_000 };

export function openRecorder({ client, component, clock }: RecorderOptions): Recorder {
  const written = new Map<string, Written>();
  const similar = new Map<string, { since: number; messages: Set<string> }>();
  const allowance = new Map<string, { left: number; at: number }>();
  let last: Promise<void> = Promise.resolve();

  async function write(regarding: KubeObject, remark: Required<Remark>): Promise<void> {
    const { message, alike } = combine(regarding, remark);
    const { resourceVersion: _, ...about } = involved(regarding);
    const key = JSON.stringify([about, remark.type, remark.reason, alike ? '' : message]);
    const earlier = written.get(key);
    const now = formatTime(clock.now());
    if (earlier !== undefined) {
      earlier.count += 1;
      const body = { count: earlier.count, lastTimestamp: now, message };
      const ref = { apiVersion: 'v1', kind: 'Event', namespace: earlier.namespace, name: earlier.name };
      if (await isPatched(client, ref, body)) {
        return;
      }
    }
    const event = eventOf(regarding, { ...remark, message }, { component, now });
    remember(written, key, { namespace: event.metadata.namespace, name: event.metadata.name, count: 1 });
    await client.create(event);
  }

  /** Too many different messages of one reason become one event that counts them and says the last. */
  function combine(regarding: KubeObject, { reason, message }: Remark): { message: string; alike: boolean } {
    const key = JSON.stringify([regarding.metadata.uid, reason]);
    const now = clock.now();
    const held = similar.get(key);
    const group =
      held !== undefined && now - held.since < similarFor ? held : { since: now, messages: new Set<string>() };
    if (group.messages.size < mostSimilar) {
      group.messages.add(message);
    }
    remember(similar, key, group);
    return group.messages.has(message)
      ? { message, alike: false }
      : { message: `(combined from similar events): ${message}`, alike: true };
  }

  function mayWrite(regarding: KubeObject): boolean {
    const key = regarding.metadata.uid ?? regarding.metadata.name;
    const now = clock.now();
    const { left, at } = allowance.get(key) ?? { left: burst.size, at: now };
    const filled = Math.min(burst.size, left + (now - at) / burst.refillMs);
    remember(allowance, key, { left: Math.max(0, filled - 1), at: now });
    return filled >= 1;
  }

  return {
    record(regarding, { type = 'Normal', reason, message, annotations = {} }) {
      if (mayWrite(regarding)) {
        last = last.then(() => write(regarding, { type, reason, message, annotations })).catch(() => undefined);
      }
    },
    flush: () => last,
  };
}

/** False: the event has gone meanwhile. Events live for an hour. */
async function isPatched(client: RecorderOptions['client'], ref: ObjectRef, body: object): Promise<boolean> {
  try {
    await client.patch(ref, { type: 'merge', body });
    return true;
  } catch (thrown) {
    if (isFault(thrown) && thrown.kind === 'NotFound') {
      return false;
    }
    throw thrown;
  }
}

function remember<V>(map: Map<string, V>, key: string, value: V): void {
  map.delete(key);
  map.set(key, value);
  const oldest = map.size > mostRemembered ? map.keys().next().value : undefined;
  if (oldest !== undefined) {
    map.delete(oldest);
  }
}

function involved({ apiVersion, kind, metadata }: KubeObject) {
  const { namespace, name, uid, resourceVersion } = metadata;
  return {
    kind,
    ...(namespace === undefined ? {} : { namespace }),
    name,
    ...(uid === undefined ? {} : { uid }),
    apiVersion,
    ...(resourceVersion === undefined ? {} : { resourceVersion }),
  };
}

function eventOf(
  regarding: KubeObject,
  remark: Required<Remark>,
  { component, now }: { component: string; now: string },
) {
  const { namespace = 'default', name } = regarding.metadata;
  const annotations = Object.keys(remark.annotations).length === 0 ? {} : { annotations: { ...remark.annotations } };
  return {
    apiVersion: 'v1',
    kind: 'Event',
    metadata: { name: `${name}.${randomUUID().replaceAll('-', '').slice(0, 16)}`, namespace, ...annotations },
    involvedObject: involved(regarding),
    reason: remark.reason,
    message: remark.message.slice(0, 1024),
    source: { component },
    type: remark.type,
    count: 1,
    firstTimestamp: now,
    lastTimestamp: now,
    eventTime: null,
    reportingComponent: component,
    reportingInstance: '',
  };
}
