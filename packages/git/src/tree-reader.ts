import { join } from 'node:path';
import { openCaches, type GitCaches } from './caches.ts';
import { openFileTree, type GitFileTree, type TreeContext } from './file-tree.ts';
import { readCommit } from './history.ts';
import { ObjectStore } from './object-store.ts';

/** Reads the files of commits straight from repositories on disk: for worker threads, which have no host. */
export interface GitTreeReader {
  /** `dir`: of the bare repository. Throws GitObjectMissing where it has no such commit. */
  tree(dir: string, commit: string): GitFileTree;
  close(): void;
}

/** Repositories kept open; the one used longest ago is closed for the next. */
const maxOpen = 64;

export function openTreeReader(): GitTreeReader {
  const caches = openCaches();
  const open = new Map<string, TreeContext & { readonly objects: ObjectStore }>();

  function contextOf(dir: string): TreeContext {
    const context = open.get(dir) ?? openContext(dir, caches);
    open.delete(dir);
    open.set(dir, context);
    for (const [oldest, { objects }] of open) {
      if (open.size <= maxOpen) {
        break;
      }
      open.delete(oldest);
      objects.close();
    }
    return context;
  }

  return {
    tree(dir, commit) {
      const context = contextOf(dir);
      return openFileTree(context, readCommit(context, commit).tree);
    },
    close() {
      open.forEach(({ objects }) => objects.close());
      open.clear();
      caches.files.close();
    },
  };
}

function openContext(dir: string, caches: GitCaches) {
  const objects = new ObjectStore(join(dir, 'objects'), { repository: dir, caches });
  return { objects, trees: caches.trees, repository: dir };
}
