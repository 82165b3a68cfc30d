import { mkdir, readdir, rm, symlink, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { FileTree } from '@juanie/kube';
import { refuseEscape } from './entries.ts';
import { hasFolder, walkTree } from './tree.ts';

/**
 * Writes the files of a tree into a folder; what was there goes, except installed dependencies. A tree that brings
 * `node_modules` of its own is written into nothing: nothing is ever written through what an earlier build has left.
 */
export async function exportTree(tree: FileTree, folder: string): Promise<void> {
  if (hasFolder(tree, kept)) {
    await rm(folder, { recursive: true, force: true });
  }
  await mkdir(folder, { recursive: true });
  await clear(folder);
  const made = new Set<string>();
  for (const { path, kind, bytes, executable } of walkTree(tree, '')) {
    const file = join(folder, path);
    const parent = dirname(file);
    if (!made.has(parent)) {
      await mkdir(parent, { recursive: true });
      made.add(parent);
    }
    if (kind === 'symlink') {
      const target = Buffer.from(bytes).toString('utf8');
      refuseEscape(path, target);
      await symlink(target, file);
    } else {
      await writeFile(file, bytes, { mode: executable ? 0o755 : 0o644, flag: 'wx' });
    }
  }
}

const kept = 'node_modules';

/** Empties a folder down to the `node_modules` in it. True: nothing is left. */
async function clear(folder: string): Promise<boolean> {
  let empty = true;
  for (const entry of await readdir(folder, { withFileTypes: true })) {
    const path = join(folder, entry.name);
    if (entry.name === kept && entry.isDirectory()) {
      empty = false;
    } else if (!entry.isDirectory() || (await clear(path))) {
      await rm(path, { recursive: true, force: true });
    } else {
      empty = false;
    }
  }
  return empty;
}
