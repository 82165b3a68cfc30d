import type { FileTree } from '@juanie/kube';
import type { FileChanges } from '../core/git.ts';

/** A tree as it will be: the changes over what is there. */
export function changedTree(tree: FileTree, changes: FileChanges): FileTree {
  const files = new Map([...changes].map(([path, content]) => [path, bytesOf(content)]));
  const dirs = new Set([...files].flatMap(([path, bytes]) => (bytes === null ? [] : parentsOf(path))));
  const isGone = (path: string) => [path, ...parentsOf(path)].some((part) => files.get(part) === null);
  return {
    kindOf(path) {
      const bytes = files.get(path);
      if (bytes instanceof Uint8Array) {
        return 'file';
      }
      if (dirs.has(path)) {
        return 'directory';
      }
      return isGone(path) ? undefined : tree.kindOf(path);
    },
    read(path) {
      const bytes = files.get(path);
      return bytes instanceof Uint8Array ? bytes : isGone(path) ? undefined : tree.read(path);
    },
    list(path) {
      const names = new Set(isGone(path) ? [] : tree.list(path));
      const prefix = path === '' ? '' : `${path}/`;
      for (const [file, bytes] of files) {
        if (!file.startsWith(prefix)) {
          continue;
        }
        const rest = file.slice(prefix.length);
        const [name = ''] = rest.split('/', 1);
        if (bytes !== null) {
          names.add(name);
        } else if (rest === name) {
          names.delete(name);
        }
      }
      return names.size === 0 && tree.list(path) === undefined && !dirs.has(path) ? undefined : [...names].toSorted();
    },
  };
}

type Content = Uint8Array | string | { readonly bytes: Uint8Array | string } | null;

function bytesOf(content: Content): Uint8Array | null {
  if (content === null || content instanceof Uint8Array) {
    return content;
  }
  return typeof content === 'string' ? new TextEncoder().encode(content) : bytesOf(content.bytes);
}

function parentsOf(path: string): string[] {
  const parts = path.split('/');
  return parts.slice(0, -1).map((_part, index) => parts.slice(0, index + 1).join('/'));
}
