import type { FileTree } from '@juanie/kube';
import { kustomizeMessages } from '../faults.ts';
import { Refusal } from '../refusal.ts';
import { RecordedTree } from './files.ts';
import { isWithin, parentOf, resolvePath } from './paths.ts';
import type { ReadRecord } from './reads.ts';
import { isRemoteFile, parseRepository, type RepositoryAddress } from './remote.ts';

/** Fetches what lies outside of the tree. Both answer undefined where they cannot; neither may do I/O later. */
export interface RemoteResolver {
  readFile?(url: string): Uint8Array | undefined;
  openRepository?(address: RepositoryAddress): FileTree | undefined;
}

export interface LoadOptions {
  readonly record: ReadRecord;
  /** `rootOnly`: files must lie in or below their kustomization's directory. */
  readonly restrictions: 'rootOnly' | 'none';
  readonly remote: RemoteResolver | undefined;
}

const decoder = new TextDecoder('utf-8');

/** The directory of one kustomization: what it may read, and what it may build on. */
export class Root {
  readonly dir: string;
  readonly #tree: RecordedTree;
  readonly #options: LoadOptions;
  readonly #parent: Root | undefined;
  readonly repository: RepositoryAddress | undefined;

  private constructor(given: {
    dir: string;
    tree: RecordedTree;
    options: LoadOptions;
    parent?: Root;
    repository?: RepositoryAddress;
  }) {
    this.dir = given.dir;
    this.#tree = given.tree;
    this.#options = given.options;
    this.#parent = given.parent;
    this.repository = given.repository ?? given.parent?.repository;
  }

  static open(tree: FileTree, dir: string, options: LoadOptions): Root {
    const recorded = new RecordedTree(tree, options.record);
    const path = resolvePath('', dir);
    const found = path === undefined ? undefined : recorded.find(path);
    if (found?.kind !== 'directory') {
      const shown = `/${path ?? dir}`;
      const what =
        found === undefined
          ? `not a valid directory: evalsymlink failure on '${shown}' : lstat ${shown}: no such file or directory`
          : `'${shown}': file is not directory`;
      throw new Refusal(
        `must build at directory: ${what}`,
        { file: dir },
        kustomizeMessages('KustomizePathMissing', { path: dir }),
      );
    }
    return new Root({ dir: found.path, tree: recorded, options });
  }

  /** The directory as upstream's sentences name it. */
  get shown(): string {
    return this.dir === '' ? this.#tree.label : this.#show(this.dir);
  }

  /** A path of this root as messages for people name it. */
  fileOf(path: string): string {
    return this.#tree.label + (resolvePath(this.dir, path) ?? path);
  }

  /** Upstream's sentence about a path that is a directory where a file is read first; undefined for all else. */
  directorySentence(path: string): string | undefined {
    if (isRemoteFile(path)) {
      return undefined;
    }
    const inside = resolvePath(this.dir, path);
    const found = inside === undefined ? undefined : this.#tree.find(inside);
    return found?.kind === 'directory' ? `'${this.#show(inside ?? path)}' must resolve to a file` : undefined;
  }

  /** Whether a path is a file that may be read; nothing is thrown. */
  readIfThere(path: string): Uint8Array | undefined {
    const inside = resolvePath(this.dir, path);
    const found = inside === undefined ? undefined : this.#tree.find(inside);
    return found?.kind === 'file' ? this.#tree.read(found.path) : undefined;
  }

