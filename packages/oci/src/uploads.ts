import { createHash, randomUUID, type Hash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { mkdir, open, readFile, readdir, rm, stat, truncate, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { writeAll, type BlobStore, type StoredBlob } from './blob-store.ts';
import { fault } from './faults.ts';
import { Serial } from './serial.ts';

interface Session {
  readonly repository: string;
  readonly hash: Hash;
  readonly serial: Serial;
  offset: number;
}

const uploadId = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

/** Uploads in parts. What was received stays on disk, so that an upload goes on after a restart. */
export class Uploads {
  readonly #dir: string;
  readonly #blobs: BlobStore;
  readonly #maxBytes: number;
  readonly #sessions = new Map<string, Promise<Session>>();

  constructor(root: string, blobs: BlobStore, maxBytes: number) {
    this.#dir = join(root, 'uploads');
    this.#blobs = blobs;
    this.#maxBytes = maxBytes;
  }

  async open(): Promise<void> {
    await mkdir(this.#dir, { recursive: true });
  }

  async start(repository: string): Promise<string> {
    const id = randomUUID();
    await writeFile(this.#ownerPath(id), repository);
    await writeFile(this.#dataPath(id), '');
    this.#sessions.set(
      id,
      Promise.resolve({ repository, hash: createHash('sha256'), serial: new Serial(), offset: 0 }),
    );
    return id;
  }

  /** How many bytes are there. Throws OciUploadUnknown. */
  async offsetOf(repository: string, id: string): Promise<number> {
    return (await this.#get(repository, id)).offset;
  }

  /** `start`: where the client says this part begins. Returns the new offset; what a broken connection left is kept. */
  async append(place: UploadPlace, source: AsyncIterable<Uint8Array>, start: number | undefined): Promise<number> {
    const session = await this.#get(place.repository, place.id);
    return session.serial.run(() => this.#append(place.id, session, { source, start }));
  }

  async finish(place: UploadPlace, source: AsyncIterable<Uint8Array>, how: FinishUpload): Promise<StoredBlob> {
    const session = await this.#get(place.repository, place.id);
    return session.serial.run(async () => {
      await this.#append(place.id, session, { source, start: how.start });
      const file = await open(this.#dataPath(place.id), 'r+');
      try {
        await file.datasync();
      } finally {
        await file.close();
      }
      const digest = `sha256:${session.hash.copy().digest('hex')}`;
      const blob = await this.#blobs.adopt(this.#dataPath(place.id), { digest, size: session.offset }, how.digest);
      await this.#forget(place.id);
      return blob;
    });
  }

  async cancel(repository: string, id: string): Promise<void> {
    await this.#get(repository, id);
    await this.#forget(id);
  }

  /** Removes uploads that nobody has added to for this long. */
  async collect(graceMs: number): Promise<number> {
    let removed = 0;
    for (const name of await readdir(this.#dir)) {
      const id = name.replace(/\.repository$/, '');
      const changed = await stat(this.#dataPath(id)).catch(() => undefined);
      if (Date.now() - (changed?.mtimeMs ?? 0) >= graceMs) {
        removed += name === id ? 1 : 0;
        await this.#forget(id);
      }
    }
    return removed;
  }

  async #append(
    id: string,
    session: Session,
    { source, start }: { source: AsyncIterable<Uint8Array>; start: number | undefined },
  ): Promise<number> {
    if (start !== undefined && start !== session.offset) {
      throw fault('OciUploadOffset', { offset: session.offset });
    }
    const file = await open(this.#dataPath(id), 'a');
    try {
      for await (const chunk of source) {
        if (session.offset + chunk.length > this.#maxBytes) {
          throw fault('OciBlobTooLarge', { limit: this.#maxBytes });
        }
        await writeAll(file, chunk);
        session.hash.update(chunk);
        session.offset += chunk.length;
      }
    } catch (error) {
      await truncate(this.#dataPath(id), session.offset);
      throw error;
    } finally {
      await file.close();
    }
    return session.offset;
  }

  async #get(repository: string, id: string): Promise<Session> {
    const known = uploadId.test(id) ? (this.#sessions.get(id) ?? this.#resume(id)) : undefined;
    const session = await known?.catch((error: NodeJS.ErrnoException) => {
      this.#sessions.delete(id);
      if (error.code === 'ENOENT') {
        return undefined;
      }
      throw error;
    });
    if (session === undefined || session.repository !== repository) {
      throw fault('OciUploadUnknown', { id });
    }
    return session;
  }

  /** An upload begun before this server started: its bytes are hashed again. */
  #resume(id: string): Promise<Session> {
    const read = async (): Promise<Session> => {
      const repository = await readFile(this.#ownerPath(id), 'utf8');
      const hash = createHash('sha256');
      let offset = 0;
      for await (const chunk of createReadStream(this.#dataPath(id))) {
        hash.update(chunk as Buffer);
        offset += (chunk as Buffer).length;
      }
      return { repository, hash, serial: new Serial(), offset };
    };
    const session = read();
    this.#sessions.set(id, session);
    return session;
  }

  async #forget(id: string): Promise<void> {
    this.#sessions.delete(id);
    await rm(this.#dataPath(id), { force: true });
    await rm(this.#ownerPath(id), { force: true });
  }

  #dataPath(id: string): string {
    return join(this.#dir, id);
  }

  #ownerPath(id: string): string {
    return join(this.#dir, `${id}.repository`);
  }
}

export interface UploadPlace {
  readonly repository: string;
  readonly id: string;
}

export interface FinishUpload {
  readonly digest: string;
  readonly start?: number | undefined;
}
