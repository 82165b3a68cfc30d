import type { FileTree } from '@juanie/kube';
import { parentOf, resolvePath } from './paths.ts';
import type { ReadRecord } from './reads.ts';

const maxLinks = 40;
const decoder = new TextDecoder('utf-8');

/** A tree whose every answer is recorded, with symbolic links followed inside of it. */
export class RecordedTree {
  readonly #tree: FileTree;
  readonly #record: ReadRecord;
  /** Put before paths in the record and in messages: empty for the tree that is built. */
  readonly label: string;

  constructor(tree: FileTree, record: ReadRecord, label = '') {
    this.#tree = tree;
    this.#record = record;
    this.label = label;
  }

  /** Where a path leads, links followed; undefined where nothing is. */
  find(path: string): { path: string; kind: 'file' | 'directory' } | undefined {
    let at = path;
    for (let links = 0; links < maxLinks; links++) {
      const kind = this.#tree.kindOf(at);
      if (kind === 'directory') {
        this.#record.directories.add(this.label + at);
        return { path: at, kind };
      }
      if (kind === 'file') {
        return { path: at, kind };
      }
      const next = kind === 'symlink' ? this.#follow(at) : this.#throughLink(at);
      if (next === undefined) {
        this.#record.absent.add(this.label + at);
        return undefined;
      }
      at = next;
    }
    return undefined;
  }

  read(path: string): Uint8Array | undefined {
    const bytes = this.#tree.read(path);
    if (bytes === undefined) {
      this.#record.absent.add(this.label + path);
    } else {
      this.#record.files.add(this.label + path);
    }
    return bytes;
  }

  /** A hash of a file's content where the tree knows one. */
  idOf(path: string): string | undefined {
    return this.#tree.idOf?.(path);
  }

  #follow(link: string): string | undefined {
    const target = this.#tree.read(link);
    this.#record.files.add(this.label + link);
    return target === undefined ? undefined : resolvePath(parentOf(link), decoder.decode(target));
  }

  /** The path with the first link among its directories replaced. */
  #throughLink(path: string): string | undefined {
    const parts = path.split('/');
    for (let length = 1; length < parts.length; length++) {
      const dir = parts.slice(0, length).join('/');
      if (this.#tree.kindOf(dir) === 'symlink') {
        const target = this.#follow(dir);
        return target === undefined ? undefined : resolvePath(target, parts.slice(length).join('/'));
      }
    }
    return undefined;
  }
}
