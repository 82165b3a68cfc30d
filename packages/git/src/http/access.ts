import type { Language } from '@juanie/fault';
import type { CommitInfo } from '../commit.ts';
import type { ChangedFile } from '../diff.ts';
import type { GitFileTree } from '../file-tree.ts';

/** Who may do what over HTTP; handed in by the product. `Principal` is whatever it knows people by. */
export interface GitAccess<Principal> {
  /** Of the Authorization header; undefined: nobody, also for a wrong one. */
  authenticate(authorization: string | undefined): Promise<Principal | undefined>;
  /** `hidden`: answered as if there were no such repository. */
  may(
    principal: Principal | undefined,
    repository: string,
    verb: 'read' | 'write',
  ): Promise<'yes' | 'authenticate' | 'no' | 'hidden'>;
  /** The language of what Git itself says to this person. Default: en. */
  languageOf?(principal: Principal | undefined): Language;
  /** Before anything of the push is kept. The refused refs with the lines that say why and what to do. */
  beforePush?(push: IncomingPush<Principal>): Promise<PushVerdict>;
  /** After the refs are durable, before the answer. Its lines are shown to who pushed. */
  afterPush?(push: AcceptedPush<Principal>): Promise<readonly string[]>;
}

export interface PushedRef {
  readonly ref: string;
  readonly before: string | null;
  readonly after: string | null;
  /** The old commit is not in the new history. */
  readonly forced: boolean;
}

export interface IncomingPush<Principal> {
  readonly principal: Principal | undefined;
  readonly repository: string;
  readonly updates: readonly PushedRef[];
  /** `git push -o …`. */
  readonly options: readonly string[];
  /** The repository as it would be with what is pushed. */
  readonly objects: PushedObjects;
}

export interface PushedObjects {
  tree(commit: string): GitFileTree;
  commitInfo(commit: string): CommitInfo;
  /** Commits that the push brings to this ref, newest first. */
  log(update: PushedRef, limit: number): CommitInfo[];
  diffFiles(before: string | null, after: string): ChangedFile[];
}

export interface PushVerdict {
  /** Ref -> lines; the first of them is the reason that `git push` prints beside the ref. */
  readonly refused: ReadonlyMap<string, readonly string[]>;
  /** Lines to show beside. */
  readonly lines?: readonly string[];
}

export interface AcceptedPush<Principal> {
  readonly principal: Principal | undefined;
  readonly repository: string;
  /** Only what was done. */
  readonly updates: readonly PushedRef[];
  readonly options: readonly string[];
}

export interface GitLimits {
  /** Bytes of one push. Default 2 GiB. */
  readonly maxPushBytes: number;
  /** Objects of one push. Default 2,000,000. */
  readonly maxPushObjects: number;
  /** Refs of one push. Default 5,000. */
  readonly maxPushRefs: number;
}

export const defaultLimits: GitLimits = {
  maxPushBytes: 2 * 1024 ** 3,
  maxPushObjects: 2_000_000,
  maxPushRefs: 5000,
};
