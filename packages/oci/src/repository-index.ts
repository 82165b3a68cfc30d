import { mkdirSync, readFileSync } from 'node:fs';
import { readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { mediaTypes, type Descriptor, type ImageIndex } from './descriptor.ts';
import { writeDurably } from './durable.ts';

/** A name that no repository below can have: they begin with a letter or digit. */
const fileName = '_index.json';
const tagKey = 'org.opencontainers.image.ref.name';
const subjectKey = 'art.juanie.subject';

export interface ManifestRow {
  readonly digest: string;
  readonly mediaType: string;
  readonly size: number;
  readonly artifactType?: string;
  readonly subject?: string;
}

export interface IndexPlace {
  readonly dir: string;
  /** For what is half-written, on the same file system; cleared when the registry is opened. */
  readonly asideDir: string;
}

/** The manifests and tags of one repository, kept as an OCI image index; every change is durable when it returns. */
export class RepositoryIndex {
  readonly #dir: string;
  readonly #asideDir: string;
  readonly manifests: Map<string, ManifestRow>;
  readonly tags: Map<string, string>;

  private constructor(place: IndexPlace, index: ImageIndex) {
    this.#dir = place.dir;
    this.#asideDir = place.asideDir;
    this.manifests = new Map();
    this.tags = new Map();
    for (const descriptor of index.manifests) {
      this.manifests.set(descriptor.digest, toRow(descriptor));
      const tag = descriptor.annotations?.[tagKey];
      if (tag !== undefined) {
        this.tags.set(tag, descriptor.digest);
      }
    }
  }

  /** Undefined where there is no such repository. */
  static find(place: IndexPlace): RepositoryIndex | undefined {
    try {
      return new RepositoryIndex(place, JSON.parse(readFileSync(join(place.dir, fileName), 'utf8')) as ImageIndex);
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === 'ENOENT') {
        return undefined;
      }
      throw error;
    }
  }

  static create(place: IndexPlace): RepositoryIndex {
    mkdirSync(place.dir, { recursive: true });
    return new RepositoryIndex(place, { schemaVersion: 2, mediaType: mediaTypes.index, manifests: [] });
  }

  async put(row: ManifestRow, tag: string | undefined): Promise<void> {
    this.manifests.set(row.digest, row);
    if (tag !== undefined) {
      this.tags.set(tag, row.digest);
    }
    await this.#save();
  }

  async deleteTag(tag: string): Promise<boolean> {
    const had = this.tags.delete(tag);
    await (had ? this.#save() : undefined);
    return had;
  }

  async deleteManifest(digest: string): Promise<boolean> {
    const had = this.manifests.delete(digest);
    for (const [tag, tagged] of this.tags) {
      if (tagged === digest) {
        this.tags.delete(tag);
      }
    }
    await (had ? this.#save() : undefined);
    return had;
  }

  async delete(): Promise<void> {
    await rm(join(this.#dir, fileName), { force: true });
  }

  async #save(): Promise<void> {
    const tagged = new Set(this.tags.values());
    const untagged = [...this.manifests.values()].filter(({ digest }) => !tagged.has(digest));
    const manifests = [
      ...[...this.tags]
        .sort(([a], [b]) => (a < b ? -1 : 1))
        .map(([tag, digest]) => this.#describe(digest, { [tagKey]: tag })),
      ...untagged.map(({ digest }) => this.#describe(digest, {})),
    ];
    const index: ImageIndex = { schemaVersion: 2, mediaType: mediaTypes.index, manifests };
    await writeDurably(join(this.#dir, fileName), `${JSON.stringify(index, undefined, 1)}\n`, this.#asideDir);
  }

  #describe(digest: string, annotations: Record<string, string>): Descriptor {
    const row = this.manifests.get(digest);
    const { mediaType = mediaTypes.manifest, size = 0, artifactType, subject } = row ?? {};
    const all = { ...annotations, ...(subject === undefined ? {} : { [subjectKey]: subject }) };
    return {
      mediaType,
      digest,
      size,
      ...(artifactType === undefined ? {} : { artifactType }),
      ...(Object.keys(all).length === 0 ? {} : { annotations: all }),
    };
  }
}

function toRow({ digest, mediaType, size, artifactType, annotations }: Descriptor): ManifestRow {
  const subject = annotations?.[subjectKey];
  return {
    digest,
    mediaType,
    size,
    ...(artifactType === undefined ? {} : { artifactType }),
    ...(subject === undefined ? {} : { subject }),
  };
}

/** Names of the repositories below a folder. */
export async function listRepositories(root: string, prefix = ''): Promise<string[]> {
  const names: string[] = [];
  for (const entry of await readdir(join(root, prefix), { withFileTypes: true })) {
    const name = prefix === '' ? entry.name : `${prefix}/${entry.name}`;
    if (entry.isDirectory()) {
      names.push(...(await listRepositories(root, name)));
    } else if (entry.name === fileName) {
      names.push(prefix);
    }
  }
  return names.sort();
}
