import type { FileTree } from '@juanie/kube';

/** A tree with some files put over it; no identities, for it is no longer what the repository has. */
export function overlayTree(tree: FileTree, files: ReadonlyMap<string, Uint8Array>): FileTree {
  const added = new Map<string, Set<string>>();
  for (const path of files.keys()) {
    const { folder, name } = splitPath(path);
    added.set(folder, (added.get(folder) ?? new Set()).add(name));
  }
  return {
    kindOf: (path) => (files.has(path) ? 'file' : tree.kindOf(path)),
    read: (path) => files.get(path) ?? tree.read(path),
    list(path) {
      const names = tree.list(path);
      const more = added.get(path);
      return names === undefined || more === undefined ? names : [...new Set([...names, ...more])].sort();
    },
  };
}

/** What was read of a tree, by path: enough to prove that another tree gives the same. */
export interface Reads {
  /** Path -> identity of what is there (a file, a whole folder); absent things have none. */
  readonly files: ReadonlyMap<string, string | undefined>;
  /** Folder -> names in it. */
  readonly listings: ReadonlyMap<string, string>;
}

/** A tree that writes down what is read of it. Works on trees that know their identities. */
export function recordReads(tree: FileTree): { readonly tree: FileTree; readonly reads: Reads } {
  const files = new Map<string, string | undefined>();
  const listings = new Map<string, string>();
  const note = (path: string) => files.set(path, idIn(tree, path));
  return {
    reads: { files, listings },
    tree: {
      kindOf(path) {
        const kind = tree.kindOf(path);
        // A folder's identity covers everything below it: for its kind alone that would be too much.
        if (kind === 'directory') {
          files.set(path, 'directory');
        } else {
          note(path);
        }
        return kind;
      },
      read(path) {
        note(path);
        return tree.read(path);
      },
      list(path) {
        const names = tree.list(path);
        listings.set(path, (names ?? []).join('/'));
        return names;
      },
      ...(tree.idOf === undefined ? {} : { idOf: (path: string) => tree.idOf?.(path) }),
    },
  };
}

/** True when everything that was read is the same in that tree. */
export function sameReads({ files, listings }: Reads, tree: FileTree): boolean {
  for (const [path, id] of files) {
    if (idIn(tree, path) !== id && !(id === 'directory' && tree.kindOf(path) === 'directory')) {
      return false;
    }
  }
  for (const [path, names] of listings) {
    if ((tree.list(path) ?? []).join('/') !== names) {
      return false;
    }
  }
  return true;
}

function idIn(tree: FileTree, path: string): string | undefined {
  return tree.idOf?.(path);
}

export function splitPath(path: string): { folder: string; name: string } {
  const slash = path.lastIndexOf('/');
  return { folder: slash < 0 ? '' : path.slice(0, slash), name: path.slice(slash + 1) };
}

export function joinPath(folder: string, name: string): string {
  return folder === '' ? name : `${folder}/${name}`;
}

/** A path of a spec below the root, whatever it tries: `./a/../../b` is `b`. */
export function cleanPath(path: string): string {
  const parts: string[] = [];
  for (const part of path.split('/')) {
    if (part === '..') {
      parts.pop();
    } else if (part !== '' && part !== '.') {
      parts.push(part);
    }
  }
  return parts.join('/');
}
