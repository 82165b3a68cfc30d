import { randomUUID } from 'node:crypto';
import { readdirSync, statSync } from 'node:fs';
import { mkdir, rename, rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { openCaches } from './caches.ts';
import { createBare } from './create.ts';
import { syncDirectory } from './durable.ts';
import { fault } from './faults.ts';
import { checkGit } from './git-process.ts';
import { OpenRepository, type RepositoryOptions } from './open-repository.ts';
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
  const asideDir = join(options.root, asideName);
  // Pushes that were not whole and deletions that were not done when a server ended.
  await rm(asideDir, { recursive: true, force: true });
  await mkdir(asideDir, { recursive: true });
  const { major, minor } = await checkGit();
  return new LocalHost(options, { asideDir, packsRefs: major > 2 || minor >= 36 });
}

class LocalHost implements GitHost {
  readonly #root: string;
  readonly #aside: Pick<RepositoryOptions, 'asideDir' | 'packsRefs'>;
  readonly #now: () => Date;
  readonly #onError: ((error: unknown) => void) | undefined;
  readonly #caches = openCaches();
  readonly #startedAt = Date.now();
  readonly #listeners = new Set<(update: GitUpdate) => void>();
  readonly #open = new Map<string, OpenRepository>();

  constructor(options: GitHostOptions, aside: Pick<RepositoryOptions, 'asideDir' | 'packsRefs'>) {
    this.#root = options.root;
    this.#aside = aside;
    this.#now = options.now ?? (() => new Date());
    this.#onError = options.onError;
  }

  async create(
    text: string,
    { defaultBranch = 'main' }: { readonly defaultBranch?: string } = {},
  ): Promise<GitRepository> {
    const name = checkRepositoryName(text);
    if (!isOwnRefName(`refs/heads/${defaultBranch}`)) {
      throw fault('GitRefInvalid', { ref: defaultBranch });
    }
    if (!(await createBare(this.#dirOf(name), { asideDir: this.#aside.asideDir, defaultBranch }))) {
      throw fault('GitRepositoryExists', { name });
    }
    return this.get(name);
  }

  find(text: string): OpenRepository | undefined {
    const name = parseRepositoryName(text);
    if (name === undefined) {
      return undefined;
    }
    const known = this.#open.get(name);
    if (known !== undefined || statSync(join(this.#dirOf(name), 'HEAD'), { throwIfNoEntry: false }) === undefined) {
      return known;
    }
    const repository = new OpenRepository({
      name,
      dir: this.#dirOf(name),
      caches: this.#caches,
      startedAt: this.#startedAt,
      onUpdate: (update) => this.#tell(update),
      now: this.#now,
      ...this.#aside,
    });
    this.#open.set(name, repository);
    return repository;
  }

  get(name: string): OpenRepository {
    const found = this.find(checkRepositoryName(name));
    if (found === undefined) {
      throw fault('GitRepositoryNotFound', { name });
    }
    return found;
  }

  list(): string[] {
    return listRepositories(this.#root);
  }

  async delete(name: string): Promise<void> {
    const repository = this.get(name);
    const aside = join(this.#aside.asideDir, randomUUID());
    await rename(repository.dir, aside);
    await syncDirectory(dirname(repository.dir));
    this.#open.delete(repository.name);
    await repository.close();
    await rm(aside, { recursive: true, force: true });
  }

  onUpdate(listener: (update: GitUpdate) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  async close(): Promise<void> {
    this.#listeners.clear();
    await Promise.all([...this.#open.values()].map((repository) => repository.close()));
    this.#open.clear();
    this.#caches.files.close();
  }

  #dirOf(name: string): string {
    return join(this.#root, `${name}.git`);
  }

  /** What one listener throws is no matter of the others, nor of who pushed. */
  #tell(update: GitUpdate): void {
    for (const listener of this.#listeners) {
      try {
        listener(update);
      } catch (error) {
        this.#onError?.(error);
      }
    }
  }
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
