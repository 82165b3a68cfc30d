/** Condition types of the Flux kinds. */
export const conditionTypes = {
  ready: 'Ready',
  reconciling: 'Reconciling',
  stalled: 'Stalled',
  healthy: 'Healthy',
  artifactInStorage: 'ArtifactInStorage',
  artifactOutdated: 'ArtifactOutdated',
  fetchFailed: 'FetchFailed',
  storageOperationFailed: 'StorageOperationFailed',
} as const;

/** Reasons of conditions and events, upstream's own words; `UnsupportedField` alone is ours. */
export const reasons = {
  succeeded: 'Succeeded',
  failed: 'Failed',
  progressing: 'Progressing',
  progressingWithRetry: 'ProgressingWithRetry',
  dependencyNotReady: 'DependencyNotReady',
  artifactFailed: 'ArtifactFailed',
  buildFailed: 'BuildFailed',
  reconciliationSucceeded: 'ReconciliationSucceeded',
  reconciliationFailed: 'ReconciliationFailed',
  pruneFailed: 'PruneFailed',
  healthCheckFailed: 'HealthCheckFailed',
  healthCheckCanceled: 'HealthCheckCanceled',
  gitOperationFailed: 'GitOperationFailed',
  gitOperationSucceeded: 'GitOperationSucceeded',
  authenticationFailed: 'AuthenticationFailed',
  urlInvalid: 'URLInvalid',
  emptyGitRepository: 'EmptyGitRepository',
  newArtifact: 'NewArtifact',
  newRevision: 'NewRevision',
  tokenNotFound: 'TokenNotFound',
  validationFailed: 'ValidationFailed',
  unsupportedField: 'UnsupportedField',
} as const;

export type Reason = (typeof reasons)[keyof typeof reasons];
