import { join } from 'node:path';
import type { GitCaches } from './caches.ts';
import { commitOnBranch } from './commit-write.ts';
import { diffTrees } from './diff.ts';
import { fault } from './faults.ts';
import { openFileTree, type TreeContext } from './file-tree.ts';
import { fsck } from './fsck.ts';
import { runGit } from './git-process.ts';
import { readCommit } from './history.ts';
import { isAncestor, walkLog } from './log.ts';
import { fetchMirror } from './mirror.ts';
import { emptyTreeId } from './object.ts';
import { ObjectStore } from './object-store.ts';
import { lockFile } from './ref-lock.ts';
import { isOwnRefName } from './ref-name.ts';
import { updateRefs, type RefFailures, type RefUpdate, type RefUpdateOptions } from './ref-update.ts';
import { Refs } from './refs.ts';
import { repackSmall } from './repack.ts';
import type { DiffOptions, GitRepository, GitUpdate } from './repository.ts';
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
  /** Folders for half-made things, on the same file system. */
  readonly asideDir: string;
}

/** What the other files of this package do with a repository, beside its face. */
export interface OpenRepository extends GitRepository {
  readonly objects: ObjectStore;
  readonly refStore: Refs;
  readonly context: TreeContext;
  readonly options: RepositoryOptions;
  /** Compare and swap, then the notices: after the refs are durable. */
  moveRefs(updates: readonly RefUpdate[], how: Omit<RefUpdateOptions, 'startedAt'>): Promise<RefFailures>;
  /** Tells the listeners of refs that another process moved. */
  notify(updates: readonly RefUpdate[]): void;
  /** Counts a new pack, and has the small ones packed together when there are many. */
  packAdded(): void;
  close(): void;
}

export function openRepository(options: RepositoryOptions): OpenRepository {
  const { name, dir, caches } = options;
  const objects = new ObjectStore(join(dir, 'objects'), { repository: name, caches });
  const context: TreeContext = { objects, trees: caches.trees, repository: name };
  const refStore = new Refs(dir);
  const serial = new Serial();
  const commits = new Map<string, Serial>();
  const trailers = new TrailerIndex(context);

  function get(revision: string): string {
    const found = repository.resolve(revision);
    if (found === undefined) {
      throw fault('GitRevisionNotFound', { repository: name, revision });
    }
    return found;
  }

  function treeIdOf(revision: string | null): string | null {
    return revision === null ? null : readCommit(context, get(revision)).tree;
  }

  const repository: OpenRepository = {
    name,
    dir,
    objects,
    refStore,
    context,
    options,
    refs: () => refStore.list(),
    defaultBranch: () => (refStore.head() ?? 'refs/heads/main').replace(/^refs\/heads\//, ''),
    setDefaultBranch: (branch) => serial.run(() => writeHead(options, branch)),
    resolve: (revision) => resolveRevision(context, { refs: refStore, objects }, revision),
    tree: (revision) => openFileTree(context, readCommit(context, get(revision)).tree),
    commitInfo: (revision) => readCommit(context, get(revision)),
    log: ({ from, ...query }) => [
      ...walkLog(context, { ...query, from: [from].flat().map(get), not: (query.not ?? []).map(get) }),
    ],
    diffFiles: (before, after) => diffTrees(context, treeIdOf(before), treeIdOf(after)),
    diff: (before, after, how) =>
      diffText(dir, { before: treeIdOf(before) ?? emptyTreeId, after: treeIdOf(after) ?? emptyTreeId }, how),
    isAncestor: (ancestor, descendant) => isAncestor(context, get(ancestor), get(descendant)),
    findByTrailer(branch, key, value) {
      const tip = repository.resolve(`refs/heads/${branch}`);
      const id = tip === undefined ? undefined : trailers.find(tip, { branch, key }, value);
      return id === undefined ? undefined : readCommit(context, id);
    },
    commit(request) {
      // One after the other on each branch: a queue costs less than racing for the same lock.
      const queue = commits.get(request.branch) ?? new Serial();
      commits.set(request.branch, queue);
      return queue.run(() => commitOnBranch(repository, request));
    },
    async updateRef(update) {
      const at = options.now();
      const by = { name: 'Juanie', email: 'juanie@localhost', at };
      const failed = await repository.moveRefs([update], { by, note: 'update' });
      const [first] = failed.values();
      if (first !== undefined) {
        throw first;
      }
    },
    async moveRefs(updates, how) {
      const failed = await serial.run(() => updateRefs(refStore, updates, { ...how, startedAt: options.startedAt }));
      repository.notify(updates.filter(({ ref }) => !failed.has(ref)));
      return failed;
    },
    notify(updates) {
      for (const { ref, before, after } of updates) {
        if (before !== after) {
          options.onUpdate({ repository: name, ref, before, after });
        }
      }
    },
    fetchMirror: (url, how) => fetchMirror(repository, url, how),
    fsck: () => fsck(dir),
    repack: () => repackSmall(repository),
    packAdded() {
      if (objects.countPacks() > 50) {
        void repackSmall(repository).catch(() => undefined);
      }
    },
    close: () => objects.close(),
  };
  return repository;
}

async function writeHead({ dir, startedAt }: RepositoryOptions, branch: string): Promise<void> {
  const ref = `refs/heads/${branch}`;
  if (!isOwnRefName(ref)) {
    throw fault('GitRefInvalid', { ref });
  }
  const lock = await lockFile(dir, 'HEAD', startedAt);
  try {
    await lock.commit(`ref: ${ref}\n`);
  } finally {
    await lock.release();
  }
}

async function diffText(dir: string, sides: { before: string; after: string }, options: DiffOptions = {}) {
  const maxBytes = options.maxBytes ?? 1024 * 1024;
  const args = [
    'diff-tree',
    '-p',
    '-r',
    '--no-renames',
    '--no-ext-diff',
    '--no-textconv',
    '--no-color',
    `-U${options.context ?? 3}`,
  ];
  const paths = (options.paths ?? []).map((path) => `:(literal)${path}`);
  const run = { dir, maxOutput: maxBytes, timeoutMs: 30_000 };
  const outcome = await runGit([...args, sides.before, sides.after, '--', ...paths], run).catch((error: unknown) => {
    // Too long an answer: what came before the limit is kept.
    const { code, stdout } = error as { code?: string; stdout?: Buffer };
    if (code !== 'ERR_CHILD_PROCESS_STDIO_MAXBUFFER' || stdout === undefined) {
      throw error;
    }
    return { code: 0, stdout, stderr: '', cut: true };
  });
  if (outcome.code !== 0) {
    throw fault('GitCommandFailed', { command: 'diff-tree', detail: outcome.stderr.trim() });
  }
  return { text: outcome.stdout.toString('utf8'), cut: 'cut' in outcome };
}
