import { formatTime, type KubeObject, type ObjectMeta } from '@juanie/kube';
import type { WatchEvent } from '@juanie/kube-client';
import type { Clock } from './clock.ts';
import type { Change, Listener } from './informer.ts';

/** `namespace/name`; the name alone for cluster-wide kinds. */
export function keyOf({ metadata }: { metadata: Pick<ObjectMeta, 'namespace' | 'name'> }): string {
  return metadata.namespace === undefined ? metadata.name : `${metadata.namespace}/${metadata.name}`;
}

export function splitKey(key: string): { namespace: string | undefined; name: string } {
  const slash = key.indexOf('/');
  return slash < 0
    ? { namespace: undefined, name: key }
    : { namespace: key.slice(0, slash), name: key.slice(slash + 1) };
}

/** What an informer knows. Writes of the watch and of this process meet here; the newer version wins. */
export interface Shelf<T extends KubeObject> {
  at(key: string): T | undefined;
  list(namespace?: string): T[];
  by(index: string, value: string): readonly T[];
  take(event: WatchEvent<T>): void;
  replace(items: readonly T[], resourceVersion: string): void;
  note(object: T): void;
  noteDeleted(object: T): void;
  onChange(listener: Listener<T>): () => void;
}

export function openShelf<T extends KubeObject>(
  clock: Clock,
  indexes: Readonly<Record<string, (object: T) => readonly string[]>>,
): Shelf<T> {
  const objects = new Map<string, T>();
  const indexed = new Map<string, Map<string, Map<string, T>>>(Object.keys(indexes).map((name) => [name, new Map()]));
  const listeners = new Set<Listener<T>>();
  /** Uids whose deletion this process asked for and the watch has not shown. */
  const doomed = new Map<string, string>();
  /** The newest version that the watch has shown: an answer not newer than this says nothing new. */
  let watched = 0;

  function put(object: T): void {
    const key = keyOf(object);
    const before = objects.get(key);
    if (before !== undefined && !isNewer(object, before)) {
      return;
    }
    const after = withDoom(object);
    objects.set(key, after);
    reindex(key, before, after);
    tell({ key, ...(before === undefined ? {} : { before }), after });
  }

  function drop(key: string): void {
    const before = objects.get(key);
    if (before === undefined) {
      return;
    }
    objects.delete(key);
    doomed.delete(before.metadata.uid ?? '');
    reindex(key, before, undefined);
    tell({ key, before });
  }

  function withDoom(object: T): T {
    const since = doomed.get(object.metadata.uid ?? '');
    return since === undefined || object.metadata.deletionTimestamp !== undefined
      ? object
      : { ...object, metadata: { ...object.metadata, deletionTimestamp: since } };
  }

  function reindex(key: string, before: T | undefined, after: T | undefined): void {
    for (const [name, valuesOf] of Object.entries(indexes)) {
      const index = indexed.get(name);
      for (const value of before === undefined ? [] : valuesOf(before)) {
        const found = index?.get(value);
        found?.delete(key);
        if (found?.size === 0) {
          index?.delete(value);
        }
      }
      for (const value of after === undefined ? [] : valuesOf(after)) {
        const found = index?.get(value) ?? new Map<string, T>();
        index?.set(value, found.set(key, after as T));
      }
    }
  }

  function tell(change: Change<T>): void {
    listeners.forEach((listener) => listener(change.key, change));
  }

  return {
    at: (key) => objects.get(key),
    list(namespace) {
      const all = [...objects.values()];
      return namespace === undefined ? all : all.filter(({ metadata }) => metadata.namespace === namespace);
    },
    by: (index, value) => [...(indexed.get(index)?.get(value)?.values() ?? [])],
    take(event) {
      const version = event.type === 'BOOKMARK' ? event.resourceVersion : event.object.metadata.resourceVersion;
      watched = Math.max(watched, Number(version) || 0);
      if (event.type === 'DELETED') {
        drop(keyOf(event.object));
      } else if (event.type !== 'BOOKMARK') {
        put(event.object);
      }
    },
    replace(items, resourceVersion) {
      watched = Math.max(watched, Number(resourceVersion) || 0);
      const listed = new Set(items.map(keyOf));
      for (const [key, object] of objects) {
        if (!listed.has(key) && versionOf(object) <= watched) {
          drop(key);
        }
      }
      items.forEach(put);
    },
    note(object) {
      if (versionOf(object) > watched) {
        put(object);
      }
    },
    noteDeleted(object) {
      const key = keyOf(object);
      const held = objects.get(key);
      if (held === undefined || held.metadata.uid !== object.metadata.uid || held.metadata.uid === undefined) {
        return;
      }
      if (held.metadata.deletionTimestamp === undefined) {
        doomed.set(held.metadata.uid, formatTime(clock.now()));
        const after = withDoom(held);
        objects.set(key, after);
        reindex(key, held, after);
        tell({ key, before: held, after });
      }
    },
    onChange(listener) {
      listeners.add(listener);
      for (const [key, after] of objects) {
        listener(key, { key, after });
      }
      return () => void listeners.delete(listener);
    },
  };
}

function versionOf(object: KubeObject): number {
  return Number(object.metadata.resourceVersion) || 0;
}

/** Another uid is another object under the same name: the later version still wins. */
function isNewer(object: KubeObject, than: KubeObject): boolean {
  const version = object.metadata.resourceVersion;
  const held = than.metadata.resourceVersion;
  return version === undefined || held === undefined || Number.isNaN(Number(version)) || Number(version) > Number(held);
}
