import type { KubeObject, ObjectRef } from '@juanie/kube';
import type { KubeClient } from '@juanie/kube-client';
import type { ClusterState, WatchedKind } from '../core/cluster.ts';

export interface MemoryCluster {
  readonly state: ClusterState;
  readonly client: KubeClient;
  set(object: KubeObject): void;
  remove(ref: { kind: string; namespace?: string; name: string }): void;
  all(kind: string): readonly KubeObject[];
  /** How images behave, kept where a restart of the product does not reach. */
  readonly behaviours: Map<string, string>;
  /** What a container has written. */
  readonly logs: Map<string, string>;
}

const keyOf = (kind: string, namespace: string | undefined, name: string) => `${kind} ${namespace ?? ''} ${name}`;

/** Objects in a map: what the watches of a cluster would show. */
export function memoryCluster(): MemoryCluster {
  const objects = new Map<string, KubeObject>();
  const listeners = new Set<(kind: WatchedKind, namespace: string, name: string) => void>();
  const logs = new Map<string, string>();
  const tell = (kind: string, namespace: string | undefined, name: string) =>
    listeners.forEach((listener) => listener(kind as WatchedKind, namespace ?? '', name));

  function set(object: KubeObject): void {
    const { name, namespace } = object.metadata;
    objects.set(keyOf(object.kind, namespace, name), object);
    tell(object.kind, namespace, name);
  }

  function remove(ref: { kind: string; namespace?: string; name: string }): void {
    objects.delete(keyOf(ref.kind, ref.namespace, ref.name));
    tell(ref.kind, ref.namespace, ref.name);
  }

  const client = clientOf({ objects, logs, set, remove });
  return {
    client,
    logs,
    behaviours: new Map(),
    set,
    remove,
    all: (kind) => [...objects.values()].filter((object) => object.kind === kind),
    state: {
      synced: Promise.resolve(),
      list: (kind, namespace) =>
        [...objects.values()].filter(
          (object) => object.kind === kind && (object.metadata.namespace ?? '') === namespace,
        ),
      get: (kind, namespace, name) => objects.get(keyOf(kind, namespace, name)),
      onChange(listener) {
        // As informers do: what is known is told at once.
        for (const { kind, metadata } of objects.values()) {
          listener(kind as WatchedKind, metadata.namespace ?? '', metadata.name);
        }
        listeners.add(listener);
        return () => listeners.delete(listener);
      },
      close() {},
    },
  };
}

interface Inside extends Pick<MemoryCluster, 'logs' | 'set' | 'remove'> {
  readonly objects: ReadonlyMap<string, KubeObject>;
}

function clientOf({ objects, logs, set, remove }: Inside): KubeClient {
  const refKey = ({ kind, namespace, name }: ObjectRef) => keyOf(kind, namespace, name);
  const refuse = () => Promise.reject(new Error('not in this cluster'));
  return {
    find: async <T extends KubeObject>(ref: ObjectRef) => objects.get(refKey(ref)) as T | undefined,
    async create(object) {
      set(object);
      return object;
    },
    async delete(ref) {
      const known = objects.has(refKey(ref));
      remove(ref);
      return known;
    },
    async *logs(pod, options) {
      yield new TextEncoder().encode(logs.get(`${pod.namespace}/${pod.name}/${options.container ?? ''}`) ?? '');
    },
    list: refuse,
    watch: () => {
      throw new Error('not in this cluster');
    },
    update: refuse,
    patch: refuse,
    apply: refuse,
  };
}
