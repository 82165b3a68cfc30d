import { formatTime, type KubeObject, type ObjectMeta } from '@juanie/kube';
import type { WatchEvent } from '@juanie/kube-client';
import type { Clock } from './clock.ts';
import type { Listener } from './informer.ts';

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

export type Indexes<T> = Readonly<Record<string, (object: T) => readonly string[]>>;

export function openShelf<T extends KubeObject>(clock: Clock, indexes: Indexes<T>): Shelf<T> {
  return new IndexedShelf(clock, indexes);
}

class IndexedShelf<T extends KubeObject> implements Shelf<T> {
  readonly #clock: Clock;
  readonly #objects = new Map<string, T>();
  readonly #indexes: readonly Index<T>[];
  readonly #listeners = new Set<Listener<T>>();
  /** Uids whose deletion this process asked for and the watch has not shown. */
  readonly #doomed = new Map<string, string>();
  /** The newest version that the watch has shown: an answer not newer than this says nothing new. */
  #watched = 0;

  constructor(clock: Clock, indexes: Indexes<T>) {
    this.#clock = clock;
    this.#indexes = Object.entries(indexes).map(([name, valuesOf]) => new Index(name, valuesOf));
  }

  at(key: string): T | undefined {
    return this.#objects.get(key);
  }

  list(namespace?: string): T[] {
    const all = [...this.#objects.values()];
    return namespace === undefined ? all : all.filter(({ metadata }) => metadata.namespace === namespace);
  }

  by(index: string, value: string): readonly T[] {
    return this.#indexes.find(({ name }) => name === index)?.at(value) ?? [];
  }

  take(event: WatchEvent<T>): void {
    const version = event.type === 'BOOKMARK' ? event.resourceVersion : event.object.metadata.resourceVersion;
    this.#watched = Math.max(this.#watched, Number(version) || 0);
    if (event.type === 'DELETED') {
      this.#drop(keyOf(event.object));
    } else if (event.type !== 'BOOKMARK') {
      this.#put(event.object);
    }
  }

  replace(items: readonly T[], resourceVersion: string): void {
    this.#watched = Math.max(this.#watched, Number(resourceVersion) || 0);
    const listed = new Set(items.map(keyOf));
    for (const [key, object] of this.#objects) {
      if (!listed.has(key) && versionOf(object) <= this.#watched) {
        this.#drop(key);
      }
    }
    items.forEach((item) => this.#put(item));
  }

  note(object: T): void {
    if (versionOf(object) > this.#watched) {
      this.#put(object);
    }
  }

  noteDeleted(object: T): void {
    const held = this.#objects.get(keyOf(object));
    const uid = held?.metadata.uid;
    if (held === undefined || uid === undefined || uid !== object.metadata.uid) {
      return;
    }
    if (held.metadata.deletionTimestamp === undefined) {
      this.#doomed.set(uid, formatTime(this.#clock.now()));
      this.#place(keyOf(object), held, this.#withDoom(held));
    }
  }

  onChange(listener: Listener<T>): () => void {
    this.#listeners.add(listener);
    for (const [key, after] of this.#objects) {
      listener(key, { key, after });
    }
    return () => void this.#listeners.delete(listener);
  }

  #put(object: T): void {
    const key = keyOf(object);
    const before = this.#objects.get(key);
    if (before === undefined || isNewer(object, before)) {
      this.#place(key, before, this.#withDoom(object));
    }
  }

  #drop(key: string): void {
    const before = this.#objects.get(key);
    if (before !== undefined) {
      this.#doomed.delete(before.metadata.uid ?? '');
      this.#place(key, before, undefined);
    }
  }

  #place(key: string, before: T | undefined, after: T | undefined): void {
    if (after === undefined) {
      this.#objects.delete(key);
    } else {
      this.#objects.set(key, after);
    }
    this.#indexes.forEach((index) => index.move(key, before, after));
    const change = { key, ...(before === undefined ? {} : { before }), ...(after === undefined ? {} : { after }) };
    this.#listeners.forEach((listener) => listener(key, change));
  }

  #withDoom(object: T): T {
    const since = this.#doomed.get(object.metadata.uid ?? '');
    return since === undefined || object.metadata.deletionTimestamp !== undefined
      ? object
      : { ...object, metadata: { ...object.metadata, deletionTimestamp: since } };
  }
}

/** Objects by one or more values of each. */
class Index<T> {
  readonly name: string;
  readonly #valuesOf: (object: T) => readonly string[];
  readonly #entries = new Map<string, Map<string, T>>();

  constructor(name: string, valuesOf: (object: T) => readonly string[]) {
    this.name = name;
    this.#valuesOf = valuesOf;
  }

  at(value: string): readonly T[] {
    return [...(this.#entries.get(value)?.values() ?? [])];
  }

  move(key: string, before: T | undefined, after: T | undefined): void {
    for (const value of before === undefined ? [] : this.#valuesOf(before)) {
      const found = this.#entries.get(value);
      found?.delete(key);
      if (found?.size === 0) {
        this.#entries.delete(value);
      }
    }
    for (const value of after === undefined ? [] : this.#valuesOf(after)) {
      const found = this.#entries.get(value) ?? new Map<string, T>();
      this.#entries.set(value, found.set(key, after as T));
    }
  }
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
