import type { ByteCache } from './byte-cache.ts';
import { fault } from './faults.ts';
import type { ObjectSource } from './object.ts';
import { modes, Tree } from './tree.ts';

/** The files of one commit: a `FileTree` (as in @juanie/kube) that always knows its ids. */
export interface GitFileTree {
  kindOf(path: string): 'file' | 'directory' | 'symlink' | undefined;
  read(path: string): Uint8Array | undefined;
  list(path: string): readonly string[] | undefined;
  /** The Git id of the tree or blob: equal ids mean equal content, of everything below. */
  idOf(path: string): string | undefined;
  /** A submodule is no directory: `entry` alone shows it. */
  entry(path: string): { readonly id: string; readonly mode: number } | undefined;
}

export interface TreeContext {
  readonly objects: ObjectSource;
  readonly trees: ByteCache<Tree>;
  /** For messages. */
  readonly repository: string;
}

/** Reads nothing before it is asked, and each directory once. Missing objects are Faults. */
export function openFileTree(context: TreeContext, rootId: string): GitFileTree {
  function entry(path: string): { id: string; mode: number } | undefined {
    let found: { id: string; mode: number } = { id: rootId, mode: modes.directory };
    for (const part of path === '' ? [] : path.split('/')) {
      const next = found.mode === modes.directory ? readTree(context, found.id).get(part) : undefined;
      if (next === undefined) {
        return undefined;
      }
      found = next;
    }
    return found;
  }

  return {
    entry,
    idOf: (path) => entry(path)?.id,
    kindOf: (path) => kindOfMode(entry(path)?.mode),
    read(path) {
      const found = entry(path);
      return found !== undefined && isBlob(found.mode) ? getObject(context, found.id).data : undefined;
    },
    list(path) {
      const found = entry(path);
      return found?.mode === modes.directory ? sortedNames(readTree(context, found.id)) : undefined;
    },
  };
}

/** Each directory is taken apart once. Throws GitObjectMissing, GitObjectDamaged. */
export function readTree(context: TreeContext, id: string): Tree {
  const known = context.trees.get(id);
  if (known !== undefined) {
    return known;
  }
  const { data } = getObject(context, id);
  const tree = parseTree(context, id, data);
  context.trees.set(id, tree, data.length * 5 + 200);
  return tree;
}

/** What hashes to its name but is no tree was written so by somebody. */
function parseTree(context: TreeContext, id: string, data: Buffer): Tree {
  try {
    return Tree.parse(data);
  } catch (error) {
    throw fault('GitObjectDamaged', { id, repository: context.repository }, { cause: error });
  }
}

export function getObject(context: Pick<TreeContext, 'objects' | 'repository'>, id: string) {
  const found = context.objects.find(id);
  if (found === undefined) {
    throw fault('GitObjectMissing', { id, repository: context.repository });
  }
  return found;
}

function kindOfMode(mode: number | undefined): 'file' | 'directory' | 'symlink' | undefined {
  if (mode === undefined || mode === modes.submodule) {
    return undefined;
  }
  return mode === modes.directory ? 'directory' : mode === modes.symlink ? 'symlink' : 'file';
}

function isBlob(mode: number): boolean {
  return mode !== modes.directory && mode !== modes.submodule;
}

/** Git sorts a directory as if its name ended in "/"; a FileTree does not. */
function sortedNames(tree: Tree): string[] {
  return tree.names().sort(compareByBytes);
}

/** Byte order of UTF-8, which is the order of code points. */
export function compareByBytes(a: string, b: string): number {
  for (let at = 0; at < a.length && at < b.length; at++) {
    const [left, right] = [a.charCodeAt(at), b.charCodeAt(at)];
    if (left !== right) {
      // Surrogates stand for code points above all others.
      return isSurrogate(left) === isSurrogate(right) ? left - right : isSurrogate(left) ? 1 : -1;
    }
  }
  return a.length - b.length;
}

function isSurrogate(unit: number): boolean {
  return unit >= 0xd800 && unit <= 0xdfff;
}
