import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { isFault } from '@juanie/fault';
import { BlobStore, digestOf } from './blob-store.ts';
import { writeDurably } from './durable.ts';
import { fault } from './faults.ts';
import { isIndexType, maxManifestBytes, parseManifest, type ManifestFacts } from './manifest.ts';
import { checkDigest, checkRepositoryName, checkTag, isDigest, isRepositoryName } from './names.ts';
import { listRepositories, RepositoryIndex, type IndexPlace, type ManifestRow } from './repository-index.ts';
import type { CollectedGarbage } from './registry.ts';
import { Serial } from './serial.ts';
import { Uploads } from './uploads.ts';

export interface StoreOptions {
  readonly root: string;
  readonly maxBlobBytes: number;
  readonly onDamage: (digest: string) => void;
}

export interface ManifestToPut {
  readonly repository: string;
  /** As the client sent it. */
  readonly mediaType?: string | undefined;
  readonly tag?: string | undefined;
  /** Refused when the bytes have another one. */
  readonly digest?: string | undefined;
}

interface Entry {
  readonly index: RepositoryIndex;
  /** Blobs that a push brought or mounted and no manifest refers to yet. Lost at a restart: the client sends them again. */
  readonly fresh: Set<string>;
  /** Blob -> how many manifests refer to it. */
  readonly used: Map<string, number>;
  /** Some manifest cannot be read: what it needs is not known, so nothing is swept. */
  readonly hasUnreadable: boolean;
}

/** What the registry keeps, and which repository may give out which blob. */
export class Store {
  readonly blobs: BlobStore;
  readonly uploads: Uploads;
  readonly #root: string;
  readonly #entries = new Map<string, Promise<Entry | undefined>>();
  /** Changes of manifests and sweeping take turns: a blob is not swept while a manifest begins to refer to it. */
  readonly #serial = new Serial();

  constructor(options: StoreOptions) {
    this.#root = join(options.root, 'repositories');
    this.blobs = new BlobStore(options.root, options.onDamage);
    this.uploads = new Uploads(options.root, this.blobs, options.maxBlobBytes);
  }

  async open(root: string): Promise<void> {
    await this.blobs.open();
    await this.uploads.open();
    await mkdir(this.#root, { recursive: true });
    await writeDurably(join(root, 'oci-layout'), '{"imageLayoutVersion":"1.0.0"}\n', this.blobs.asideDir);
  }

  repositories(): Promise<string[]> {
    return listRepositories(this.#root);
  }

  async index(repository: string): Promise<RepositoryIndex | undefined> {
    return (await this.#find(repository))?.index;
  }

  /** A manifest by digest or tag. */
  async row(repository: string, reference: string): Promise<ManifestRow | undefined> {
    const index = await this.index(repository);
    const digest = isDigest(reference) ? reference : index?.tags.get(reference);
    return digest === undefined ? undefined : index?.manifests.get(digest);
  }

  /** True when this repository may give the blob out. */
  async hasBlob(repository: string, digest: string): Promise<boolean> {
    const entry = await this.#find(repository);
    return (
      entry !== undefined &&
      (entry.fresh.has(digest) || entry.used.has(digest)) &&
      this.blobs.sizeOf(digest) !== undefined
    );
  }

  /** A blob was pushed to, or mounted into, the repository. */
  async addBlob(repository: string, digest: string): Promise<void> {
    (await this.#ensure(repository)).fresh.add(digest);
  }

  /** False: some manifest of the repository still needs it. */
  async dropBlob(repository: string, digest: string): Promise<boolean> {
    const entry = await this.#find(repository);
    entry?.fresh.delete(digest);
    return entry?.used.has(digest) !== true;
  }

  async putManifest(bytes: Uint8Array, how: ManifestToPut): Promise<ManifestRow> {
    const { repository, tag } = how;
    if (tag !== undefined) {
      checkTag(tag);
    }
    if (bytes.length > maxManifestBytes) {
      throw fault('OciManifestInvalid', { detail: `more than ${maxManifestBytes} bytes` });
    }
    const facts = parseManifest(bytes, how.mediaType);
    const actual = digestOf(bytes);
    if (how.digest !== undefined && how.digest !== actual) {
      throw fault('OciDigestMismatch', { expected: how.digest, actual });
    }
    return this.#serial.run(async () => {
      const entry = await this.#ensure(repository);
      this.#checkComplete(repository, entry, facts);
      const { digest, size } = await this.blobs.putBytes(bytes);
      const row: ManifestRow = {
        digest,
        size,
        mediaType: facts.mediaType,
        ...(facts.artifactType === undefined ? {} : { artifactType: facts.artifactType }),
        ...(facts.subject === undefined ? {} : { subject: facts.subject }),
      };
      if (!entry.index.manifests.has(digest)) {
        count(entry.used, facts.blobs, 1);
      }
      await entry.index.put(row, tag);
      facts.blobs.forEach((blob) => entry.fresh.delete(blob));
      return row;
    });
  }

  deleteTag(repository: string, tag: string): Promise<boolean> {
    return this.#serial.run(async () => (await this.index(repository))?.deleteTag(tag) ?? false);
  }

  deleteManifest(repository: string, digest: string): Promise<boolean> {
    return this.#serial.run(async () => {
      const entry = await this.#find(repository);
      const row = entry?.index.manifests.get(digest);
      if (entry === undefined || row === undefined) {
        return false;
      }
      const facts = await this.#factsOf(row);
      await entry.index.deleteManifest(digest);
      count(entry.used, facts?.blobs ?? [], -1);
      return true;
    });
  }

