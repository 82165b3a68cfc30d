import { randomUUID } from 'node:crypto';
import { mkdirSync, readdirSync, statSync } from 'node:fs';
import { mkdir, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { openCaches } from './caches.ts';
import { createBare } from './create.ts';
import { syncDirectory } from './durable.ts';
import { fault } from './faults.ts';
import { checkGit } from './git-process.ts';
import { openRepository, type OpenRepository } from './open-repository.ts';
import { isOwnRefName } from './ref-name.ts';
import { checkRepositoryName, parseRepositoryName } from './repository-name.ts';
import type { GitRepository, GitUpdate } from './repository.ts';

/** Bare repositories below one folder: `<root>/<owner>/<name>.git`. One server at a time. */
export interface GitHost {
  /** Throws GitRepositoryExists. */
  create(name: string, options?: { readonly defaultBranch?: string }): Promise<GitRepository>;
  find(name: string): GitRepository | undefined;
  /** Throws GitRepositoryNotFound. */
  get(name: string): GitRepository;
  list(): string[];
  delete(name: string): Promise<void>;
  /** Told of every ref that moved, by a push, a commit or a mirror, when it is durable. Returns how to stop. */
  onUpdate(listener: (update: GitUpdate) => void): () => void;
  close(): Promise<void>;
}

export interface GitHostOptions {
  readonly root: string;
  readonly now?: () => Date;
  /** What a listener threw; default: nobody is told. */
  readonly onError?: (error: unknown) => void;
}

/** The host's own folder for half-made and deleted things, on the same file system as the repositories. */
const asideName = '.aside';

/** Throws GitMissing or GitTooOld where this machine's git cannot be used. */
export async function openGitHost(options: GitHostOptions): Promise<GitHost> {
  const { root } = options;
  mkdirSync(root, { recursive: true });
  const asideDir = join(root, asideName);
  // Pushes that were not whole and deletions that were not done when a server ended.
  await rm(asideDir, { recursive: true, force: true });
  await mkdir(asideDir);
  await checkGit();
  const caches = openCaches();
  const startedAt = Date.now();
  const listeners = new Set<(update: GitUpdate) => void>();
  const open = new Map<string, OpenRepository>();

  function onUpdate(update: GitUpdate): void {
    for (const listener of listeners) {
      try {
        listener(update);
      } catch (error) {
        options.onError?.(error);
      }
    }
  }

  function find(text: string): OpenRepository | undefined {
    const name = parseRepositoryName(text);
    if (name === undefined) {
      return undefined;
    }
    const known = open.get(name);
    if (known !== undefined) {
      return known;
    }
    const dir = join(root, `${name}.git`);
    if (statSync(join(dir, 'HEAD'), { throwIfNoEntry: false }) === undefined) {
      return undefined;
    }
    const now = options.now ?? (() => new Date());
    const repository = openRepository({ name, dir, caches, startedAt, onUpdate, now, asideDir });
    open.set(name, repository);
    return repository;
  }

  function get(name: string): OpenRepository {
    const found = find(checkRepositoryName(name));
    if (found === undefined) {
      throw fault('GitRepositoryNotFound', { name });
    }
    return found;
  }

  return {
    find,
    get,
    async create(text, { defaultBranch = 'main' } = {}) {
      const name = checkRepositoryName(text);
      if (!isOwnRefName(`refs/heads/${defaultBranch}`)) {
        throw fault('GitRefInvalid', { ref: defaultBranch });
      }
      if (!(await createBare(join(root, `${name}.git`), { asideDir, defaultBranch }))) {
        throw fault('GitRepositoryExists', { name });
      }
      return get(name);
    },
    list: () => listRepositories(root),
    async delete(text) {
      const repository = get(text);
      const aside = join(asideDir, randomUUID());
      await rename(repository.dir, aside);
      await syncDirectory(join(repository.dir, '..'));
      open.delete(repository.name);
      repository.close();
      await rm(aside, { recursive: true, force: true });
    },
    onUpdate(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    close() {
      listeners.clear();
      open.forEach((repository) => repository.close());
      open.clear();
      caches.files.close();
      return Promise.resolve();
    },
  };
}

function listRepositories(root: string): string[] {
  const names: string[] = [];
  for (const owner of readdirSync(root, { withFileTypes: true })) {
    if (owner.isDirectory() && !owner.name.startsWith('.')) {
      for (const file of readdirSync(join(root, owner.name))) {
        const name = file.endsWith('.git') ? parseRepositoryName(`${owner.name}/${file}`) : undefined;
        names.push(...(name === undefined ? [] : [name]));
      }
    }
  }
  return names.sort();
}
