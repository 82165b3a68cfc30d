import type { FileTree } from '@juanie/kube';

/** A tree from a map of paths: tests read like repositories. A value that begins with `-> ` is a link. */
export function mapTree(files: Readonly<Record<string, string>>): FileTree {
  const directories = new Map<string, Set<string>>([['', new Set()]]);
  for (const path of Object.keys(files)) {
    const parts = path.split('/');
    parts.forEach((name, at) => {
      const folder = parts.slice(0, at).join('/');
      directories.set(folder, (directories.get(folder) ?? new Set()).add(name));
    });
  }
  const isLink = (path: string) => files[path]?.startsWith('-> ') === true;
  return {
    kindOf(path) {
      if (directories.has(path)) {
        return 'directory';
      }
      return files[path] === undefined ? undefined : isLink(path) ? 'symlink' : 'file';
    },
    read: (path) =>
      files[path] === undefined ? undefined : Buffer.from(isLink(path) ? files[path].slice(3) : files[path]),
    list: (path) => (directories.has(path) ? [...(directories.get(path) ?? [])].sort() : undefined),
  };
}
