import { readFileSync, statSync } from 'node:fs';
import { inflateSync } from 'node:zlib';
import type { GitCaches } from './caches.ts';
import { applyDelta } from './delta.ts';
import type { GitObject } from './object.ts';
import { parsePackEntryHead, type PackEntryHead } from './pack-entry.ts';
import { PackIndex } from './pack-index.ts';

/** Bytes read at first for an entry: most entries are whole in them. */
const firstRead = 4096;
const longestChain = 4096;

export interface PackLimits {
  readonly maxObjectSize: number;
}

/** One pack of a repository. Reading throws a RangeError where its bytes are not what they must be. */
export class Pack {
  readonly path: string;
  readonly #caches: GitCaches;
  readonly #limits: PackLimits;
  #size: number | undefined;

  /** `path` without its ending. */
  constructor(path: string, caches: GitCaches, limits: PackLimits) {
    this.path = path;
    this.#caches = caches;
    this.#limits = limits;
  }

  get index(): PackIndex {
    const known = this.#caches.packIndexes.get(this.path);
    if (known !== undefined) {
      return known;
    }
    const bytes = readFileSync(`${this.path}.idx`);
    const index = new PackIndex(bytes);
    this.#caches.packIndexes.set(this.path, index, bytes.length);
    return index;
  }

  has(id: string): boolean {
    return this.index.offsetOf(Buffer.from(id, 'hex')) !== undefined;
  }

  /** `resolve` finds the base of a ref-delta, which may be anywhere in the repository. */
  find(id: string, resolve: (base: string) => GitObject | undefined): GitObject | undefined {
    const offset = this.index.offsetOf(Buffer.from(id, 'hex'));
    return offset === undefined ? undefined : this.#readAt(offset, resolve);
  }

  #readAt(start: number, resolve: (base: string) => GitObject | undefined): GitObject {
    const deltas: { offset: number; bytes: Buffer }[] = [];
    let offset = start;
    let object = this.#cached(offset);
    while (object === undefined) {
      const entry = this.#readEntry(offset);
      const { head } = entry;
      if (head.kind === 'ofs-delta' || head.kind === 'ref-delta') {
        deltas.push({ offset, bytes: entry.bytes });
        if (deltas.length > longestChain) {
          throw new RangeError('delta chain too long');
        }
        offset -= head.distance;
        object = head.kind === 'ref-delta' ? resolve(head.base) : this.#cached(this.#checked(offset, entry));
        if (head.kind === 'ref-delta' && object === undefined) {
          throw new RangeError(`delta without its base ${head.base}`);
        }
      } else {
        object = { type: head.kind, data: entry.bytes };
      }
    }
    for (const { offset: at, bytes } of deltas.reverse()) {
      this.#keep(offset, object);
      object = { type: object.type, data: applyDelta(object.data, bytes) };
      offset = at;
    }
    return object;
  }

  #checked(offset: number, entry: { head: PackEntryHead }): number {
    if (offset < 12 || entry.head.distance <= 0) {
      throw new RangeError('delta base outside of the pack');
    }
    return offset;
  }

  #cached(offset: number): GitObject | undefined {
    return this.#caches.objects.get(`${this.path}@${offset}`);
  }

  #keep(offset: number, object: GitObject): void {
    this.#caches.objects.set(`${this.path}@${offset}`, object, object.data.length + 200);
  }

  #readEntry(offset: number): { head: PackEntryHead; bytes: Buffer } {
    const file = `${this.path}.pack`;
    this.#size ??= statSync(file).size;
    const end = this.#size - 20;
    const some = this.#caches.files.read(file, offset, Math.max(0, Math.min(firstRead, end - offset)));
    const head = parsePackEntryHead(some, 0);
    if (head === undefined) {
      throw new RangeError('no entry of a pack here');
    }
    if (head.size > this.#limits.maxObjectSize) {
      throw new RangeError('object too large');
    }
    const start = offset + head.length;
    // The most that zlib makes of so many bytes (compressBound), and room for a stream flushed in parts.
    const usual = Math.min(head.size + (head.size >>> 8) + 1024, end - start);
    const deflated =
      usual <= some.length - head.length ? some.subarray(head.length) : this.#caches.files.read(file, start, usual);
    try {
      return { head, bytes: inflateExactly(deflated, head.size) };
    } catch (error) {
      // Another program's zlib may have been more generous: with all that there is, it is damaged or it is not.
      const most = Math.min(end - start, usual * 8 + 65_536);
      if (!(error instanceof RangeError) || most <= deflated.length) {
        throw error;
      }
      return { head, bytes: inflateExactly(this.#caches.files.read(file, start, most), head.size) };
    }
  }
}

/** Inflates a stream that must have exactly this many bytes; bytes after its end are not looked at. */
export function inflateExactly(deflated: Buffer, size: number): Buffer {
  const options = { maxOutputLength: Math.max(size, 1), chunkSize: Math.max(64, Math.min(size + 1, 1 << 20)) };
  let bytes: Buffer;
  try {
    bytes = inflateSync(deflated, options);
  } catch (error) {
    throw new RangeError('does not inflate', { cause: error });
  }
  if (bytes.length !== size) {
    throw new RangeError('inflates to another size');
  }
  return bytes;
}
