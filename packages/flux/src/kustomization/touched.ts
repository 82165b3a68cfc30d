import { isFault } from '@juanie/fault';
import { statusOfGitRepository, type Artifact } from '@juanie/flux-api';
import type { KubeObject } from '@juanie/kube';
import { cleanPath } from '../render/tree-view.ts';
import { commitOf } from '../source/checkout.ts';
import type { SourceHost, SourceRepository } from '../source/source-host.ts';
import type { RenderCache } from './render-cache.ts';

/** More changed files than this are not looked at one by one: everything counts as touched. */
const mostChanges = 10_000;

/** Says of a Kustomization whether what it is built from may have changed. */
export type Touched = (key: string, object: KubeObject) => boolean;

export interface TouchedContext {
  readonly sources: SourceHost;
  readonly cache: RenderCache;
}

/**
 * Compares two revisions of a source once, by tree ids, for all that are built from it. Undefined where that
 * cannot be known: then everything counts as touched.
 */
export function compareRevisions(
  { sources, cache }: TouchedContext,
  before: KubeObject | undefined,
  after: KubeObject | undefined,
): Touched | undefined {
  const [was, is] = [artifactIn(before), artifactIn(after)];
  const url = urlOf(after);
  const repository = url === urlOf(before) && url !== undefined ? sources.find(url) : undefined;
  if (was === undefined || is === undefined || repository === undefined || rulesOf(before) !== rulesOf(after)) {
    return undefined;
  }
  const paths = changedPaths(repository, was, is);
  if (paths === undefined || paths.length > mostChanges) {
    return undefined;
  }
  const changed = withFolders(paths);
  return (key, { spec }) => {
    const { path } = (spec ?? {}) as { path?: string };
    const elsewhere = cache.readsElsewhere(key);
    return elsewhere === undefined || changed.has(cleanPath(path ?? '')) || elsewhere.some((each) => changed.has(each));
  };
}

/** A commit that is no longer whole here cannot be compared with. */
function changedPaths(repository: SourceRepository, was: Artifact, is: Artifact): readonly string[] | undefined {
  try {
    return repository.changedPaths?.(commitOf(was.revision), commitOf(is.revision));
  } catch (thrown) {
    if (isFault(thrown)) {
      return undefined;
    }
    throw thrown;
  }
}

/** The paths and all folders that they are in; '' is the root. */
function withFolders(paths: readonly string[]): ReadonlySet<string> {
  const all = new Set<string>(paths.length === 0 ? [] : ['']);
  for (const path of paths) {
    for (let at = path.length; at > 0 && !all.has(path.slice(0, at)); at = path.lastIndexOf('/', at - 1)) {
      all.add(path.slice(0, at));
    }
  }
  return all;
}

function artifactIn(object: KubeObject | undefined): Artifact | undefined {
  return object === undefined ? undefined : statusOfGitRepository(object).artifact;
}

function rulesOf(object: KubeObject | undefined): string {
  const { observedIgnore, observedSparseCheckout } = object === undefined ? {} : statusOfGitRepository(object);
  return JSON.stringify([observedIgnore, observedSparseCheckout]);
}

function urlOf(object: KubeObject | undefined): string | undefined {
  return (object?.spec as { url?: string } | undefined)?.url;
}
