/** One repository on one Git host. The words are ours; each adapter translates. */
export interface Forge {
  /** Throws ForgeRepositoryNotFound. */
  getRepository(signal: AbortSignal): Promise<Repository>;
  /** By name. */
  listBranches(signal: AbortSignal): Promise<readonly Branch[]>;
  findBranch(name: string, signal: AbortSignal): Promise<Branch | undefined>;
  /** Does nothing when it is at that commit already. Throws ForgeBranchExists, ForgeCommitNotFound. */
  ensureBranch(name: string, commit: string, signal: AbortSignal): Promise<void>;
  /** Does nothing when there is none. */
  deleteBranch(name: string, signal: AbortSignal): Promise<void>;
  /** `ref`: a branch, a tag or a commit. Undefined where either is missing. */
  getFile(path: string, ref: string, signal: AbortSignal): Promise<Uint8Array | undefined>;
  /** One commit. Throws ForgeBranchNotFound, ForgeBranchMoved, ForgePathInvalid. */
  writeFiles(write: FileWrite, signal: AbortSignal): Promise<{ readonly commit: string }>;
  /** Absent where the host has no such thing. Presence is the capability; there is no flag to forget. */
  readonly statuses?: CommitStatuses;
  readonly webhooks?: Webhooks;
  readonly changeRequests?: ChangeRequests;
}

export interface Repository {
  /** `owner/name`, or a deeper path where the host has groups. */
  readonly name: string;
  readonly defaultBranch: string;
  readonly cloneUrl: string;
  readonly archived: boolean;
  /** Nothing was pushed yet: there is no branch. */
  readonly empty: boolean;
}

export interface Branch {
  readonly name: string;
  readonly commit: string;
}

export interface FileWrite {
  readonly branch: string;
  readonly message: string;
  readonly author: { readonly name: string; readonly email: string };
  /** Path -> bytes, or null to delete. */
  readonly files: ReadonlyMap<string, Uint8Array | null>;
  /** Only on top of this commit. Absent: on whatever is there. A branch of an empty repository is made. */
  readonly expect?: string;
}

export interface CommitStatuses {
  /** The newest of each context counts. Throws ForgeCommitNotFound. */
  set(commit: string, status: CommitStatus, signal: AbortSignal): Promise<void>;
  /** One for each context, by context. */
  list(commit: string, signal: AbortSignal): Promise<readonly CommitStatus[]>;
}

export interface CommitStatus {
  /** Who says so: `juanie/build`. */
  readonly context: string;
  readonly state: 'pending' | 'success' | 'failure';
  readonly description: string;
  readonly url?: string;
}

export interface Webhooks {
  /** One webhook for pushes and change requests to this address, with this secret. */
  ensure(url: URL, secret: string, signal: AbortSignal): Promise<void>;
  /** Does nothing when there is none. */
  remove(url: URL, signal: AbortSignal): Promise<void>;
}

/** GitHub's and Gitea's pull requests, GitLab's merge requests. */
export interface ChangeRequests {
  /** The open one from source to target, made when there is none. Throws ForgeBranchNotFound. */
  ensure(request: ChangeRequestDraft, signal: AbortSignal): Promise<ChangeRequest>;
  /** Throws ForgeChangeRequestNotFound. */
  get(number: number, signal: AbortSignal): Promise<ChangeRequest>;
  /** Without merging. Does nothing when it is not open. */
  close(number: number, signal: AbortSignal): Promise<void>;
}

export interface ChangeRequestDraft {
  readonly source: string;
  readonly target: string;
  readonly title: string;
  readonly description: string;
}

export interface ChangeRequest extends ChangeRequestDraft {
  readonly number: number;
  /** `merged`: the target has everything of the source. */
  readonly state: 'open' | 'merged' | 'closed';
}

export interface Account {
  readonly baseUrl: URL;
  readonly token: string | undefined;
}

/** What one host brings. Adding a host is one folder and one line in `forges.ts`. */
export interface ForgeAdapter {
  readonly id: string;
  /** Pure; the host name is enough for the public services, the rest is told by `id`. */
  matches(repository: URL): boolean;
  open(repository: URL, account: Account, fetch: Fetch): Forge;
}

export type Fetch = (request: Request) => Promise<Response>;
