import type { Change, Reconciler } from '@juanie/controller';
import { refOf, type OwnerReference } from '@juanie/kube';
import type { KubeClient } from '@juanie/kube-client';
import { settle } from '../settle.ts';
import {
  conclude,
  decide,
  foregroundFinalizer,
  orphanFinalizer,
  type Action,
  type OwnerState,
  type Seen,
} from './decide.ts';
import { ownersOf, type Item, type Ownership } from './ownership.ts';

/** Deletes what has lost its owners. Keys are uids. */
export function garbageCollector(client: KubeClient, ownership: Ownership): Reconciler<Seen, Action, void> {
  return {
    decide,
    conclude,
    async observe(uid) {
      const item = ownership.at(uid);
      if (item === undefined) {
        return undefined;
      }
      const states = await Promise.all(ownersOf(item).map((owner) => stateOf({ client, ownership, item }, owner)));
      const owners = ownersOf(item).map((owner, at) => ({ owner, state: states[at] ?? 'solid' }));
      return { item, owners, dependents: ownership.dependentsOf(uid) };
    },
    act: async ({ item, dependents }, action) => act(client, { item, dependents }, action),
    publish: async () => undefined,
  };
}

/** Whom a change concerns: the object itself, those that wait for it, and those that depended on it. */
export function concerned(ownership: Ownership, { before, after }: Change<Item>): string[] {
  const uid = (after ?? before)?.metadata.uid ?? '';
  const item = after ?? before;
  const going = after === undefined || after.metadata.deletionTimestamp !== undefined;
  const owners = item === undefined ? [] : ownersOf(item).filter((owner) => isWaiting(ownership.at(owner.uid)));
  const self = after !== undefined && (ownersOf(after).length > 0 || going) ? [uid] : [];
  return [
    ...self,
    ...owners.map((owner) => owner.uid),
    ...(going ? ownership.dependentsOf(uid).map(({ metadata }) => metadata.uid ?? '') : []),
  ];
}

function isWaiting(item: Item | undefined): boolean {
  return (
    item?.metadata.deletionTimestamp !== undefined && (item.metadata.finalizers ?? []).includes(foregroundFinalizer)
  );
}

async function stateOf(
  { client, ownership, item }: { client: KubeClient; ownership: Ownership; item: Item },
  owner: OwnerReference,
): Promise<OwnerState> {
  const known = ownership.at(owner.uid);
  const { namespace } = item.metadata;
  if (known !== undefined && (known.metadata.namespace === undefined || known.metadata.namespace === namespace)) {
    return isWaiting(known) && owner.blockOwnerDeletion === true ? 'waiting' : 'solid';
  }
  // The cache may lag behind an owner that was created a moment ago: nothing is deleted without asking.
  const kind = ownership.kindOf(owner);
  const { apiVersion, name } = owner;
  const inside = kind?.namespaced !== false && namespace !== undefined;
  const held = await client.find({ apiVersion, kind: owner.kind, name, ...(inside ? { namespace } : {}) });
  return held?.metadata.uid === owner.uid ? 'solid' : 'dangling';
}

async function act(
  client: KubeClient,
  { item, dependents }: Pick<Seen, 'item' | 'dependents'>,
  action: Action,
): Promise<void> {
  const { uid = '' } = item.metadata;
  switch (action.do) {
    case 'orphan':
      await settle(dependents.map((one) => unreference(client, one, [uid])));
      return unfinalize(client, item, orphanFinalizer);
    case 'unfinalize':
      return unfinalize(client, item, foregroundFinalizer);
    case 'unreference':
      return unreference(client, item, action.uids);
    case 'delete':
      await client.delete(refOf(item), { uid, propagation: action.propagation });
      return undefined;
  }
}

async function unreference(client: KubeClient, item: Item, uids: readonly string[]): Promise<void> {
  const { uid, resourceVersion } = item.metadata;
  const ownerReferences = ownersOf(item).filter((owner) => !uids.includes(owner.uid));
  await client.patch(refOf(item), { type: 'merge', body: { metadata: { uid, resourceVersion, ownerReferences } } });
}

async function unfinalize(client: KubeClient, item: Item, finalizer: string): Promise<void> {
  const { uid, resourceVersion, finalizers = [] } = item.metadata;
  const rest = finalizers.filter((name) => name !== finalizer);
  const body = { metadata: { uid, resourceVersion, finalizers: rest } };
  await client.patch(refOf(item), { type: 'merge', body });
}
