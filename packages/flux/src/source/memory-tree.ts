import { createHash } from 'node:crypto';
import type { FileTree } from '@juanie/kube';

/** Files in memory that know their identities, as a Git tree does. For tests and examples. */
export function memoryTree(files: Readonly<Record<string, string>>): FileTree {
  const paths = Object.keys(files).sort();
  const isFolder = (path: string) => path === '' || paths.some((each) => each.startsWith(`${path}/`));
  return {
    kindOf: (path) => (files[path] !== undefined ? 'file' : isFolder(path) ? 'directory' : undefined),
    read: (path) => (files[path] === undefined ? undefined : new TextEncoder().encode(files[path])),
    list(path) {
      if (!isFolder(path)) {
        return undefined;
      }
      const start = path === '' ? '' : `${path}/`;
      const below = paths
        .filter((each) => each.startsWith(start))
        .map((each) => each.slice(start.length).split('/')[0] ?? '');
      return [...new Set(below)].sort();
    },
    idOf(path) {
      const within = paths.filter((each) => path === '' || each === path || each.startsWith(`${path}/`));
      const content = JSON.stringify(within.map((each) => [each, files[each]]));
      return within.length === 0 ? undefined : createHash('sha1').update(content).digest('hex');
    },
  };
}
