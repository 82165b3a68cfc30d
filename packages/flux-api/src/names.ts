/** Groups and versions that the engine writes. */
export const sourceApi = 'source.toolkit.fluxcd.io/v1';
export const kustomizeApi = 'kustomize.toolkit.fluxcd.io/v1';
export const notificationApi = 'notification.toolkit.fluxcd.io/v1';

export const finalizer = 'finalizers.fluxcd.io';
export const requestedAtAnnotation = 'reconcile.fluxcd.io/requestedAt';
export const watchLabel = 'reconcile.fluxcd.io/watch';

/** Labels on every applied object: whose it is. Prune deletes nothing without them. */
export const ownerNameLabel = 'kustomize.toolkit.fluxcd.io/name';
export const ownerNamespaceLabel = 'kustomize.toolkit.fluxcd.io/namespace';

/** Annotations (or labels) by which an object says how it wants to be treated. */
export const objectOptions = {
  ssa: 'kustomize.toolkit.fluxcd.io/ssa',
  force: 'kustomize.toolkit.fluxcd.io/force',
  prune: 'kustomize.toolkit.fluxcd.io/prune',
  reconcile: 'kustomize.toolkit.fluxcd.io/reconcile',
  substitute: 'kustomize.toolkit.fluxcd.io/substitute',
  decrypt: 'kustomize.toolkit.fluxcd.io/decrypt',
} as const;

/** Who writes: the real controllers' own manager names, so that Flux can take an installation over. */
export const managers = {
  objects: 'kustomize-controller',
  kustomizationStatus: 'gotk-kustomize-controller',
  sourceStatus: 'gotk-source-controller',
  receiverStatus: 'gotk-notification-controller',
} as const;

/** On the event of a failed build: the places to blame, a JSON list of `Problem` (@juanie/fault). Ours, not Flux's. */
export const problemsAnnotation = 'juanie.art/problems';
