import type { Fault, Problem } from '@juanie/fault';
import type { InventoryEntry, KustomizationSpec, KustomizationStatus } from '@juanie/flux-api';
import type { KubeObject } from '@juanie/kube';
import type { Says } from '../status/says.ts';
import type { ChangeEntry } from './change-set.ts';
import type { Checked, HealthVerdict } from './health-verdict.ts';
import type { ObjectId } from './identity.ts';

/** What the source of a Kustomization has to offer. */
export type SourceView =
  | { readonly state: 'missing'; readonly message: string }
  | { readonly state: 'empty' }
  | { readonly state: 'ready'; readonly revision: string; readonly object: KubeObject };

/** A run that has applied everything and waits for health. It lives in memory: after a restart the run begins anew. */
export interface Waiting {
  readonly revision: string;
  readonly generation: number;
  readonly requestedAt: string | undefined;
  readonly startedAt: number;
  readonly checkStartedAt: number;
  readonly digest: string;
  /** Something was changed by this run. */
  readonly drifted: boolean;
  readonly wasHealthy: boolean;
  readonly checks: readonly { readonly id: ObjectId; readonly vanishes: boolean }[];
}

/** All that `decide` needs. */
export interface Seen {
  readonly object: KubeObject;
  readonly status: KustomizationStatus;
  /** A Fault: the spec cannot be carried out. */
  readonly spec: KustomizationSpec | Fault;
  readonly source: SourceView;
  /** What is wrong with the first dependency that is not ready. */
  readonly blockedBy: string | undefined;
  /** Present while the run under way is still the right one. */
  readonly waiting?: Waiting;
  readonly health: readonly Checked[];
  /** In [0, 1): spreads the interval. */
  readonly random: number;
}

export type Action =
  | { readonly do: 'apply'; readonly spec: KustomizationSpec; readonly revision: string; readonly source: KubeObject }
  | { readonly do: 'finalize'; readonly spec: KustomizationSpec };

/** How far a run came. */
export type Progress = 'fetch' | 'build' | 'apply' | 'health';

export interface Failure {
  readonly reason: string;
  readonly message: string;
  /** Nobody's fault, and soon over: tried again before long, and no event is told. */
  readonly isPassing?: boolean;
  /** The places in the repository that are to blame. */
  readonly problems?: readonly Problem[];
}

/** What a run did, whether it came to its end or not. */
export interface Applied {
  readonly did: 'apply';
  readonly progress: Progress;
  readonly startedAt: number;
  readonly failure?: Failure;
  /** Of the built manifests, from `apply` on. */
  readonly digest?: string;
  readonly changes: readonly ChangeEntry[];
  readonly pruned: readonly ChangeEntry[];
  /** Absent when nothing was applied. */
  readonly inventory?: readonly InventoryEntry[];
  /** What has to become healthy; empty: nothing is checked. */
  readonly checks: Waiting['checks'];
  readonly checkStartedAt: number;
  readonly health: HealthVerdict;
}

export interface Finalized {
  readonly did: 'finalize';
  readonly deleted: readonly ChangeEntry[];
  readonly failure?: string;
  /** Not everything was gone when the time was over; the finalizer goes all the same. */
  readonly isLate?: boolean;
}

export type Outcome = Applied | Finalized;

export interface KustomizationSays extends Says<KustomizationStatus> {
  /** The run goes on waiting for health. */
  readonly waiting?: Waiting;
  /** The run has waited in vain. */
  readonly gaveUp?: Waiting;
}
