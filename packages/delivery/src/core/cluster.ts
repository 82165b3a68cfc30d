import type { KubeObject } from '@juanie/kube';

export type WatchedKind =
  | 'Kustomization'
  | 'GitRepository'
  | 'Deployment'
  | 'ReplicaSet'
  | 'Pod'
  | 'Event'
  | 'Namespace';

/** The cluster as it was last seen, kept current by watches; reading it costs nothing. */
export interface ClusterState {
  readonly synced: Promise<unknown>;
  list(kind: WatchedKind, namespace: string): readonly KubeObject[];
  get(kind: WatchedKind, namespace: string, name: string): KubeObject | undefined;
  /** Told the kind, namespace and name of whatever changed. */
  onChange(listener: (kind: WatchedKind, namespace: string, name: string) => void): () => void;
  close(): void;
}
