import { accessSync, readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { isFault } from '@juanie/fault';
import type { GitCaches } from './caches.ts';
import { fault } from './faults.ts';
import { loosePath, readLoose } from './loose.ts';
import { emptyTreeId, hashObject, isObjectId, type GitObject, type ObjectSource } from './object.ts';
import { Pack } from './pack.ts';

/** A directory written within this time of being listed may still change without a new time stamp. */
const settledMs = 50;

export interface ObjectStoreOptions {
  /** For messages. */
  readonly repository: string;
  readonly caches: GitCaches;
  /** Default 1 GiB. */
  readonly maxObjectSize?: number;
}

/** The objects of one repository, loose and packed. What it answers was hashed: a damaged object is a Fault, never an answer. */
export class ObjectStore implements ObjectSource {
  readonly dir: string;
  readonly #repository: string;
  readonly #caches: GitCaches;
  readonly #maxObjectSize: number;
  #packs: Pack[] = [];
  #listed = '';

  constructor(dir: string, options: ObjectStoreOptions) {
    this.dir = dir;
    this.#repository = options.repository;
    this.#caches = options.caches;
    this.#maxObjectSize = options.maxObjectSize ?? 1024 ** 3;
  }

  find(id: string): GitObject | undefined {
    const known = this.#caches.objects.get(`${this.dir}:${id}`);
    if (known !== undefined) {
      return known;
    }
    const found = this.#read(id);
    if (found === undefined) {
      return id === emptyTreeId ? { type: 'tree', data: Buffer.alloc(0) } : undefined;
    }
    this.keep(id, found);
    return found;
  }

  has(id: string): boolean {
    if (id === emptyTreeId || this.hasAtHand(id)) {
      return true;
    }
    try {
      accessSync(loosePath(this.dir, id));
      return true;
    } catch {
      return this.#relist() && this.has(id);
    }
  }

  /** Whether it is known to be here, without a look at the disk: false may be wrong. */
  hasAtHand(id: string): boolean {
    return (
      this.#caches.objects.get(`${this.dir}:${id}`) !== undefined ||
      this.#packs.some((pack) => this.#lenient(() => pack.has(id)) ?? false)
    );
  }

  /** Whole names that begin with these digits; more than one means that the prefix is ambiguous. */
  startingWith(prefix: string): string[] {
    this.#relist();
    const found = new Set(this.#packs.flatMap((pack) => this.#lenient(() => pack.index.startingWith(prefix)) ?? []));
    for (const name of listLoose(this.dir, prefix.slice(0, 2))) {
      const id = prefix.slice(0, 2) + name;
      if (id.startsWith(prefix) && isObjectId(id)) {
        found.add(id);
      }
    }
    return [...found];
  }

  /** Puts an object that was just written into the cache. */
  keep(id: string, object: GitObject): void {
    this.#caches.objects.set(`${this.dir}:${id}`, object, object.data.length + 200);
  }

  /** How many packs there are on disk. */
  countPacks(): number {
    this.#relist();
    return this.#packs.length;
  }

  close(): void {
    for (const pack of this.#packs) {
      this.#forget(pack);
    }
    this.#packs = [];
    this.#listed = '';
  }

  #read(id: string): GitObject | undefined {
    const seen: { damage?: unknown } = {};
    const found = this.#readSound(id, seen);
    if (found !== undefined) {
      return found;
    }
    if (this.#relist()) {
      return this.#read(id);
    }
    if (seen.damage !== undefined) {
      throw fault('GitObjectDamaged', { id, repository: this.#repository }, { cause: seen.damage });
    }
    return undefined;
  }

  /** The first copy that hashes to its name: of a damaged object another pack may have a sound one. */
  #readSound(id: string, seen: { damage?: unknown }): GitObject | undefined {
    for (const [position, pack] of this.#packs.entries()) {
      const read = () => this.#lenient(() => pack.find(id, (base) => this.find(base)));
      const found = readChecked(id, read, seen);
      if (found !== undefined) {
        this.#askFirst(pack, position);
        return found;
      }
    }
    return readChecked(id, () => readLoose(this.dir, id, this.#maxObjectSize), seen);
  }

  /** Neighbours in history are neighbours in packs. */
  #askFirst(pack: Pack, position: number): void {
    if (position > 0 && this.#packs[position] === pack) {
      this.#packs.splice(position, 1);
      this.#packs.unshift(pack);
    }
  }

  /** A pack that a repack has just removed has nothing; where its objects went is found by listing again. */
  #lenient<Value>(read: () => Value): Value | undefined {
    try {
      return read();
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === 'ENOENT') {
        this.#listed = '';
        return undefined;
      }
      throw error;
    }
  }

  /** True when the packs on disk are others than those known. */
  #relist(): boolean {
    const packDir = join(this.dir, 'pack');
    const { mtimeNs, mtimeMs } = statSync(packDir, { bigint: true });
    if (this.#listed === String(mtimeNs)) {
      return false;
    }
    this.#listed = Date.now() - Number(mtimeMs) > settledMs ? String(mtimeNs) : '';
    const known = new Map(this.#packs.map((pack) => [pack.path, pack]));
    const paths = readdirSync(packDir)
      .filter((name) => name.endsWith('.idx'))
      .map((name) => join(packDir, name.slice(0, -'.idx'.length)));
    const changed = paths.some((path) => !known.has(path));
    for (const pack of this.#packs.filter(({ path }) => !paths.includes(path))) {
      this.#forget(pack);
    }
    this.#packs = paths.map(
      (path) => known.get(path) ?? new Pack(path, this.#caches, { maxObjectSize: this.#maxObjectSize }),
    );
    return changed;
  }

  #forget(pack: Pack): void {
    this.#caches.files.forget(`${pack.path}.pack`);
    this.#caches.packIndexes.delete(pack.path);
  }
}

function readChecked(id: string, read: () => GitObject | undefined, seen: { damage?: unknown }): GitObject | undefined {
  try {
    const found = read();
    if (found === undefined || hashObject(found.type, found.data) === id) {
      return found;
    }
    seen.damage = new RangeError('its bytes have another hash');
  } catch (error) {
    if (!(error instanceof RangeError || isFault(error))) {
      throw error;
    }
    seen.damage = error;
  }
  return undefined;
}

function listLoose(dir: string, folder: string): string[] {
  try {
    return readdirSync(join(dir, folder));
  } catch {
    return [];
  }
}