  read(path: string): Uint8Array {
    if (isRemoteFile(path)) {
      return this.#readRemote(path);
    }
    const found = this.#locate(path);
    const bytes = this.#tree.read(found);
    if (bytes === undefined) {
      throw this.#missing(
        path,
        `evalsymlink failure on '${this.#show(found)}' : lstat ${this.#show(found)}: no such file or directory`,
      );
    }
    return bytes;
  }

  readText(path: string): string {
    return decoder.decode(this.read(path));
  }

  /** The content's hash, where the tree knows it without reading. */
  idOf(path: string): string | undefined {
    return isRemoteFile(path) ? undefined : this.#tree.idOf(this.#locate(path));
  }

  /** The root of a directory that this one builds on. */
  enter(path: string): Root {
    if (path === '') {
      throw new Refusal('new root cannot be empty');
    }
    const repository = parseRepository(path);
    if (repository !== undefined) {
      return this.#enterRepository(repository);
    }
    if (path.startsWith('/')) {
      throw new Refusal(
        `new root '${path}' cannot be absolute`,
        {},
        kustomizeMessages('KustomizeOutsideRoot', { path, root: this.dir || '.' }),
      );
    }
    const inside = resolvePath(this.dir, path);
    const found = inside === undefined ? undefined : this.#tree.find(inside);
    if (inside === undefined || found === undefined) {
      const what = `must build at directory: not a valid directory: ${this.#notThere(inside ?? path)}`;
      throw this.#missing(path, what);
    }
    if (found.kind === 'file') {
      throw new Refusal(`must build at directory: '${this.#show(found.path)}': file is not directory`);
    }
    this.#refuseCycle(found.path);
    return new Root({ dir: found.path, tree: this.#tree, options: this.#options, parent: this });
  }

  #locate(path: string): string {
    const inside = resolvePath(this.dir, path);
    const found = inside === undefined ? undefined : this.#tree.find(inside);
    const shown = this.#show(inside ?? path);
    if (inside === undefined || found === undefined) {
      const none = 'no such file or directory';
      // Without restrictions upstream opens the file without looking where it lies.
      const isFree = this.#options.restrictions === 'none';
      throw this.#missing(path, isFree ? `open ${shown}: ${none}` : this.#notThere(inside ?? path));
    }
    if (found.kind === 'directory') {
      throw new Refusal(`'${shown}' must resolve to a file`);
    }
    if (this.#options.restrictions === 'rootOnly' && !isWithin(parentOf(found.path), this.dir)) {
      const said = kustomizeMessages('KustomizeOutsideRoot', { path, root: this.dir || '.' });
      throw new Refusal(`security; file '${shown}' is not in or below '${this.shown}'`, {}, said);
    }
    return found.path;
  }

  #readRemote(url: string): Uint8Array {
    this.#options.record.remotes.add(url);
    const bytes = this.#options.remote?.readFile?.(url);
    if (bytes === undefined) {
      throw new Refusal(`Get "${url}": no resolver`, {}, kustomizeMessages('KustomizeRemoteUnavailable', { url }));
    }
    return bytes;
  }

  #enterRepository(address: RepositoryAddress): Root {
    this.#refuseRepositoryCycle(address);
    this.#options.record.remotes.add(address.raw);
    const tree = this.#options.remote?.openRepository?.(address);
    if (tree === undefined) {
      const said = kustomizeMessages('KustomizeRemoteUnavailable', { url: address.raw });
      throw new Refusal(`failed to run git for ${address.raw}: no resolver`, {}, said);
    }
    const options: LoadOptions = { ...this.#options, restrictions: 'rootOnly' };
    const recorded = new RecordedTree(tree, this.#options.record, `${address.raw}#`);
    const found = recorded.find(resolvePath('', address.path) ?? address.path);
    if (found?.kind !== 'directory') {
      throw new Refusal(`'${address.path}' refers to file '${address.path}'; expecting directory`);
    }
    return new Root({ dir: found.path, tree: recorded, options, parent: this, repository: address });
  }

  /** This root and those that build on it. */
  #chain(): Root[] {
    const parent = this.#parent;
    return parent === undefined ? [this] : [this, ...parent.#chain()];
  }

  #refuseCycle(dir: string): void {
    for (const root of this.#chain()) {
      if (root.#tree !== this.#tree) {
        return;
      }
      if (isWithin(root.dir, dir)) {
        const said = kustomizeMessages('KustomizeCycle', { path: dir || '.' });
        throw new Refusal(
          `cycle detected: candidate root '${this.#show(dir)}' contains visited root '${root.shown}'`,
          {},
          said,
        );
      }
    }
  }

  #refuseRepositoryCycle(address: RepositoryAddress): void {
    for (const root of this.#chain()) {
      const visited = root.repository?.raw;
      if (visited?.startsWith(address.raw) === true) {
        const said = kustomizeMessages('KustomizeCycle', { path: address.raw });
        throw new Refusal(`cycle detected: URI '${address.raw}' referenced by previous URI '${visited}'`, {}, said);
      }
    }
  }

  /** Upstream names the first directory on the way that is not there. */
  #notThere(path: string): string {
    const parts = path.split('/');
    const length = parts.findIndex((_, at) => this.#tree.find(parts.slice(0, at + 1).join('/')) === undefined);
    const first = length < 0 ? path : parts.slice(0, length + 1).join('/');
    return `evalsymlink failure on '${this.#show(path)}' : lstat ${this.#show(first)}: no such file or directory`;
  }

  #missing(path: string, sentence: string): Refusal {
    return new Refusal(sentence, {}, kustomizeMessages('KustomizePathMissing', { path }));
  }

  #show(path: string): string {
    return path === '' ? this.#tree.label : `${this.#tree.label}/${path}`;
  }
}
