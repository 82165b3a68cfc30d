import { createHash } from 'node:crypto';
import { createWriteStream } from 'node:fs';
import { link, lstat, mkdir, symlink, writeFile } from 'node:fs/promises';
import { join, posix } from 'node:path';
import { PassThrough, Transform, type Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { createGunzip } from 'node:zlib';
import { isFault } from '@juanie/fault';
import { fault } from '../faults.ts';
import { readTar, type TarEntry } from './tar-reader.ts';

export interface ExtractLimits {
  /** Of all files together, unpacked. */
  readonly bytes: number;
  readonly entries: number;
}

export const defaultLimits: ExtractLimits = { bytes: 4 * 1024 ** 3, entries: 500_000 };

export interface LayerStream {
  readonly digest: string;
  readonly mediaType: string;
  readonly content: Readable;
}

/** Files of a layer are kept small ones at once, this many at a time. */
const writesAtOnce = 16;
const wholeInMemory = 256 * 1024;

/**
 * Unpacks a layer into an empty directory and checks its digest. Nothing is written outside: entries with
 * `..`, entries below a symlink, links that lead out, devices and too much of anything are refused.
 * Owners and times are dropped, set-id bits too. Whiteouts stay as the files they are (`.wh.x`).
 */
export async function extractLayer(layer: LayerStream, root: string, limits = defaultLimits): Promise<void> {
  const hash = createHash('sha256');
  const tap = new Transform({
    transform(chunk: Buffer, _encoding, done) {
      hash.update(chunk);
      done(null, chunk);
    },
  });
  const unpack = new Unpacking({ root, digest: layer.digest, limits });
  const unzip = layer.mediaType.endsWith('gzip') ? createGunzip() : new PassThrough();
  try {
    await Promise.all([pipeline(layer.content, tap, unzip), unpack.all(readTar(unzip))]);
  } catch (thrown) {
    throw isFault(thrown)
      ? thrown
      : fault('LayerDamaged', { digest: layer.digest, why: textOf(thrown) }, { cause: thrown });
  }
  const digest = `sha256:${hash.digest('hex')}`;
  if (digest !== layer.digest) {
    throw fault('LayerDamaged', { digest: layer.digest, why: `its bytes have the digest ${digest}` });
  }
}

function textOf(thrown: unknown): string {
  return thrown instanceof Error ? thrown.message : String(thrown);
}

interface Target {
  readonly root: string;
  readonly digest: string;
  readonly limits: ExtractLimits;
}

class Unpacking {
  private readonly target: Target;
  /** Directories that were made here and so are no symlinks. */
  private readonly made = new Set<string>(['.']);
  private readonly writing = new Set<Promise<void>>();
  private readonly links: { from: string; to: string; name: string }[] = [];
  private failure: unknown;
  private bytes = 0;
  private entries = 0;

  constructor(target: Target) {
    this.target = target;
  }

  async all(tar: AsyncIterable<TarEntry>): Promise<void> {
    try {
      for await (const entry of tar) {
        this.count(entry);
        await this.take(entry);
      }
    } finally {
      await Promise.all(this.writing);
    }
    if (this.failure !== undefined) {
      throw this.failure;
    }
    // Hard links come last: what they point to may still have been written above.
    for (const { from, to, name } of this.links) {
      await this.hardLink(from, to, name);
    }
  }

  private count({ size }: TarEntry): void {
    const { digest, limits } = this.target;
    this.entries += 1;
    this.bytes += size;
    if (this.entries > limits.entries) {
      throw fault('LayerTooLarge', { digest, limit: limits.entries, unit: 'files' });
    }
    if (this.bytes > limits.bytes) {
      throw fault('LayerTooLarge', { digest, limit: limits.bytes, unit: 'bytes' });
    }
  }

  private async take(entry: TarEntry): Promise<void> {
    const path = this.pathOf(entry.name);
    switch (entry.kind) {
      case 'directory':
        return this.directory(path);
      case 'symlink':
        await this.directory(posix.dirname(path));
        return this.symlink(path, entry.target);
      case 'link':
        await this.directory(posix.dirname(path));
        this.links.push({ from: this.pathOf(entry.target), to: path, name: entry.name });
        return undefined;
      case 'file':
        await this.directory(posix.dirname(path));
        return this.file(path, entry);
      default:
        throw this.unsafe(entry.name, `is neither a file nor a directory nor a link (type ${entry.type})`);
    }
  }

  private pathOf(name: string): string {
    if (name.includes('\0') || name.length > 4096) {
      throw this.unsafe(name.slice(0, 80), 'has a name that no file can have');
    }
    if (name.split('/').includes('..')) {
      throw this.unsafe(name, 'leads out of the image');
    }
    return posix.normalize(`./${name}`).replace(/\/$/, '') || '.';
  }

  private async directory(path: string): Promise<void> {
    if (this.made.has(path)) {
      return;
    }
    await this.directory(posix.dirname(path));
    const full = join(this.target.root, path);
    await mkdir(full).catch(async (thrown: NodeJS.ErrnoException) => {
      const found = thrown.code === 'EEXIST' ? await lstat(full) : undefined;
      if (found?.isDirectory() !== true) {
        throw this.unsafe(path, 'lies below something that is not a directory');
      }
    });
    this.made.add(path);
  }

  private async symlink(path: string, target: string): Promise<void> {
    const leadsTo = posix.normalize(posix.join(posix.dirname(path), target));
    if (posix.isAbsolute(target) || leadsTo === '..' || leadsTo.startsWith('../')) {
      throw this.unsafe(path, `is a link that leads out of the image, to ${target}`);
    }
    await symlink(target, join(this.target.root, path)).catch(this.refuseTwice(path));
  }

  private async file(path: string, entry: TarEntry): Promise<void> {
    const full = join(this.target.root, path);
    const mode = (entry.mode & 0o777) | 0o400;
    if (entry.size > wholeInMemory) {
      await pipeline(entry.body, createWriteStream(full, { flags: 'wx', mode })).catch(this.refuseTwice(path));
      return;
    }
    const parts: Uint8Array[] = [];
    for await (const part of entry.body) {
      parts.push(part);
    }
    const write: Promise<void> = writeFile(full, Buffer.concat(parts), { flag: 'wx', mode })
      .catch(this.refuseTwice(path))
      .catch((thrown: unknown) => void (this.failure ??= thrown))
      .finally(() => this.writing.delete(write));
    this.writing.add(write);
    if (this.writing.size >= writesAtOnce) {
      await Promise.race(this.writing);
    }
  }

  private async hardLink(from: string, to: string, name: string): Promise<void> {
    const found = await lstat(join(this.target.root, from)).catch(() => undefined);
    const parents = this.made.has(posix.dirname(from));
    if (found?.isFile() !== true || !parents) {
      throw this.unsafe(name, `is a link to ${from}, which is no file of this layer`);
    }
    await link(join(this.target.root, from), join(this.target.root, to)).catch(this.refuseTwice(to));
  }

  private refuseTwice(path: string): (thrown: NodeJS.ErrnoException) => never {
    return (thrown) => {
      throw thrown.code === 'EEXIST' ? this.unsafe(path, 'is there twice') : thrown;
    };
  }

  private unsafe(entry: string, why: string) {
    return fault('LayerUnsafe', { digest: this.target.digest, entry, why });
  }
}
