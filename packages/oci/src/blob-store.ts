import { createHash, randomUUID } from 'node:crypto';
import { createReadStream, statSync, type BigIntStats } from 'node:fs';
import { mkdir, open, readdir, rename, rm, stat, utimes } from 'node:fs/promises';
import { join } from 'node:path';
import { pipeline, Readable, Transform, type TransformCallback } from 'node:stream';
import { isFault } from '@juanie/fault';
import { syncDirectory } from './durable.ts';
import { fault } from './faults.ts';
import { hexOf, isDigest } from './names.ts';

export interface StoredBlob {
  readonly digest: string;
  readonly size: number;
}

export interface BlobToPut {
  /** Refused when the bytes have another one. */
  readonly expected?: string;
  readonly maxBytes?: number;
}

/** Blobs by digest in `blobs/sha256`. Durable when put; hashed before the first bytes are given out. */
export class BlobStore {
  readonly dir: string;
  /** For what is half-written; cleared when the registry is opened. */
  readonly asideDir: string;
  readonly #damagedDir: string;
  /** Digest -> the file as it was when it was last found sound. */
  readonly #sound = new Map<string, string>();
  readonly #onDamage: (digest: string) => void;

  constructor(root: string, onDamage: (digest: string) => void) {
    this.dir = join(root, 'blobs/sha256');
    this.asideDir = join(root, 'incoming');
    this.#damagedDir = join(root, 'damaged');
    this.#onDamage = onDamage;
  }

  async open(): Promise<void> {
    // What was half-written when a server ended.
    await rm(this.asideDir, { recursive: true, force: true });
    for (const dir of [this.dir, this.asideDir, this.#damagedDir]) {
      await mkdir(dir, { recursive: true });
    }
  }

  pathOf(digest: string): string {
    return join(this.dir, hexOf(digest));
  }

  sizeOf(digest: string): number | undefined {
    return statSync(this.pathOf(digest), { throwIfNoEntry: false })?.size;
  }

  /** Reads the source once; nothing is kept of one that fails or is not what was expected. */
  async put(source: AsyncIterable<Uint8Array>, how: BlobToPut = {}): Promise<StoredBlob> {
    const temporary = join(this.asideDir, randomUUID());
    try {
      const { digest, size } = await writeHashed(temporary, source, how.maxBytes);
      return await this.adopt(temporary, { digest, size }, how.expected);
    } finally {
      await rm(temporary, { force: true });
    }
  }

  /** Makes a file that is on disk already, hashed and synced, the blob of its digest. */
  async adopt(path: string, blob: StoredBlob, expected?: string): Promise<StoredBlob> {
    if (expected !== undefined && expected !== blob.digest) {
      throw fault('OciDigestMismatch', { expected, actual: blob.digest });
    }
    if (await this.#isSound(blob.digest)) {
      await this.touch(blob.digest);
    } else {
      await rename(path, this.pathOf(blob.digest));
      await syncDirectory(this.dir);
      await this.#remember(blob.digest);
    }
    return blob;
  }

  /** A small blob. One that is there already is not written again. */
  async putBytes(bytes: Uint8Array): Promise<StoredBlob> {
    const digest = digestOf(bytes);
    if (await this.#isSound(digest)) {
      await this.touch(digest);
      return { digest, size: bytes.length };
    }
    return this.put(Readable.from([bytes]));
  }

  /** Keeps a collection from taking a blob that somebody is about to refer to. */
  async touch(digest: string): Promise<void> {
    const before = await this.#statOf(digest);
    if (before === undefined) {
      return;
    }
    const wasSound = this.#sound.get(digest) === stampOf(before);
    const now = new Date();
    await utimes(this.pathOf(digest), now, now).catch(() => undefined);
    if (wasSound) {
      await this.#remember(digest);
    }
  }

  /**
   * The size of a sound blob; undefined where there is none. A damaged one is set aside, so that the next push
   * brings it again, and is a Fault.
   */
  async check(digest: string, options: { readonly again?: boolean } = {}): Promise<number | undefined> {
    const found = await this.#statOf(digest);
    if (found === undefined) {
      return undefined;
    }
    const stamp = stampOf(found);
    if (options.again === true || this.#sound.get(digest) !== stamp) {
      if ((await hashFile(this.pathOf(digest))) !== digest) {
        await this.#setAside(digest);
        throw fault('OciBlobDamaged', { digest });
      }
      this.#sound.set(digest, stamp);
    }
    return Number(found.size);
  }

  /** All of a blob, hashed while read: the stream fails at its end, before the last bytes, when they are not the digest's. */
  read(digest: string): Readable {
    const verify = new Verify(digest, () => void this.#setAside(digest).catch(() => undefined));
    pipeline(createReadStream(this.pathOf(digest)), verify, () => undefined);
    return verify;
  }

  /** Part of a blob that was checked before. */
  readPart(digest: string, range: { readonly start: number; readonly end: number }): Readable {
    return createReadStream(this.pathOf(digest), range);
  }

  /** A small blob such as a manifest, whole and hashed. */
  async readSmall(digest: string, limit = 8 * 1024 * 1024): Promise<Buffer | undefined> {
    const size = this.sizeOf(digest);
    if (size === undefined) {
      return undefined;
    }
    if (size > limit) {
      throw fault('OciBlobTooLarge', { limit });
    }
    const parts: Buffer[] = [];
    for await (const part of this.read(digest)) {
      parts.push(part as Buffer);
    }
    return Buffer.concat(parts);
  }

  async *list(): AsyncGenerator<{ digest: string; size: number; changedAt: number }> {
    for (const name of await readdir(this.dir)) {
      const digest = `sha256:${name}`;
      const found = isDigest(digest) ? await this.#statOf(digest) : undefined;
      if (found !== undefined) {
        yield { digest, size: Number(found.size), changedAt: Number(found.mtimeMs) };
      }
    }
  }

  async delete(digest: string): Promise<void> {
    this.#sound.delete(digest);
    await rm(this.pathOf(digest), { force: true });
  }

  /** A damaged one is set aside by asking, so that what comes now takes its place. */
  async #isSound(digest: string): Promise<boolean> {
    try {
      return (await this.check(digest)) !== undefined;
    } catch (error) {
      if (isFault(error)) {
        return false;
      }
      throw error;
    }
  }

  /** As sound as it is at this moment. */
  async #remember(digest: string): Promise<void> {
    const found = await this.#statOf(digest);
    if (found !== undefined) {
      this.#sound.set(digest, stampOf(found));
    }
  }

