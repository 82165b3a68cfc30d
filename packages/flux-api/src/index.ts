export { fluxCrds } from './crds.ts';
export { formatDuration, parseDuration } from './duration.ts';
export { fault as fluxApiFaults } from './faults.ts';
export {
  parseGitRepository,
  statusOfGitRepository,
  type Artifact,
  type GitRepositorySpec,
  type GitRepositoryStatus,
} from './git-repository.ts';
export {
  parseKustomization,
  statusOfKustomization,
  type HistoryEntry,
  type InventoryEntry,
  type KustomizationSpec,
  type KustomizationStatus,
} from './kustomization.ts';
export {
  finalizer,
  kustomizeApi,
  managers,
  notificationApi,
  objectOptions,
  ownerNameLabel,
  ownerNamespaceLabel,
  problemsAnnotation,
  requestedAtAnnotation,
  sourceApi,
  watchLabel,
} from './names.ts';
export { conditionTypes, reasons, type Reason } from './reasons.ts';
export {
  parseReceiver,
  receiverTypes,
  statusOfReceiver,
  type ReceiverSpec,
  type ReceiverStatus,
  type ReceiverType,
} from './receiver.ts';
