import type { KustomizationSpec } from '@juanie/flux-api';
import { ApplyError, type ApplyRim } from './apply.ts';
import { trackedIn } from './change-set.ts';
import { prune } from './prune.ts';
import type { Finalized, Seen } from './seen.ts';
import { compareIds } from './stages.ts';

/** Deletes what a Kustomization has applied, where its policy says so, before it goes itself. */
export async function finalize(rim: ApplyRim, seen: Seen, spec: KustomizationSpec): Promise<Finalized> {
  if (!deletesObjects(seen, spec)) {
    return { did: 'finalize', deleted: [] };
  }
  const tracked = trackedIn(seen.status.inventory?.entries ?? []).sort((a, b) => compareIds(b.id, a.id));
  const { namespace = '', name } = seen.object.metadata;
  const { entries, failure } = await prune(rim, tracked, { namespace, name });
  if (failure !== undefined || spec.deletionPolicy !== 'WaitForTermination') {
    return { did: 'finalize', deleted: entries, ...(failure === undefined ? {} : { failure }) };
  }
  try {
    await rim.settle(
      entries.filter(({ change }) => change === 'deleted'),
      spec.timeout,
    );
    return { did: 'finalize', deleted: entries };
  } catch (thrown) {
    if (thrown instanceof ApplyError) {
      return { did: 'finalize', deleted: entries, isLate: true };
    }
    throw thrown;
  }
}

/** A suspended Kustomization, or one that has applied nothing, deletes nothing. */
function deletesObjects({ status }: Seen, spec: KustomizationSpec): boolean {
  if (spec.suspend || (status.inventory?.entries ?? []).length === 0) {
    return false;
  }
  return spec.deletionPolicy === 'MirrorPrune' ? spec.prune : spec.deletionPolicy !== 'Orphan';
}
