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
  const objects = new Map<string, KubeObject>();
  const watchers = new Set<{ wake: () => void; ended: boolean }>();
  let log: Entry[] = [];
  let version = 0;
  let compacted = 0;

  function commit(type: 'ADDED' | 'MODIFIED' | 'DELETED', object: KubeObject): KubeObject {
    version += 1;
    const stored = { ...object, metadata: { ...object.metadata, resourceVersion: String(version) } };
    if (type === 'DELETED') {
      objects.delete(idOf(object));
    } else {
      objects.set(idOf(object), stored);
    }
    log.push({ version, event: { type, object: structuredClone(stored) } });
    watchers.forEach(({ wake }) => wake());
    return structuredClone(stored);
  }

  function held(ref: ObjectRef): KubeObject {
    const object = objects.get(idOf(ref));
    if (object === undefined) {
      throw fault('KubeNotFound', { what: idOf(ref) });
    }
    return object;
  }

  function store(object: KubeObject): KubeObject {
    const { finalizers = [], deletionTimestamp } = object.metadata;
    const before = held(refOf(object));
    const after = {
      ...object,
      metadata: { ...object.metadata, resourceVersion: before.metadata.resourceVersion ?? '' },
    };
    const kept = object.kind === 'Namespace' && (object['spec'] as { finalizers?: string[] } | undefined)?.finalizers;
    if (deletionTimestamp !== undefined && finalizers.length === 0 && (kept || []).length === 0) {
      return commit('DELETED', after);
    }
    return JSON.stringify(before) === JSON.stringify(after) ? structuredClone(before) : commit('MODIFIED', after);
  }

  function write(object: KubeObject, options: WriteOptions | undefined): KubeObject {
    const before = held(refOf(object));
    const wanted = object.metadata.resourceVersion;
    if (wanted !== undefined && wanted !== before.metadata.resourceVersion) {
      throw fault('KubeConflict', { what: idOf(object) });
    }
    const { status, ...spec } = structuredClone(object);
    const { uid = '', creationTimestamp = '' } = before.metadata;
    if (options?.subresource === 'finalize') {
      const after = { ...structuredClone(before), spec: spec['spec'] };
      const last = (after.spec as { finalizers: string[] }).finalizers.length === 0;
      return last ? commit('DELETED', after) : store(after);
    }
    if (options?.subresource === 'status') {
      return store({ ...structuredClone(before), status });
    }
    const grown = JSON.stringify(spec['spec']) !== JSON.stringify(before['spec']);
    const generation = (before.metadata.generation ?? 1) + (grown ? 1 : 0);
    const next = { ...spec, metadata: { ...spec.metadata, uid, creationTimestamp, generation } };
    return store('status' in before ? { ...next, status: before['status'] } : next);
  }

  async function* watch(kind: KindRef, from: Selection & { resourceVersion: string; signal: AbortSignal }) {
    let at = Number(from.resourceVersion);
    const watcher = { wake: (): void => undefined, ended: false };
    watchers.add(watcher);
    try {
      while (!from.signal.aborted && !watcher.ended) {
        if (at < compacted) {
          throw fault('KubeGone');
        }
        const fresh = log.filter((entry) => entry.version > at);
        for (const { event, version: seen } of fresh) {
          at = seen;
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
      watchers.delete(watcher);
    }
  }

  const client = {
    find: async (ref: ObjectRef) => structuredClone(objects.get(idOf(ref))),
    list: async (kind: KindRef, selection: Selection = {}) => ({
      items: structuredClone([...objects.values()].filter((object) => matches(object, kind, selection))),
      resourceVersion: String(version),
    }),
    watch,
    async create(object: KubeObject, options?: WriteOptions) {
      if (options?.subresource === 'binding') {
        const pod = held({ ...refOf(object), kind: 'Pod' });
        const target = object['target'] as { name: string };
        return store({ ...pod, spec: { ...(pod['spec'] as object), nodeName: target.name } });
      }
      const { generateName, name } = object.metadata;
      const named = name || `${generateName ?? ''}${randomUUID().slice(0, 5)}`;
      const full = structuredClone({ ...object, metadata: { ...object.metadata, name: named } });
      if (objects.has(idOf(full))) {
        throw fault('KubeAlreadyExists', { what: idOf(full) });
      }
      Object.assign(full.metadata, {
        uid: randomUUID(),
        creationTimestamp: formatTime(clock.now()),
        generation: 1,
      });
      return commit('ADDED', full);
    },
    update: async (object: KubeObject, options?: WriteOptions) => write(object, options),
    async patch(ref: ObjectRef, patch: Patch, options?: WriteOptions) {
      if (patch.type === 'json') {
        throw new Error('JSON patches are not known here.');
      }
      return write(merge(structuredClone(held(ref)), patch.body) as KubeObject, options);
    },
    async apply(object: KubeObject, options: WriteOptions) {
      const before = objects.get(idOf(object));
      return before === undefined
        ? client.create(object)
        : client.patch(object as unknown as ObjectRef, { type: 'merge', body: object }, options);
    },
    async delete(ref: ObjectRef, options: DeleteOptions = {}) {
      const before = objects.get(idOf(ref));
      if (before === undefined) {
        return false;
      }
      if (options.uid !== undefined && options.uid !== before.metadata.uid) {
        throw fault('KubeConflict', { what: idOf(ref) });
      }
      if (before.metadata.deletionTimestamp === undefined) {
        const finalizers = [
          ...(before.metadata.finalizers ?? []),
          ...finalizersOf[options.propagation ?? 'Background'],
        ];
        const deletionTimestamp = formatTime(clock.now());
        store({ ...before, metadata: { ...before.metadata, finalizers, deletionTimestamp } });
      }
      return true;
    },
    logs: async function* () {},
    compact() {
      compacted = version;
      log = [];
    },
    dropWatches() {
      watchers.forEach((watcher) => {
        watcher.ended = true;
        watcher.wake();
      });
    },
  };
  return client as unknown as MemoryClient;
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
