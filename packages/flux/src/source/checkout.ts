import type { GitRepositorySpec } from '@juanie/flux-api';
import { fault } from '../faults.ts';
import { compareVersions, parseRange, parseVersion, type Version } from './semver.ts';
import type { SourceRepository } from './source-host.ts';

/** What a GitRepository points at now. */
export interface Checkout {
  readonly commit: string;
  /** `main@sha1:…`, as Flux writes revisions. */
  readonly revision: string;
}

/** Finds the commit by the strongest of commit, name, semver, tag, branch. Throws a Fault in upstream's words. */
export function checkout(repository: SourceRepository, { url, ref }: GitRepositorySpec): Checkout {
  if (ref.commit !== undefined) {
    return checkoutCommit(repository, ref.commit, ref.branch);
  }
  if (ref.name !== undefined) {
    return checkoutRef(repository, { url, ref: ref.name, shown: ref.name });
  }
  if (ref.semver !== undefined) {
    return checkoutSemver(repository, ref.semver);
  }
  if (ref.tag !== undefined) {
    return checkoutRef(repository, { url, ref: `refs/tags/${ref.tag}`, shown: ref.tag });
  }
  const branch = ref.branch ?? 'master';
  return checkoutRef(repository, { url, ref: `refs/heads/${branch}`, shown: branch });
}

function checkoutCommit(repository: SourceRepository, id: string, branch: string | undefined): Checkout {
  const commit = repository.resolve(id);
  if (commit === undefined) {
    throw fault('SourceCommitMissing', { commit: id });
  }
  return { commit, revision: branch === undefined ? `sha1:${commit}` : `${branch}@sha1:${commit}` };
}

function checkoutRef(
  repository: SourceRepository,
  { url, ref, shown }: { url: string; ref: string; shown: string },
): Checkout {
  const commit = repository.refs().has(ref) ? repository.resolve(ref) : undefined;
  if (commit === undefined) {
    throw fault('SourceRefMissing', { url, ref });
  }
  return { commit, revision: `${shown}@sha1:${commit}` };
}

function checkoutSemver(repository: SourceRepository, range: string): Checkout {
  const test = parseRange(range);
  if (test === undefined) {
    throw fault('SourceRangeUnreadable', { range });
  }
  let best: { tag: string; version: Version } | undefined;
  for (const ref of repository.refs().keys()) {
    const tag = ref.startsWith('refs/tags/') ? ref.slice('refs/tags/'.length) : undefined;
    const version = tag === undefined ? undefined : parseVersion(tag);
    if (tag !== undefined && version !== undefined && test(version)) {
      best = best === undefined || compareVersions(version, best.version) > 0 ? { tag, version } : best;
    }
  }
  const commit = best === undefined ? undefined : repository.resolve(`refs/tags/${best.tag}`);
  if (best === undefined || commit === undefined) {
    throw fault('SourceRangeEmpty', { range });
  }
  return { commit, revision: `${best.tag}@sha1:${commit}` };
}

/** The commit of a revision that `checkout` made. */
export function commitOf(revision: string): string {
  return revision.slice(revision.lastIndexOf(':') + 1);
}
