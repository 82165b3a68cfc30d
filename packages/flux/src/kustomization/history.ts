import { formatTime } from '@juanie/kube';
import { formatDuration, type HistoryEntry } from '@juanie/flux-api';

const longest = 5;

export interface Reconciled {
  /** Of the built manifests. */
  readonly digest: string;
  readonly reason: string;
  readonly revision: string;
  readonly startedAt: number;
  readonly now: number;
}

/** Newest first; the same manifests with the same result count on and move to the front, anything else is a new entry. */
export function upsertHistory(history: readonly HistoryEntry[], run: Reconciled): HistoryEntry[] {
  const now = formatTime(run.now);
  const known = history.find((entry) => entry.digest === run.digest && entry.lastReconciledStatus === run.reason);
  const entry: HistoryEntry = {
    digest: run.digest,
    firstReconciled: known?.firstReconciled ?? now,
    lastReconciled: now,
    lastReconciledDuration: formatDuration(run.now - run.startedAt),
    lastReconciledStatus: run.reason,
    metadata: { revision: run.revision },
    totalReconciliations: (known?.totalReconciliations ?? 0) + 1,
  };
  return [entry, ...history.filter((other) => other !== known)].slice(0, longest);
}
