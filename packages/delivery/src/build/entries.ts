import { readdir, readFile, readlink, realpath, stat } from 'node:fs/promises';
import { join, posix } from 'node:path';
import type { FileTree } from '@juanie/kube';
import type { LayerEntry } from '@juanie/oci';
import { fault } from './messages.ts';
import { walkTree } from './tree.ts';

/** Never part of an image: what Git and build tools keep for themselves. */
const leftOut = new Set(['.git', 'node_modules']);

/** Small files are held, large ones read when the layer is written. */
const heldBytes = 1024 * 1024;

/** The files of a tree below a folder as entries of a layer, under `prefix`. */
export function entriesOfTree(tree: FileTree, folder: string, prefix: string): LayerEntry[] {
  const entries: LayerEntry[] = [];
  for (const { path, kind, bytes, executable } of walkTree(tree, folder)) {
    if (path.split('/').some((part) => leftOut.has(part))) {
      continue;
    }
    const target = kind === 'symlink' ? Buffer.from(bytes).toString('utf8') : undefined;
    const full = `${prefix}/${path}`;
    if (target === undefined) {
      entries.push({ path: full, kind: 'file', mode: executable ? 0o755 : 0o644, content: bytes });
    } else {
      refuseEscape(path, target);
      entries.push({ path: full, kind: 'symlink', target });
    }
  }
  return entries;
}

export interface FolderOptions {
  /** Names that are left out wherever they are. Default: `.git` and `node_modules`. */
  readonly without?: ReadonlySet<string>;
  /** Larger files are read when the layer is written. */
  readonly hold?: number;
}

/** The files of a folder on disk as entries of a layer, under `prefix`. */
export async function entriesOfFolder(
  folder: string,
  prefix: string,
  { without = leftOut, hold = heldBytes }: FolderOptions = {},
): Promise<LayerEntry[]> {
  const entries: LayerEntry[] = [];
  async function add(path: string): Promise<void> {
    const names = await readdir(join(folder, path), { withFileTypes: true });
    for (const entry of names.filter(({ name }) => !without.has(name))) {
      const inner = path === '' ? entry.name : `${path}/${entry.name}`;
      if (entry.isDirectory()) {
        await add(inner);
      } else if (entry.isSymbolicLink()) {
        const target = await readlink(join(folder, inner));
        refuseEscape(inner, target);
        entries.push({ path: `${prefix}/${inner}`, kind: 'symlink', target });
      } else if (entry.isFile()) {
        entries.push(await fileEntry(join(folder, inner), `${prefix}/${inner}`, hold));
      }
    }
  }
  await add('');
  return entries;
}

async function fileEntry(file: string, path: string, hold: number): Promise<LayerEntry> {
  const { size, mode } = await stat(file);
  const content = size > hold ? { file, size } : await readFile(file);
  return { path, kind: 'file', mode: (mode & 0o111) === 0 ? 0o644 : 0o755, content };
}

/**
 * A folder that a build has made or could have exchanged: inside the build's own, whatever links say. Undefined: there
 * is none. What lies outside would be read with the rights of the server.
 */
export async function folderInside(base: string, path: string): Promise<string | undefined> {
  const [inside, real] = await Promise.all([realpath(base), realpath(join(base, path)).catch(() => undefined)]);
  if (real === undefined || !(await stat(real)).isDirectory()) {
    return undefined;
  }
  if (real !== inside && !real.startsWith(`${inside}/`)) {
    throw fault('BuildTreeUnsafe', { path, why: `-> ${real}` });
  }
  return real;
}

/** A link that leads out of the application would lead somewhere else on every machine. */
export function refuseEscape(path: string, target: string): void {
  const leadsTo = posix.normalize(posix.join(posix.dirname(path), target));
  if (posix.isAbsolute(target) || leadsTo === '..' || leadsTo.startsWith('../')) {
    throw fault('BuildTreeUnsafe', { path, why: `-> ${target}` });
  }
}
