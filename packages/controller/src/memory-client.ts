import { randomUUID } from 'node:crypto';
import { defineFaults } from '@juanie/fault';
import { formatTime, type KubeObject, type ObjectRef } from '@juanie/kube';
import type {
  DeleteOptions,
  KindRef,
  KubeClient,
  Patch,
  Selection,
  WatchEvent,
  WriteOptions,
} from '@juanie/kube-client';
import type { Clock } from './clock.ts';

const fault = defineFaults({
  KubeNotFound: { kind: 'NotFound', message: { en: '{what} not found', 'zh-CN': '找不到 {what}' } },
  KubeConflict: { kind: 'Conflict', message: { en: '{what} has changed', 'zh-CN': '{what} 已被修改' } },
  KubeAlreadyExists: { kind: 'Conflict', message: { en: '{what} exists already', 'zh-CN': '{what} 已存在' } },
  KubeGone: { kind: 'Conflict', message: { en: 'The version is too old', 'zh-CN': '版本过旧' } },
});

const finalizersOf = { Background: [], Foreground: ['foregroundDeletion'], Orphan: ['orphan'] } as const;

interface Entry {
  readonly version: number;
  readonly event: WatchEvent<KubeObject>;
}

export interface MemoryClient extends KubeClient {
  /** Forgets the history, so that a watch from an older version is answered with KubeGone. */
  compact(): void;
  /** Ends every watch, as a server that restarts does. */
  dropWatches(): void;
}

/**
 * The bare rules that controllers rely on (versions, conflicts, finalizers, watches) over a map: for tests of
 * packages that stand above the API server. No defaults, no validation, no selectors but labels by equality.
 */
export function memoryClient(clock: Clock): MemoryClient {
  return new MapClient(clock) as unknown as MemoryClient;
}

interface WatchFrom extends Selection {
  readonly resourceVersion: string;
  readonly signal: AbortSignal;
}

class MapClient {
  readonly #clock: Clock;
  readonly #objects = new Map<string, KubeObject>();
  readonly #watchers = new Set<{ wake: () => void; ended: boolean }>();
  #log: Entry[] = [];
  #version = 0;
  #compacted = 0;

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  async find(ref: ObjectRef): Promise<KubeObject | undefined> {
    return structuredClone(this.#objects.get(idOf(ref)));
  }

  async list(kind: KindRef, selection: Selection = {}) {
    const items = [...this.#objects.values()].filter((object) => matches(object, kind, selection));
    return { items: structuredClone(items), resourceVersion: String(this.#version) };
  }

  async *watch(kind: KindRef, from: WatchFrom): AsyncGenerator<WatchEvent<KubeObject>> {
    let at = Number(from.resourceVersion);
    const watcher = { wake: (): void => undefined, ended: false };
    this.#watchers.add(watcher);
    try {
      while (!from.signal.aborted && !watcher.ended) {
        if (at < this.#compacted) {
          throw fault('KubeGone');
        }
        const fresh = this.#log.filter((entry) => entry.version > at);
        for (const { event, version } of fresh) {
          at = version;
          if (event.type !== 'BOOKMARK' && matches(event.object, kind, from)) {
            yield event;
          }
        }
        if (fresh.length === 0) {
          await new Promise<void>((wake) => {
            watcher.wake = wake;
            from.signal.addEventListener('abort', () => wake(), { once: true });
          });
        }
      }
    } finally {
      this.#watchers.delete(watcher);
    }
  }

  async create(object: KubeObject, options?: WriteOptions): Promise<KubeObject> {
    if (options?.subresource === 'binding') {
      return this.#bind(object);
    }
    const { generateName, name } = object.metadata;
    const named = name || `${generateName ?? ''}${randomUUID().slice(0, 5)}`;
    const full = structuredClone({ ...object, metadata: { ...object.metadata, name: named } });
    if (this.#objects.has(idOf(full))) {
      throw fault('KubeAlreadyExists', { what: idOf(full) });
    }
    const creationTimestamp = formatTime(this.#clock.now());
    Object.assign(full.metadata, { uid: randomUUID(), creationTimestamp, generation: 1 });
    return this.#commit('ADDED', full);
  }

  async update(object: KubeObject, options?: WriteOptions): Promise<KubeObject> {
    return this.#write(object, options);
  }

  async patch(ref: ObjectRef, patch: Patch, options?: WriteOptions): Promise<KubeObject> {
    if (patch.type === 'json') {
      throw new Error('JSON patches are not known here.');
    }
    return this.#write(merge(structuredClone(this.#held(ref)), patch.body) as KubeObject, options);
  }

  async apply(object: KubeObject, options: WriteOptions): Promise<KubeObject> {
    return this.#objects.has(idOf(object))
      ? this.patch(refOf(object), { type: 'merge', body: object }, options)
      : this.create(object);
  }

  async delete(ref: ObjectRef, options: DeleteOptions = {}): Promise<boolean> {
    const before = this.#objects.get(idOf(ref));
    if (before === undefined) {
      return false;
    }
    if (options.uid !== undefined && options.uid !== before.metadata.uid) {
      throw fault('KubeConflict', { what: idOf(ref) });
    }
    if (before.metadata.deletionTimestamp === undefined) {
      const finalizers = [...(before.metadata.finalizers ?? []), ...finalizersOf[options.propagation ?? 'Background']];
      const deletionTimestamp = formatTime(this.#clock.now());
      this.#store({ ...before, metadata: { ...before.metadata, finalizers, deletionTimestamp } });
    }
    return true;
  }

  async *logs(): AsyncGenerator<Uint8Array> {}

  compact(): void {
    this.#compacted = this.#version;
    this.#log = [];
  }

  dropWatches(): void {
    this.#watchers.forEach((watcher) => {
      watcher.ended = true;
      watcher.wake();
    });
  }

  #bind(binding: KubeObject): KubeObject {
    const pod = this.#held({ ...refOf(binding), kind: 'Pod' });
    const target = binding['target'] as { name: string };
    return this.#store({ ...pod, spec: { ...(pod['spec'] as object), nodeName: target.name } });
  }

  #held(ref: ObjectRef): KubeObject {
    const object = this.#objects.get(idOf(ref));
    if (object === undefined) {
      throw fault('KubeNotFound', { what: idOf(ref) });
    }
    return object;
  }

  #write(object: KubeObject, options: WriteOptions | undefined): KubeObject {
    const before = this.#held(refOf(object));
    const wanted = object.metadata.resourceVersion;
    if (wanted !== undefined && wanted !== before.metadata.resourceVersion) {
      throw fault('KubeConflict', { what: idOf(object) });
    }
    const { status, ...rest } = structuredClone(object);
    if (options?.subresource === 'finalize') {
      return this.#store({ ...structuredClone(before), spec: rest['spec'] });
    }
    if (options?.subresource === 'status') {
      return this.#store({ ...structuredClone(before), status });
    }
    const { uid = '', creationTimestamp = '' } = before.metadata;
    const grown = JSON.stringify(rest['spec']) !== JSON.stringify(before['spec']);
    const generation = (before.metadata.generation ?? 1) + (grown ? 1 : 0);
    const next = { ...rest, metadata: { ...rest.metadata, uid, creationTimestamp, generation } };
    return this.#store('status' in before ? { ...next, status: before['status'] } : next);
  }

  /** Keeps the object, or lets it go when it is being deleted and nothing holds it. */
  #store(object: KubeObject): KubeObject {
    const { finalizers = [], deletionTimestamp } = object.metadata;
    const before = this.#held(refOf(object));
    const { resourceVersion = '' } = before.metadata;
    const after = { ...object, metadata: { ...object.metadata, resourceVersion } };
    const inner = object.kind === 'Namespace' ? (object['spec'] as { finalizers?: string[] } | undefined) : undefined;
    if (deletionTimestamp !== undefined && finalizers.length === 0 && (inner?.finalizers ?? []).length === 0) {
      return this.#commit('DELETED', after);
    }
    return JSON.stringify(before) === JSON.stringify(after) ? structuredClone(before) : this.#commit('MODIFIED', after);
  }

