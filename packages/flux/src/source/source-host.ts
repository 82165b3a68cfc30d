import type { FileTree } from '@juanie/kube';

export interface Credentials {
  readonly username?: string;
  readonly password?: string;
  readonly bearerToken?: string;
}

export interface OpenOptions {
  readonly credentials?: Credentials;
  readonly timeoutMs: number;
  readonly signal: AbortSignal;
}

/** A Git repository that is read from this machine's disk. */
export interface SourceRepository {
  /** For readers in another thread. */
  readonly gitDir: string;
  /** Name -> id, tags not peeled. */
  refs(): ReadonlyMap<string, string>;
  /** The commit of a ref name or an id; undefined when there is none. */
  resolve(revision: string): string | undefined;
  /** First line of the commit's message. */
  subjectOf(commit: string): string;
  tree(commit: string): SourceTree;
  /** Files that differ between two commits; undefined when that cannot be told. Absent: never. */
  changedPaths?(before: string, after: string): readonly string[] | undefined;
}

export interface SourceTree extends FileTree {
  /** Git's mode of a file, where it is known. */
  entry?(path: string): { readonly mode: number } | undefined;
}

/**
 * Where the URLs of sources lead: repositories of this installation, and mirrors of others. Faults that `fetch`
 * throws are shown in the source's conditions in their own words.
 */
export interface SourceHost {
  /** The repository as it is now: a mirror is brought up to date first. */
  fetch(url: string, options: OpenOptions): Promise<SourceRepository>;
  /** The repository as it was fetched last, without asking anybody; undefined when it never was. */
  find(url: string): SourceRepository | undefined;
  /** Tells the URL of a repository whose refs have changed. The answer stops it. */
  onUpdate(listener: (url: string) => void): () => void;
}
