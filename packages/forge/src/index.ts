export type {
  Account,
  Branch,
  ChangeRequest,
  ChangeRequestDraft,
  ChangeRequests,
  CommitStatus,
  CommitStatuses,
  Fetch,
  FileWrite,
  Forge,
  ForgeAdapter,
  Repository,
  Webhooks,
} from './forge.ts';
export { forgeAdapters, pickForge, type ForgesOptions } from './forges.ts';
export { fault as forgeFaults } from './faults.ts';