  #commit(type: 'ADDED' | 'MODIFIED' | 'DELETED', object: KubeObject): KubeObject {
    this.#version += 1;
    const resourceVersion = String(this.#version);
    const stored = { ...object, metadata: { ...object.metadata, resourceVersion } };
    if (type === 'DELETED') {
      this.#objects.delete(idOf(object));
    } else {
      this.#objects.set(idOf(object), stored);
    }
    this.#log.push({ version: this.#version, event: { type, object: structuredClone(stored) } });
    this.#watchers.forEach(({ wake }) => wake());
    return structuredClone(stored);
  }
}

function refOf(object: KubeObject): ObjectRef {
  return { apiVersion: object.apiVersion, kind: object.kind, ...object.metadata };
}

function idOf(of: ObjectRef | KubeObject): string {
  const { namespace = '', name } = 'metadata' in of ? (of as KubeObject).metadata : (of as ObjectRef);
  return `${of.kind} ${namespace}/${name}`;
}

function matches(object: KubeObject, kind: KindRef, { namespace, labelSelector }: Selection): boolean {
  const labels = object.metadata.labels ?? {};
  return (
    object.kind === kind.kind &&
    object.apiVersion === kind.apiVersion &&
    (namespace === undefined || namespace === object.metadata.namespace) &&
    (labelSelector ?? '')
      .split(',')
      .filter(Boolean)
      .every((term) => labels[term.split('=')[0] ?? ''] === term.split('=').at(-1))
  );
}

function merge(base: unknown, patch: unknown): unknown {
  if (typeof patch !== 'object' || patch === null || Array.isArray(patch)) {
    return patch;
  }
  const merged: Record<string, unknown> = typeof base === 'object' && base !== null ? { ...base } : {};
  for (const [name, value] of Object.entries(patch)) {
    if (value === null) {
      delete merged[name];
    } else {
      merged[name] = merge(merged[name], value);
    }
  }
  return merged;
}
