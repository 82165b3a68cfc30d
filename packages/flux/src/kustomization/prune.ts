import { isFault } from '@juanie/fault';
import { ownerNameLabel, ownerNamespaceLabel } from '@juanie/flux-api';
import type { KubeClient } from '@juanie/kube-client';
import { isKeptFromPruning, sentenceOf } from './apply-rules.ts';
import type { ChangeEntry, Tracked } from './change-set.ts';
import { refOfId, subjectOf } from './identity.ts';
import type { OwnedObjects } from './owned.ts';

export interface PruneRim {
  readonly client: KubeClient;
  readonly owned: OwnedObjects;
}

export interface Pruned {
  /** Deleted and left alone, in the order of deletion. */
  readonly entries: readonly ChangeEntry[];
  /** Could not be deleted: stays in the inventory. */
  readonly survivors: readonly Tracked[];
  /** What upstream says of the failures. */
  readonly failure?: string;
}

/** Deletes what is still ours: both owner labels match and nothing on the object forbids it. */
export async function prune(
  rim: PruneRim,
  stale: readonly Tracked[],
  owner: { namespace: string; name: string },
): Promise<Pruned> {
  const entries: ChangeEntry[] = [];
  const survivors: Tracked[] = [];
  const failures: string[] = [];
  for (const tracked of stale) {
    try {
      entries.push({ ...tracked, change: await pruneOne(rim, tracked, owner) });
    } catch (thrown) {
      if (!isFault(thrown)) {
        throw thrown;
      }
      survivors.push(tracked);
      failures.push(`${subjectOf(tracked.id)} delete failed: ${sentenceOf(thrown)};`);
    }
  }
  return {
    entries,
    survivors,
    ...(failures.length === 0 ? {} : { failure: `delete failed, errors: ${failures.join('')}` }),
  };
}

async function pruneOne(
  { client, owned }: PruneRim,
  { id, version }: Tracked,
  owner: { namespace: string; name: string },
): Promise<'deleted' | 'skipped'> {
  const ref = refOfId(id, version);
  owned.forget(id);
  const live = await client.find(ref).catch((thrown: unknown) => {
    // A kind that the cluster no longer has leaves nothing to delete.
    if (isFault(thrown) && thrown.reason === 'KubeKindUnknown') {
      return undefined;
    }
    throw thrown;
  });
  if (live === undefined) {
    return 'deleted';
  }
  const { labels = {} } = live.metadata;
  const isOurs = labels[ownerNameLabel] === owner.name && labels[ownerNamespaceLabel] === owner.namespace;
  if (!isOurs || isKeptFromPruning(live)) {
    return 'skipped';
  }
  await client.delete(ref, { propagation: 'Background' });
  return 'deleted';
}
