import type { CommitInfo, Signature } from './commit.ts';
import type { ChangedFile } from './diff.ts';
import type { GitFileTree } from './file-tree.ts';
import type { FsckReport } from './fsck.ts';
import type { LogQuery } from './log.ts';
import type { MirrorOptions, MirrorReport } from './mirror.ts';
import type { FileChanges } from './tree-edit.ts';

/** One bare repository. Reading is synchronous and from disk; what writing answers is durable. */
export interface GitRepository {
  /** `owner/name`. */
  readonly name: string;
  readonly dir: string;
  /** Full names (`refs/heads/main`) to ids, in byte order. */
  refs(): Map<string, string>;
  /** The branch that a clone checks out, without `refs/heads/`. */
  defaultBranch(): string;
  setDefaultBranch(branch: string): Promise<void>;
  /** The commit behind a branch, tag, full ref, HEAD, id or the beginning of an id. */
  resolve(revision: string): string | undefined;
  /** The files of a commit (id or any other revision). Throws GitRevisionNotFound. */
  tree(revision: string): GitFileTree;
  commitInfo(revision: string): CommitInfo;
  log(query: { readonly from: string | readonly string[] } & Omit<LogQuery, 'from'>): CommitInfo[];
  /** Files that differ; `null` stands for an empty tree. */
  diffFiles(before: string | null, after: string): ChangedFile[];
  /** A patch as `git diff` prints it, cut off at `maxBytes` (default 1 MiB). */
  diff(before: string | null, after: string, options?: DiffOptions): Promise<{ text: string; cut: boolean }>;
  isAncestor(ancestor: string, descendant: string): Promise<boolean>;
  /** The newest commit of the branch that says `key: value` in its trailers. */
  findByTrailer(branch: string, key: string, value: string): CommitInfo | undefined;
  commit(request: CommitRequest): Promise<MadeCommit>;
  /** Creates, moves or deletes a ref by compare and swap. Throws GitRefMoved. */
  updateRef(update: {
    readonly ref: string;
    readonly before: string | null;
    readonly after: string | null;
  }): Promise<void>;
  /** Makes all refs those of another host. Refs are moved, notified and durable when it returns. */
  fetchMirror(url: string, options?: MirrorOptions): Promise<MirrorReport>;
  /** What git itself says about every object. */
  fsck(): Promise<FsckReport>;
  /** Packs small packs together, by git, in the background; nobody waits for it. */
  repack(): Promise<void>;
}

export interface DiffOptions {
  readonly paths?: readonly string[];
  readonly context?: number;
  readonly maxBytes?: number;
}

export interface CommitRequest {
  /** Without `refs/heads/`. Made when it does not exist. */
  readonly branch: string;
  readonly author: Signature;
  /** Default: the author. */
  readonly committer?: Signature;
  readonly message: string;
  /** What to write, decided by what is there. Run again on the new tree when the branch moved meanwhile. */
  readonly change: (tree: GitFileTree, parent: string | null) => FileChanges | Promise<FileChanges>;
  /** Only on top of this commit (null: only as the first one); otherwise GitRefMoved. */
  readonly expect?: string | null;
}

export interface MadeCommit {
  readonly id: string;
  readonly parent: string | null;
  readonly tree: string;
}

/** A ref that moved; `null` stands for a ref that was not there or is gone. */
export interface GitUpdate {
  readonly repository: string;
  readonly ref: string;
  readonly before: string | null;
  readonly after: string | null;
}
