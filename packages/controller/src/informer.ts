import { isFault } from '@juanie/fault';
import type { KubeObject } from '@juanie/kube';
import type { KindRef, KubeClient, Listed, Selection } from '@juanie/kube-client';
import { systemClock, type Clock } from './clock.ts';
import { openShelf, type Shelf } from './shelf.ts';

export interface Change<T extends KubeObject> {
  readonly key: string;
  /** Absent: not known before. */
  readonly before?: T;
  /** Absent: gone. */
  readonly after?: T;
}

export type Listener<T extends KubeObject> = (key: string, change: Change<T>) => void;

/** Which objects (absent: all of the kind), and how they are kept. */
export interface InformerOptions<T extends KubeObject> extends Selection {
  /** For the delays between attempts to reach the API. */
  readonly clock?: Clock;
  /** Named lookups: the values under which an object is found by `by(name, value)`. */
  readonly indexes?: Readonly<Record<string, (object: T) => readonly string[]>>;
  /** What is kept of an object; default: all. Identity, version and deletion time must stay. */
  readonly keep?: (object: T) => T;
  readonly onError?: (thrown: unknown) => void;
}

/**
 * All objects of one kind, kept current by list and watch. What it hands out is shared: never change it.
 */
export interface Informer<T extends KubeObject = KubeObject> {
  readonly kind: KindRef;
  /** Settles after the first whole list; never fails: the API is tried again until `close`. */
  readonly synced: Promise<void>;
  get(namespace: string | undefined, name: string): T | undefined;
  /** By `keyOf`: `namespace/name`, or the name alone for cluster-wide kinds. */
  at(key: string): T | undefined;
  list(namespace?: string): T[];
  by(index: string, value: string): readonly T[];
  /** Told of every change, the first list included (those known already are told at once). The answer stops it. */
  onChange(listener: Listener<T>): () => void;
  /** Takes in an answer to an own write, so that the next look does not miss it. Older ones than seen are left out. */
  note(object: T): void;
  /** Takes in that an own delete was accepted: until the watch says more, the object counts as being deleted. */
  noteDeleted(object: T): void;
  close(): void;
}

const pause = { base: 100, max: 30_000 };

export function openInformer<T extends KubeObject = KubeObject>(
  client: Pick<KubeClient, 'list' | 'watch'>,
  kind: KindRef,
  options: InformerOptions<T> = {},
): Informer<T> {
  const { clock = systemClock, indexes = {}, keep = (object: T) => object, onError, ...selection } = options;
  const shelf = openShelf<T>(clock, indexes);
  const abort = new AbortController();
  const { promise: synced, resolve: markSynced } = Promise.withResolvers<void>();
  void follow();

  async function follow(): Promise<void> {
    let failed = 0;
    let from: string | undefined;
    while (!abort.signal.aborted) {
      try {
        from ??= await relist();
        for await (const event of client.watch<T>(kind, {
          ...selection,
          resourceVersion: from,
          signal: abort.signal,
        })) {
          failed = 0;
          from = event.type === 'BOOKMARK' ? event.resourceVersion : (event.object.metadata.resourceVersion ?? from);
          shelf.take(event.type === 'BOOKMARK' ? event : { ...event, object: keep(event.object) });
        }
      } catch (thrown) {
        if (abort.signal.aborted) {
          break;
        }
        // A version that the server no longer has is answered by a new list, at once.
        const gone = isFault(thrown) && thrown.reason === 'KubeGone' && from !== undefined;
        from = gone ? undefined : from;
        if (!gone) {
          onError?.(thrown);
          await sleep(clock, Math.min(pause.base * 2 ** failed, pause.max), abort.signal);
          failed += 1;
        }
      }
    }
  }

  async function relist(): Promise<string> {
    const listed: Listed<T> = await client.list<T>(kind, selection);
    shelf.replace(
      // Items of a typed list carry no kind of their own.
      listed.items.map((item) => keep({ ...item, apiVersion: kind.apiVersion, kind: kind.kind })),
      listed.resourceVersion,
    );
    markSynced();
    return listed.resourceVersion;
  }

  const close = (): void => abort.abort();
  return { ...informerFace(kind, shelf, { synced, close }), note: (object) => shelf.note(keep(object)) };
}

/** Ends early when the signal is aborted. */
function sleep(clock: Clock, ms: number, signal: AbortSignal): Promise<void> {
  return new Promise((wake) => {
    const off = clock.after(ms, done);
    function done(): void {
      off();
      signal.removeEventListener('abort', done);
      wake();
    }
    signal.addEventListener('abort', done);
  });
}

function informerFace<T extends KubeObject>(
  kind: KindRef,
  shelf: Shelf<T>,
  { synced, close }: Pick<Informer, 'synced' | 'close'>,
): Informer<T> {
  return {
    kind,
    synced,
    close,
    get: (namespace, name) => shelf.at(namespace === undefined || namespace === '' ? name : `${namespace}/${name}`),
    at: (key) => shelf.at(key),
    list: (namespace) => shelf.list(namespace),
    by: (index, value) => shelf.by(index, value),
    onChange: (listener) => shelf.onChange(listener),
    note: (object) => shelf.note(object),
    noteDeleted: (object) => shelf.noteDeleted(object),
  };
}