  deleteRepository(repository: string): Promise<boolean> {
    return this.#serial.run(async () => {
      const entry = await this.#find(repository);
      await entry?.index.delete();
      this.#entries.delete(repository);
      return entry !== undefined;
    });
  }

  collectGarbage(graceMs: number): Promise<CollectedGarbage> {
    return this.#serial.run(async () => {
      const needed = await this.#needed();
      const uploads = await this.uploads.collect(graceMs);
      let [blobs, bytes] = [0, 0];
      if (needed === undefined) {
        return { blobs, bytes, uploads };
      }
      for await (const { digest, size, changedAt } of this.blobs.list()) {
        if (!needed.has(digest) && Date.now() - changedAt >= graceMs) {
          await this.blobs.delete(digest);
          blobs++;
          bytes += size;
        }
      }
      return { blobs, bytes, uploads };
    });
  }

  /** Every manifest of every repository, and what they refer to; undefined where that is not known for certain. */
  async #needed(): Promise<Set<string> | undefined> {
    const needed = new Set<string>();
    for (const repository of await this.repositories()) {
      const entry = await this.#find(repository);
      if (entry?.hasUnreadable === true) {
        return undefined;
      }
      for (const digest of [...(entry?.index.manifests.keys() ?? []), ...(entry?.used.keys() ?? [])]) {
        needed.add(digest);
      }
    }
    return needed;
  }

  #checkComplete(repository: string, entry: Entry, facts: ManifestFacts): void {
    const missing =
      facts.blobs.find(
        (digest) => !(entry.fresh.has(digest) || entry.used.has(digest)) || this.blobs.sizeOf(digest) === undefined,
      ) ?? facts.manifests.find((digest) => !entry.index.manifests.has(digest));
    if (missing !== undefined) {
      throw fault('OciManifestIncomplete', { digest: missing, repository });
    }
  }

  async #find(repository: string): Promise<Entry | undefined> {
    if (!isRepositoryName(repository)) {
      return undefined;
    }
    const known = this.#entries.get(repository) ?? this.#load(repository);
    this.#entries.set(repository, known);
    // Only what this call has seen is forgotten: somebody else may have made the repository meanwhile.
    const forget = () => this.#entries.get(repository) === known && this.#entries.delete(repository);
    try {
      const entry = await known;
      if (entry === undefined) {
        forget();
      }
      return entry;
    } catch (error) {
      forget();
      throw error;
    }
  }

  async #ensure(repository: string): Promise<Entry> {
    checkRepositoryName(repository);
    const found = await this.#find(repository);
    if (found !== undefined) {
      return found;
    }
    // Made by somebody else while this call looked. From here to `set` nobody comes between.
    if (this.#entries.has(repository)) {
      return this.#ensure(repository);
    }
    const index = RepositoryIndex.create(this.#placeOf(repository));
    const entry: Entry = { index, fresh: new Set(), used: new Map(), hasUnreadable: false };
    this.#entries.set(repository, Promise.resolve(entry));
    return entry;
  }

  #placeOf(repository: string): IndexPlace {
    return { dir: join(this.#root, repository), asideDir: this.blobs.asideDir };
  }

  async #load(repository: string): Promise<Entry | undefined> {
    const index = RepositoryIndex.find(this.#placeOf(repository));
    if (index === undefined) {
      return undefined;
    }
    const used = new Map<string, number>();
    let hasUnreadable = false;
    for (const row of index.manifests.values()) {
      const facts = await this.#factsOf(row);
      hasUnreadable ||= facts === undefined;
      count(used, facts?.blobs ?? [], 1);
    }
    return { index, fresh: new Set(), used, hasUnreadable };
  }

  /** Undefined where the manifest itself is damaged or gone: asking for it says so. */
  async #factsOf(row: ManifestRow): Promise<ManifestFacts | undefined> {
    checkDigest(row.digest);
    try {
      const bytes = await this.blobs.readSmall(row.digest);
      return bytes === undefined ? undefined : parseManifest(bytes, row.mediaType);
    } catch (error) {
      if (isFault(error)) {
        return undefined;
      }
      throw error;
    }
  }
}

export function isIndex(row: ManifestRow): boolean {
  return isIndexType(row.mediaType);
}

function count(used: Map<string, number>, blobs: readonly string[], by: 1 | -1): void {
  for (const digest of blobs) {
    const now = (used.get(digest) ?? 0) + by;
    if (now > 0) {
      used.set(digest, now);
    } else {
      used.delete(digest);
    }
  }
}
