import { keyOf, openInformer, type Change, type Clock, type Informer, type Listener } from '@juanie/controller';
import type { KubeObject, OwnerReference } from '@juanie/kube';
import type { KindRef, KubeClient } from '@juanie/kube-client';
import { builtInKinds, type OwnedKind } from './kinds.ts';

/** What is known of every object: who it is, who owns it, whether it is going. */
export type Item = KubeObject;

/**
 * All objects of all kinds by uid, with who depends on whom: what garbage collection and the deletion of namespaces
 * decide by. Kinds come and go with their CustomResourceDefinitions.
 */
export interface Ownership {
  readonly synced: Promise<void>;
  at(uid: string): Item | undefined;
  dependentsOf(uid: string): readonly Item[];
  inNamespace(namespace: string): readonly Item[];
  kindOf(kind: KindRef): OwnedKind | undefined;
  kinds(): readonly OwnedKind[];
  /** Told of every change of ownership, deletion or existence, and at once of what is there. */
  onChange(listener: Listener<Item>): () => void;
  close(): void;
}

interface Definition extends KubeObject {
  spec: {
    readonly group: string;
    readonly scope: string;
    readonly names: { readonly kind: string };
    readonly versions: readonly { readonly name: string; readonly served: boolean; readonly storage: boolean }[];
  };
}

export interface OwnershipOptions {
  readonly client: KubeClient;
  readonly clock: Clock;
  /** Caches that exist already and need not be opened twice. */
  readonly shared: readonly Pick<Informer, 'kind' | 'synced' | 'onChange'>[];
}

export function openOwnership({ client, clock, shared }: OwnershipOptions): Ownership {
  const index = openIndex();
  const followed = new Map<string, { kind: OwnedKind; stop: () => void; synced: Promise<void> }>();

  function follow(kind: OwnedKind): Promise<void> {
    const id = idOf(kind);
    const held = followed.get(id);
    if (held !== undefined) {
      return held.synced;
    }
    const own = shared.find((informer) => idOf(informer.kind) === id);
    const informer = own ?? openInformer(client, kind, { clock, keep: bones });
    const off = informer.onChange((_, change) => index.take(stripped(change)));
    function stop(): void {
      off();
      if (own === undefined) {
        (informer as Informer).close();
      }
    }
    followed.set(id, { kind, stop, synced: informer.synced });
    return informer.synced;
  }

  function unfollow(kind: OwnedKind): void {
    followed.get(idOf(kind))?.stop();
    followed.delete(idOf(kind));
    index.dropKind(kind);
  }

  const definitions = openInformer<Definition>(
    client,
    { apiVersion: 'apiextensions.k8s.io/v1', kind: 'CustomResourceDefinition' },
    { clock },
  );
  definitions.onChange((_, { before, after }) => {
    const gone = before === undefined ? undefined : customKind(before);
    const kind = after === undefined ? undefined : customKind(after);
    if (gone !== undefined && (kind === undefined || idOf(gone) !== idOf(kind))) {
      unfollow(gone);
    }
    if (kind !== undefined) {
      void follow(kind);
    }
  });

  const synced = Promise.all([...builtInKinds.map(follow), definitions.synced])
    .then(() => Promise.all([...followed.values()].map((one) => one.synced)))
    .then(() => undefined);
  return {
    ...index.face,
    synced,
    kinds: () => [...followed.values()].map(({ kind }) => kind),
    kindOf: (kind) => followed.get(idOf(kind))?.kind,
    close() {
      definitions.close();
      followed.forEach(({ stop }) => stop());
    },
  };
}

function idOf({ apiVersion, kind }: KindRef): string {
  return `${apiVersion} ${kind}`;
}

/** The stored version of a custom kind; undefined while it has none that is served. */
function customKind({ spec }: Definition): OwnedKind | undefined {
  const version =
    spec.versions.find(({ served, storage }) => served && storage) ?? spec.versions.find(({ served }) => served);
  return version === undefined
    ? undefined
    : {
        apiVersion: `${spec.group}/${version.name}`,
        kind: spec.names.kind,
        namespaced: spec.scope === 'Namespaced',
      };
}

function stripped({ key, before, after }: Change<KubeObject>): Change<Item> {
  return {
    key,
    ...(before === undefined ? {} : { before: bones(before) }),
    ...(after === undefined ? {} : { after: bones(after) }),
  };
}

/** An object without anything that ownership does not ask about. */
function bones({ apiVersion, kind, metadata }: KubeObject): Item {
  const { name, namespace, uid, resourceVersion, ownerReferences, finalizers, deletionTimestamp } = metadata;
  return {
    apiVersion,
    kind,
    metadata: {
      name,
      ...(namespace === undefined ? {} : { namespace }),
      ...(uid === undefined ? {} : { uid }),
      ...(resourceVersion === undefined ? {} : { resourceVersion }),
      ...(ownerReferences === undefined ? {} : { ownerReferences }),
      ...(finalizers === undefined ? {} : { finalizers }),
      ...(deletionTimestamp === undefined ? {} : { deletionTimestamp }),
    },
  };
}

function openIndex() {
  const items = new Map<string, Item>();
  const dependents = new Map<string, Map<string, Item>>();
  const namespaces = new Map<string, Map<string, Item>>();
  const listeners = new Set<Listener<Item>>();

  function place(item: Item, uid: string): void {
    items.set(uid, item);
    slot(namespaces, item.metadata.namespace ?? '').set(uid, item);
    ownersOf(item).forEach((owner) => slot(dependents, owner.uid).set(uid, item));
  }

  function remove(item: Item, uid: string): void {
    items.delete(uid);
    unslot(namespaces, item.metadata.namespace ?? '', uid);
    ownersOf(item).forEach((owner) => unslot(dependents, owner.uid, uid));
  }

  function take(change: Change<Item>): void {
    const { before, after } = change;
    const held = before?.metadata.uid === undefined ? undefined : items.get(before.metadata.uid);
    if (held !== undefined) {
      remove(held, held.metadata.uid ?? '');
    }
    if (after?.metadata.uid !== undefined) {
      place(after, after.metadata.uid);
    }
    listeners.forEach((listener) => listener(change.key, change));
  }

  return {
    take,
    dropKind({ apiVersion, kind }: KindRef) {
      for (const item of items.values()) {
        if (item.apiVersion === apiVersion && item.kind === kind) {
          take({ key: keyOf(item), before: item });
        }
      }
    },
    face: {
      at: (uid: string) => items.get(uid),
      dependentsOf: (uid: string) => [...(dependents.get(uid)?.values() ?? [])],
      inNamespace: (namespace: string) => [...(namespaces.get(namespace)?.values() ?? [])],
      onChange(listener: Listener<Item>) {
        listeners.add(listener);
        for (const after of items.values()) {
          listener(keyOf(after), { key: keyOf(after), after });
        }
        return () => void listeners.delete(listener);
      },
    },
  };
}

export function ownersOf({ metadata }: Item): readonly OwnerReference[] {
  return metadata.ownerReferences ?? [];
}

function slot(map: Map<string, Map<string, Item>>, key: string): Map<string, Item> {
  const held = map.get(key) ?? new Map<string, Item>();
  map.set(key, held);
  return held;
}

function unslot(map: Map<string, Map<string, Item>>, key: string, uid: string): void {
  const held = map.get(key);
  held?.delete(uid);
  if (held?.size === 0) {
    map.delete(key);
  }
}
