import { randomUUID } from 'node:crypto';
import { mkdir, readdir, rename, rm, stat, utimes } from 'node:fs/promises';
import { join } from 'node:path';
import { defaultLimits, extractLayer, type ExtractLimits } from './extract.ts';
import type { SourceLayer } from './image-source.ts';

/** Unpacked layers by digest, each unpacked once and never changed. */
export interface LayerStore {
  /** The directory of the layer, unpacked when it is not there yet. */
  ensure(layer: SourceLayer): Promise<string>;
  has(digest: string): Promise<boolean>;
  /** Removes layers that nobody has asked for since then, except those in these directories. */
  prune(since: number, keep: ReadonlySet<string>): Promise<void>;
}

const digestShape = /^sha256:[0-9a-f]{64}$/;

export async function openLayerStore(root: string, limits: ExtractLimits = defaultLimits): Promise<LayerStore> {
  await mkdir(root, { recursive: true });
  await removeHalfDone(root);
  const running = new Map<string, Promise<string>>();

  const pathOf = (digest: string) => join(root, digest.replace(':', '-'));

  async function unpack(layer: SourceLayer): Promise<string> {
    const path = pathOf(layer.digest);
    if (await isDirectory(path)) {
      // When it was last asked for.
      await utimes(path, new Date(), new Date());
      return path;
    }
    const half = join(root, `half-${randomUUID()}`);
    await mkdir(half);
    try {
      await extractLayer({ ...layer, content: layer.open() }, half, limits);
      await rename(half, path);
    } catch (thrown) {
      await rm(half, { recursive: true, force: true });
      throw thrown;
    }
    return path;
  }

  return {
    ensure(layer) {
      const held = running.get(layer.digest);
      if (held !== undefined) {
        return held;
      }
      const fresh = unpack(layer).finally(() => running.delete(layer.digest));
      running.set(layer.digest, fresh);
      return fresh;
    },
    has: (digest) => isDirectory(pathOf(digest)),
    async prune(since, keep) {
      for (const name of await readdir(root)) {
        const path = join(root, name);
        const digest = name.replace('-', ':');
        if (!digestShape.test(digest) || keep.has(path) || running.has(digest)) {
          continue;
        }
        if ((await stat(path)).mtimeMs < since) {
          await rm(path, { recursive: true, force: true });
        }
      }
    },
  };
}

async function removeHalfDone(root: string): Promise<void> {
  const names = await readdir(root);
  await Promise.all(
    names
      .filter((name) => name.startsWith('half-'))
      .map((name) => rm(join(root, name), { recursive: true, force: true })),
  );
}

async function isDirectory(path: string): Promise<boolean> {
  const found = await stat(path).catch(() => undefined);
  return found?.isDirectory() ?? false;
}