  async #statOf(digest: string): Promise<BigIntStats | undefined> {
    return stat(this.pathOf(digest), { bigint: true }).catch((error: NodeJS.ErrnoException) => {
      if (error.code === 'ENOENT') {
        return undefined;
      }
      throw error;
    });
  }

  async #setAside(digest: string): Promise<void> {
    this.#sound.delete(digest);
    await rename(this.pathOf(digest), join(this.#damagedDir, `${hexOf(digest)}-${Date.now()}`));
    await syncDirectory(this.dir);
    this.#onDamage(digest);
  }
}

/** Passes bytes on, the last of them only when all have the digest. */
class Verify extends Transform {
  readonly #hash = createHash('sha256');
  readonly #digest: string;
  readonly #onDamage: () => void;
  #held: Buffer | undefined;

  constructor(digest: string, onDamage: () => void) {
    super();
    this.#digest = digest;
    this.#onDamage = onDamage;
  }

  override _transform(chunk: Buffer, _encoding: BufferEncoding, done: TransformCallback): void {
    this.#hash.update(chunk);
    const before = this.#held;
    this.#held = chunk;
    done(null, before);
  }

  override _flush(done: TransformCallback): void {
    if (`sha256:${this.#hash.digest('hex')}` === this.#digest) {
      done(null, this.#held);
    } else {
      this.#onDamage();
      done(fault('OciBlobDamaged', { digest: this.#digest }));
    }
  }
}

async function writeHashed(path: string, source: AsyncIterable<Uint8Array>, limit = Number.POSITIVE_INFINITY) {
  const file = await open(path, 'wx', 0o600);
  const hash = createHash('sha256');
  let size = 0;
  try {
    for await (const chunk of source) {
      size += chunk.length;
      if (size > limit) {
        throw fault('OciBlobTooLarge', { limit });
      }
      hash.update(chunk);
      await writeAll(file, chunk);
    }
    await file.datasync();
  } finally {
    await file.close();
  }
  return { digest: `sha256:${hash.digest('hex')}`, size };
}

/** A write may take only a part. */
export async function writeAll(
  file: { write(bytes: Uint8Array): Promise<{ bytesWritten: number }> },
  bytes: Uint8Array,
): Promise<void> {
  for (let left = bytes; left.length > 0;) {
    const { bytesWritten } = await file.write(left);
    left = left.subarray(bytesWritten);
  }
}

export function digestOf(bytes: Uint8Array): string {
  return `sha256:${createHash('sha256').update(bytes).digest('hex')}`;
}

export async function hashFile(path: string): Promise<string> {
  const hash = createHash('sha256');
  for await (const chunk of createReadStream(path, { highWaterMark: 1024 * 1024 })) {
    hash.update(chunk as Buffer);
  }
  return `sha256:${hash.digest('hex')}`;
}

function stampOf({ ino, size, mtimeNs }: BigIntStats): string {
  return `${ino}:${size}:${mtimeNs}`;
}
