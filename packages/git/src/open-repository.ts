import { join } from 'node:path';
import type { GitCaches } from './caches.ts';
import type { CommitInfo } from './commit.ts';
import { commitOnBranch } from './commit-write.ts';
import { diffTrees, type ChangedFile } from './diff.ts';
import { diffText } from './diff-text.ts';
import { fault } from './faults.ts';
import { openFileTree, type GitFileTree, type TreeContext } from './file-tree.ts';
import { fsck, type FsckReport } from './fsck.ts';
import { readCommit } from './history.ts';
import { isAncestor, walkLog, type LogQuery } from './log.ts';
import { fetchMirror, type MirrorOptions, type MirrorReport } from './mirror.ts';
import { emptyTreeId } from './object.ts';
import { ObjectStore } from './object-store.ts';
import { replaceFile } from './ref-lock.ts';
import { isOwnRefName } from './ref-name.ts';
import { updateRefs, type RefFailures, type RefUpdate, type RefUpdateOptions } from './ref-update.ts';
import { Refs } from './refs.ts';
import { Repacker } from './repack.ts';
import type { CommitRequest, DiffOptions, GitRepository, GitUpdate, MadeCommit } from './repository.ts';
import { resolveRevision } from './revision.ts';
import { Serial } from './serial.ts';
import { TrailerIndex } from './trailer-index.ts';

export interface RepositoryOptions {
  readonly name: string;
  readonly dir: string;
  readonly caches: GitCaches;
  /** When the server started: older locks are left over from a crash. */
  readonly startedAt: number;
  readonly onUpdate: (update: GitUpdate) => void;
  readonly now: () => Date;
  /** This git syncs packed-refs, so that refs may be packed. */
  readonly packsRefs: boolean;
  /** A folder for half-made things, on the same file system. */
  readonly asideDir: string;
}

/** A repository as the other files of this package see it; outside, only the face is known. */
export class OpenRepository implements GitRepository {
  readonly name: string;
  readonly dir: string;
  readonly options: RepositoryOptions;
  readonly objects: ObjectStore;
  readonly refStore: Refs;
  readonly context: TreeContext;
  readonly #refMoves = new Serial();
  readonly #commits = new Map<string, Serial>();
  readonly #trailers: TrailerIndex;
  readonly #repacker: Repacker;

  constructor(options: RepositoryOptions) {
    const { name, dir, caches } = options;
    this.name = name;
    this.dir = dir;
    this.options = options;
    this.objects = new ObjectStore(join(dir, 'objects'), { repository: name, caches });
    this.context = { objects: this.objects, trees: caches.trees, repository: name };
    this.refStore = new Refs(dir);
    this.#trailers = new TrailerIndex(this.context);
    this.#repacker = new Repacker(dir, { count: () => this.objects.countPacks(), packsRefs: options.packsRefs });
  }

  refs(): Map<string, string> {
    return this.refStore.list();
  }

  defaultBranch(): string {
    return (this.refStore.head() ?? 'refs/heads/main').replace(/^refs\/heads\//, '');
  }

  setDefaultBranch(branch: string): Promise<void> {
    const ref = `refs/heads/${branch}`;
    if (!isOwnRefName(ref)) {
      throw fault('GitRefInvalid', { ref });
    }
    return this.#refMoves.run(() => this.writeHead(ref));
  }

  resolve(revision: string): string | undefined {
    return resolveRevision(this.context, { refs: this.refStore, objects: this.objects }, revision);
  }

  tree(revision: string): GitFileTree {
    return openFileTree(this.context, readCommit(this.context, this.#get(revision)).tree);
  }

  commitInfo(revision: string): CommitInfo {
    return readCommit(this.context, this.#get(revision));
  }

  log({
    from,
    not = [],
    ...query
  }: { readonly from: string | readonly string[] } & Omit<LogQuery, 'from'>): CommitInfo[] {
    const ids = (revisions: readonly string[]) => revisions.map((revision) => this.#get(revision));
    return [...walkLog(this.context, { ...query, from: ids([from].flat()), not: ids(not) })];
  }

  diffFiles(before: string | null, after: string): ChangedFile[] {
    return diffTrees(this.context, this.#treeIdOf(before), this.#treeIdOf(after));
  }

  diff(before: string | null, after: string, options?: DiffOptions): Promise<{ text: string; cut: boolean }> {
    const sides = { before: this.#treeIdOf(before) ?? emptyTreeId, after: this.#treeIdOf(after) ?? emptyTreeId };
    return diffText(this.dir, sides, options);
  }

  isAncestor(ancestor: string, descendant: string): Promise<boolean> {
    return isAncestor(this.context, this.#get(ancestor), this.#get(descendant));
  }

  findByTrailer(branch: string, key: string, value: string): CommitInfo | undefined {
    const tip = this.resolve(`refs/heads/${branch}`);
    const id = tip === undefined ? undefined : this.#trailers.find(tip, { branch, key }, value);
    return id === undefined ? undefined : readCommit(this.context, id);
  }

  commit(request: CommitRequest): Promise<MadeCommit> {
    // One after the other on each branch: a queue costs less than racing for the same lock.
    const queue = this.#commits.get(request.branch) ?? new Serial();
    this.#commits.set(request.branch, queue);
    return queue.run(() => commitOnBranch(this, request));
  }

  async updateRef(update: RefUpdate): Promise<void> {
    const by = { name: 'Juanie', email: 'juanie@localhost', at: this.options.now() };
    const [failed] = (await this.moveRefs([update], { by, note: 'update' })).values();
    if (failed !== undefined) {
      throw failed;
    }
  }

  fetchMirror(url: string, options?: MirrorOptions): Promise<MirrorReport> {
    return this.#refMoves.run(() => fetchMirror(this, url, options));
  }

  fsck(): Promise<FsckReport> {
    return fsck(this.dir);
  }

  repack(): Promise<void> {
    return this.#repacker.run();
  }

  /** Compare and swap, then the notices: after the refs are durable. */
  async moveRefs(updates: readonly RefUpdate[], how: Omit<RefUpdateOptions, 'startedAt'>): Promise<RefFailures> {
    const { startedAt } = this.options;
    const failed = await this.#refMoves.run(() => updateRefs(this.refStore, updates, { ...how, startedAt }));
    this.notify(updates.filter(({ ref }) => !failed.has(ref)));
    this.#repacker.refsMoved(updates.length);
    return failed;
  }

  /** Points HEAD to a branch, durably. The caller sees to it that no other change of refs runs. */
  writeHead(ref: string): Promise<void> {
    return replaceFile(this.dir, 'HEAD', { content: `ref: ${ref}\n`, startedAt: this.options.startedAt });
  }

  /** Tells the listeners of refs that moved. */
  notify(updates: readonly RefUpdate[]): void {
    for (const { ref, before, after } of updates) {
      if (before !== after) {
        this.options.onUpdate({ repository: this.name, ref, before, after });
      }
    }
  }

  /** There is a new pack: has the small ones joined when they are many. Nobody waits for it. */
  packAdded(): void {
    this.#repacker.packAdded();
  }

  /** Waits for a repack that is running, so that nothing is left behind. */
  async close(): Promise<void> {
    await this.#repacker.close();
    this.objects.close();
  }

  #get(revision: string): string {
    const found = this.resolve(revision);
    if (found === undefined) {
      throw fault('GitRevisionNotFound', { repository: this.name, revision });
    }
    return found;
  }

  #treeIdOf(revision: string | null): string | null {
    return revision === null ? null : readCommit(this.context, this.#get(revision)).tree;
  }
}
