import { lstatSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { join, relative, resolve } from 'node:path';
import type { FileTree } from '@juanie/kube';
import { build } from '@juanie/kustomize';

/** What `kustomize build DIRECTORY` prints; the tree is the whole file system, so that bases may lie anywhere. */
export function buildFolder(cwd: string, directory: string): string {
  return build(folderTree('/'), relative('/', resolve(cwd, directory))).text();
}

/** A folder as a lazy tree. */
export function folderTree(root: string): FileTree {
  return {
    kindOf(path) {
      const found = lstatSync(join(root, path), { throwIfNoEntry: false });
      const real = found?.isSymbolicLink() === true ? statSync(join(root, path), { throwIfNoEntry: false }) : found;
      return real?.isDirectory() === true ? 'directory' : real?.isFile() === true ? 'file' : undefined;
    },
    read(path) {
      return this.kindOf(path) === 'file' ? readFileSync(join(root, path)) : undefined;
    },
    list(path) {
      return this.kindOf(path) === 'directory' ? readdirSync(join(root, path)).toSorted() : undefined;
    },
  };
}
