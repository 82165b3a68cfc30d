import { join } from 'node:path';
import { openCaches } from './caches.ts';
import { openFileTree, type GitFileTree } from './file-tree.ts';
import { readCommit } from './history.ts';
import { ObjectStore } from './object-store.ts';

/** Reads the files of commits by the folder of a bare repository: for other threads, which have no host. */
export interface GitTreeReader {
  tree(dir: string, commit: string): GitFileTree;
  close(): void;
}

/** Stores nothing and writes nothing. Repositories are remembered with what was read of them. */
export function openTreeReader(): GitTreeReader {
  const caches = openCaches();
  const stores = new Map<string, ObjectStore>();
  return {
    tree(dir, commit) {
      const objects = stores.get(dir) ?? new ObjectStore(join(dir, 'objects'), { repository: dir, caches });
      stores.set(dir, objects);
      const context = { objects, trees: caches.trees, repository: dir };
      return openFileTree(context, readCommit(context, commit).tree);
    },
    close: () => stores.forEach((objects) => objects.close()),
  };
}
