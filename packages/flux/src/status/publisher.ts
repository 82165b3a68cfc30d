import { keyOf, type Clock, type Informer, type Recorder } from '@juanie/controller';
import { isFault } from '@juanie/fault';
import { createMergePatch, refOf, type KubeObject } from '@juanie/kube';
import type { KubeClient } from '@juanie/kube-client';
import type { Says } from './says.ts';

export interface PublisherOptions {
  readonly client: Pick<KubeClient, 'patch'>;
  readonly informer: Pick<Informer, 'at' | 'note'>;
  readonly recorder: Recorder;
  readonly clock: Clock;
  /** Field manager of the status. */
  readonly manager: string;
  /** How long something must be under way before it is written down. */
  readonly patienceMs?: number;
}

/** Writes statuses and tells events; one write at a time for each object, the newest wins. */
export interface Publisher {
  publish<Status extends object>(object: KubeObject, says: Says<Status>): Promise<void>;
  close(): void;
}

interface Pending {
  readonly cancel: () => void;
  written?: Promise<void>;
}

export function openPublisher(options: PublisherOptions): Publisher {
  const { client, informer, recorder, clock, manager, patienceMs = 50 } = options;
  const pending = new Map<string, Pending>();

  async function write(object: KubeObject, status: object): Promise<void> {
    const before = informer.at(keyOf(object)) ?? object;
    const change = createMergePatch({ ...(before.status as object) }, { ...status });
    if (change === undefined || before.metadata.uid !== object.metadata.uid) {
      return;
    }
    try {
      const patch = { type: 'merge', body: { status: change } } as const;
      const after = await client.patch(refOf(object), patch, { subresource: 'status', fieldManager: manager });
      informer.note({ ...after, apiVersion: object.apiVersion, kind: object.kind });
    } catch (thrown) {
      if (!isFault(thrown) || thrown.kind !== 'NotFound') {
        throw thrown;
      }
    }
  }

  function writeLater(object: KubeObject, status: object): void {
    const key = keyOf(object);
    const entry: Pending = {
      cancel: clock.after(patienceMs, () => {
        entry.written = write(object, status).catch(() => undefined);
      }),
    };
    pending.set(key, entry);
  }

  async function settle(object: KubeObject): Promise<void> {
    const key = keyOf(object);
    const entry = pending.get(key);
    pending.delete(key);
    entry?.cancel();
    await entry?.written;
  }

  return {
    async publish(object, says) {
      await settle(object);
      if (says.status !== undefined && says.passing) {
        writeLater(object, says.status);
      } else if (says.status !== undefined) {
        await write(object, says.status);
      }
      for (const telling of says.tellings ?? []) {
        recorder.record(object, telling);
      }
    },
    close() {
      pending.forEach(({ cancel }) => cancel());
      pending.clear();
    },
  };
}
