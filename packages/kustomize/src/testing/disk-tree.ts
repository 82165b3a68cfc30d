import { lstatSync, readdirSync, readFileSync, readlinkSync } from 'node:fs';
import { join } from 'node:path';
import type { FileTree } from '@juanie/kube';

/** A folder as a tree, for tests: links are answered as links, as a Git tree does. */
export function diskTree(root: string): FileTree {
  const kindOf = (path: string): 'file' | 'directory' | 'symlink' | undefined => {
    const stats = lstatSync(join(root, path), { throwIfNoEntry: false });
    if (stats === undefined) {
      return undefined;
    }
    return stats.isSymbolicLink() ? 'symlink' : stats.isDirectory() ? 'directory' : 'file';
  };
  return {
    kindOf,
    read: (path) => {
      const kind = kindOf(path);
      if (kind === 'symlink') {
        return new TextEncoder().encode(readlinkSync(join(root, path)));
      }
      return kind === 'file' ? readFileSync(join(root, path)) : undefined;
    },
    list: (path) => (kindOf(path) === 'directory' ? readdirSync(join(root, path)).sort() : undefined),
  };
}

/** Files by path, for tests. */
export function memoryTree(files: Readonly<Record<string, string | Uint8Array>>): FileTree {
  const kindOf = (path: string): 'file' | 'directory' | undefined => {
    if (Object.hasOwn(files, path)) {
      return 'file';
    }
    return path === '' || Object.keys(files).some((name) => name.startsWith(`${path}/`)) ? 'directory' : undefined;
  };
  return {
    kindOf,
    read: (path) => {
      const content = Object.hasOwn(files, path) ? files[path] : undefined;
      return typeof content === 'string' ? new TextEncoder().encode(content) : content;
    },
    list: (path) => {
      if (kindOf(path) !== 'directory') {
        return undefined;
      }
      const prefix = path === '' ? '' : `${path}/`;
      const inside = Object.keys(files).filter((name) => name.startsWith(prefix));
      return [...new Set(inside.map((name) => name.slice(prefix.length).split('/', 1)[0] ?? ''))].sort();
    },
  };
}
