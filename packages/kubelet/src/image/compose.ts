import { constants, type Dirent } from 'node:fs';
import { copyFile, mkdir, readdir, readlink, symlink } from 'node:fs/promises';
import { join } from 'node:path';

/** A part of the root that comes read-only from a layer shared by many containers. */
export interface Share {
  /** In the container's root, relative. */
  readonly path: string;
  readonly source: string;
  readonly directory: boolean;
}

const whiteout = '.wh.';
const opaque = '.wh..wh..opq';

/**
 * Lays the layers over one another in `root`: what the last one brings (the application) is copied, so that it may
 * be written to; what only lower ones bring is shared, named as high up as possible. The caller links or mounts
 * the shares. Ordinary files copied are reflinks where the file system has them, never hard links.
 */
export async function composeRoot(root: string, layers: readonly string[]): Promise<Share[]> {
  const shares: Share[] = [];
  await mkdir(root, { recursive: true });
  await composeDirectory({ root, path: '', layers, shares, own: layers.at(-1) });
  return shares;
}

interface Composing {
  readonly root: string;
  readonly path: string;
  /** Those that have this directory, from the base up. */
  readonly layers: readonly string[];
  readonly shares: Share[];
  /** The layer that is copied. */
  readonly own: string | undefined;
}

interface Found {
  readonly layer: string;
  readonly entry: Dirent;
}

async function composeDirectory(at: Composing): Promise<void> {
  const names = await namesOf(at);
  for (const [name, found] of names) {
    const path = at.path === '' ? name : `${at.path}/${name}`;
    const top = found.at(-1);
    if (top === undefined) {
      continue;
    }
    const directories = top.entry.isDirectory() ? trailingDirectories(found) : [];
    if (directories.some(({ layer }) => layer === at.own) || directories.length > 1) {
      await mkdir(join(at.root, path));
      await composeDirectory({ ...at, path, layers: directories.map(({ layer }) => layer) });
    } else if (top.layer === at.own) {
      await copyEntry(join(top.layer, path), join(at.root, path), top.entry);
    } else {
      at.shares.push({ path, source: join(top.layer, path), directory: top.entry.isDirectory() });
    }
  }
}

/** A file hides directories of the same name below it. */
function trailingDirectories(found: readonly Found[]): Found[] {
  const lastOther = found.findLastIndex(({ entry }) => !entry.isDirectory());
  return found.slice(lastOther + 1);
}

async function namesOf({ layers, path }: Composing): Promise<Map<string, Found[]>> {
  const names = new Map<string, Found[]>();
  for (const layer of layers) {
    const entries = await readdir(join(layer, path), { withFileTypes: true });
    if (entries.some(({ name }) => name === opaque)) {
      names.clear();
    }
    for (const { name } of entries) {
      if (name.startsWith(whiteout)) {
        names.delete(name.slice(whiteout.length));
      }
    }
    for (const entry of entries.filter(({ name }) => !name.startsWith(whiteout))) {
      names.set(entry.name, [...(names.get(entry.name) ?? []), { layer, entry }]);
    }
  }
  return names;
}

async function copyEntry(source: string, target: string, entry: Dirent): Promise<void> {
  if (entry.isSymbolicLink()) {
    await symlink(await readlink(source), target);
  } else if (entry.isFile()) {
    await copyFile(source, target, constants.COPYFILE_FICLONE | constants.COPYFILE_EXCL);
  }
}
