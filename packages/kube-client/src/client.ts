import type { KubeObject, ObjectRef } from '@juanie/kube';

/** A kind to list or watch. */
export interface KindRef {
  readonly apiVersion: string;
  readonly kind: string;
}

export interface Selection {
  /** Absent: all namespaces. */
  readonly namespace?: string;
  readonly labelSelector?: string;
  readonly fieldSelector?: string;
}

export interface Listed<T> {
  readonly items: T[];
  /** Where a watch continues. */
  readonly resourceVersion: string;
}

export type WatchEvent<T> =
  | { readonly type: 'ADDED' | 'MODIFIED' | 'DELETED'; readonly object: T }
  | { readonly type: 'BOOKMARK'; readonly resourceVersion: string };

export interface WriteOptions {
  readonly fieldManager?: string;
  readonly dryRun?: boolean;
  /** `binding` takes a Binding of the pod's name, `finalize` a Namespace. */
  readonly subresource?: 'status' | 'scale' | 'binding' | 'finalize';
}

export interface ApplyOptions extends WriteOptions {
  readonly fieldManager: string;
  /** Take fields over from other managers. */
  readonly force?: boolean;
}

export interface DeleteOptions {
  readonly propagation?: 'Background' | 'Foreground' | 'Orphan';
  readonly gracePeriodSeconds?: number;
  readonly uid?: string;
  readonly resourceVersion?: string;
}

export interface LogOptions {
  readonly container?: string;
  readonly follow?: boolean;
  readonly previous?: boolean;
  readonly tailLines?: number;
  readonly sinceSeconds?: number;
  readonly timestamps?: boolean;
}

export type Patch =
  | { readonly type: 'merge' | 'strategic'; readonly body: unknown }
  | { readonly type: 'json'; readonly body: readonly unknown[] };

/**
 * A Kubernetes API as the product uses it. Refusals arrive as Faults whose reason is the Status reason
 * (`KubeNotFound`, `KubeConflict`, `KubeAlreadyExists`, `KubeInvalid`, `KubeForbidden`, `KubeGone`, …);
 * `find` alone answers undefined for what is not there.
 */
export interface KubeClient {
  find<T extends KubeObject = KubeObject>(ref: ObjectRef): Promise<T | undefined>;
  list<T extends KubeObject = KubeObject>(kind: KindRef, selection?: Selection): Promise<Listed<T>>;
  /** Ends when the signal does or when the server closes it; throws KubeGone when the version is too old. */
  watch<T extends KubeObject = KubeObject>(
    kind: KindRef,
    from: Selection & { resourceVersion: string; signal: AbortSignal },
  ): AsyncIterable<WatchEvent<T>>;
  create<T extends KubeObject>(object: T, options?: WriteOptions): Promise<T>;
  update<T extends KubeObject>(object: T, options?: WriteOptions): Promise<T>;
  patch<T extends KubeObject = KubeObject>(ref: ObjectRef, patch: Patch, options?: WriteOptions): Promise<T>;
  /** Server-side apply. */
  apply<T extends KubeObject>(object: T, options: ApplyOptions): Promise<T>;
  /** Answers false when there was nothing to delete. */
  delete(ref: ObjectRef, options?: DeleteOptions): Promise<boolean>;
  logs(pod: { namespace: string; name: string }, options: LogOptions, signal: AbortSignal): AsyncIterable<Uint8Array>;
}
