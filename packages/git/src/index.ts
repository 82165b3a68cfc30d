export { openGitHost, type GitHost, type GitHostOptions } from './host.ts';
export type { CommitRequest, DiffOptions, GitRepository, GitUpdate, MadeCommit } from './repository.ts';
export type { CommitInfo, Signature } from './commit.ts';
export type { ChangedFile } from './diff.ts';
export type { GitFileTree } from './file-tree.ts';
export type { FsckReport } from './fsck.ts';
export type { MirrorOptions, MirrorReport } from './mirror.ts';
export type { ExecutableFile, FileChanges } from './tree-edit.ts';
export { gitHttpHandler, type GitHttpOptions } from './http/handler.ts';
export type {
  AcceptedPush,
  GitAccess,
  GitLimits,
  IncomingPush,
  PushedObjects,
  PushedRef,
  PushVerdict,
} from './http/access.ts';
export { message as gitMessages } from './http/messages.ts';
export { openTreeReader, type GitTreeReader } from './tree-reader.ts';
export { parseRepositoryName } from './repository-name.ts';
export { fault as gitFaults } from './faults.ts';
