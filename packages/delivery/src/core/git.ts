import type { GitHost, GitRepository, Signature } from '@juanie/git';

export type { ChangedFile, CommitInfo as GitCommit, FileChanges, GitUpdate as RefUpdate } from '@juanie/git';
export type GitHosting = GitHost;
export type GitRepo = GitRepository;
export type GitPerson = Signature;

/** Undefined for a commit that the repository does not have. */
export function findCommit(repository: GitRepository | undefined, revision: string) {
  const id = repository?.resolve(revision);
  return id === undefined ? undefined : repository?.commitInfo(id);
}
