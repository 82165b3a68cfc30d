import type { Ended, Step, Verdict } from '@juanie/controller';
import type { OwnerReference } from '@juanie/kube';
import { ownersOf, type Item } from './ownership.ts';

export const orphanFinalizer = 'orphan';
export const foregroundFinalizer = 'foregroundDeletion';

/** `waiting`: it is being deleted and waits for what it blocks on; `dangling`: there is no such object any more. */
export type OwnerState = 'solid' | 'dangling' | 'waiting';

export interface Seen {
  readonly item: Item;
  readonly owners: readonly { readonly owner: OwnerReference; readonly state: OwnerState }[];
  readonly dependents: readonly Item[];
}

export type Action =
  /** The dependents lose their reference, then the finalizer goes. */
  | { readonly do: 'orphan' }
  | { readonly do: 'unfinalize' }
  /** These owners are not its owners any more. */
  | { readonly do: 'unreference'; readonly uids: readonly string[] }
  | { readonly do: 'delete'; readonly propagation: 'Background' | 'Foreground' | 'Orphan' };

const changed = { when: 'changed' } as const;

/** Upstream's rules (pkg/controller/garbagecollector attemptToDeleteItem), on one object and its neighbours. */
export function decide({ item, owners, dependents }: Seen): Step<Action> {
  const action = actionFor({ item, owners, dependents });
  return action === undefined ? { next: changed } : { next: changed, action };
}

function actionFor({ item, owners, dependents }: Seen): Action | undefined {
  const { uid, finalizers = [], deletionTimestamp } = item.metadata;
  if (deletionTimestamp !== undefined) {
    if (finalizers.includes(orphanFinalizer)) {
      return { do: 'orphan' };
    }
    const blocking = dependents.some((one) =>
      ownersOf(one).some((owner) => owner.uid === uid && owner.blockOwnerDeletion === true),
    );
    return finalizers.includes(foregroundFinalizer) && !blocking ? { do: 'unfinalize' } : undefined;
  }
  const lost = owners.filter(({ state }) => state !== 'solid');
  if (lost.length === 0) {
    return undefined;
  }
  if (lost.length < owners.length) {
    return { do: 'unreference', uids: lost.map(({ owner }) => owner.uid) };
  }
  if (owners.some(({ state }) => state === 'waiting') && dependents.length > 0) {
    return { do: 'delete', propagation: 'Foreground' };
  }
  if (finalizers.includes(orphanFinalizer)) {
    return { do: 'delete', propagation: 'Orphan' };
  }
  return { do: 'delete', propagation: finalizers.includes(foregroundFinalizer) ? 'Foreground' : 'Background' };
}

export function conclude({ ending }: Ended<Seen, Action, void>): Verdict {
  return { next: ending.ok ? changed : { when: 'backoff' } };
}
