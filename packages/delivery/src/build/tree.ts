import { posix } from 'node:path';
import type { FileTree } from '@juanie/kube';

/** A path of a FileTree: '' is its root. */
export function join(folder: string, path: string): string {
  const joined = posix.normalize(posix.join(folder, path)).replace(/\/$/, '');
  return joined === '.' ? '' : joined;
}

export interface TreeFile {
  readonly path: string;
  readonly kind: 'file' | 'symlink';
  readonly bytes: Uint8Array;
  readonly executable: boolean;
}

/** Every file below a folder, in the order of the tree; paths from that folder. */
export function* walkTree(tree: FileTree, folder: string): Generator<TreeFile> {
  for (const name of tree.list(folder) ?? []) {
    const path = join(folder, name);
    const kind = tree.kindOf(path);
    if (kind === 'directory') {
      for (const file of walkTree(tree, path)) {
        yield { ...file, path: `${name}/${file.path}` };
      }
    } else if (kind !== undefined) {
      const bytes = tree.read(path) ?? new Uint8Array();
      yield { path: name, kind, bytes, executable: kind === 'file' && isExecutable(tree, path, bytes) };
    }
  }
}

/** Whether something of this name is anywhere in the tree. Reads no file. */
export function hasFolder(tree: FileTree, name: string, folder = ''): boolean {
  return (tree.list(folder) ?? []).some((entry) => {
    const path = join(folder, entry);
    return entry === name || (tree.kindOf(path) === 'directory' && hasFolder(tree, name, path));
  });
}

/** Git's trees know; elsewhere a program is known by how it begins. */
function isExecutable(
  tree: FileTree & { entry?(path: string): { mode: number } | undefined },
  path: string,
  bytes: Uint8Array,
) {
  const mode = tree.entry?.(path)?.mode;
  return mode === undefined ? bytes[0] === 0x23 && bytes[1] === 0x21 : (mode & 0o111) !== 0;
}
