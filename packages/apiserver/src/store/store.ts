import { mkdir } from 'node:fs/promises';
import { fault } from '../faults.ts';
import type { Collection, Stored } from './collection.ts';
import type { Change } from './history.ts';
import { openJournal, type Journal } from './journal.ts';
import { Memory } from './memory.ts';
import { readFiles, removeOlder, writeSnapshot } from './snapshot.ts';
import type { LogRecord } from './record.ts';

/**
 * Objects by collection and key, in memory as encoded bytes, durable in an append log. Writes are seen by
 * later writes at once, by watchers when they are durable; a reader awaits `durable()` before it answers.
 */
export interface Store {
  /** Of the newest write, durable or not. */
  readonly revision: number;
  collection(id: string): Collection;
  /** Stores what `encode` makes of the revision it gets. The caller has checked what was there before. */
  put(collection: string, key: string, encode: (revision: number) => Buffer): Stored;
  /** Removes an object; `encode` makes its last state. */
  delete(collection: string, key: string, encode: (revision: number) => Buffer): Stored;
  /** Resolves when all writes so far are on disk. */
  durable(): Promise<void>;
  /** Tells every durable change of a collection, from now on. Answers how to stop. */
  subscribe(collection: string, listener: (change: Change) => void): () => void;
  /** The revision up to which subscribers were told. */
  readonly durableRevision: number;
  /** Durable changes of a collection after a revision; undefined when history does not reach back so far. */
  since(collection: string, revision: number): readonly Change[] | undefined;
  /** Writes a snapshot and removes the log that it replaces. */
  compact(): Promise<void>;
  close(): Promise<void>;
}

export interface StoreOptions {
  /** A folder of its own. */
  readonly dir: string;
  /** Changes and bytes kept for watches that begin in the past. */
  readonly history?: { readonly count: number; readonly bytes: number };
  /** The log is compacted when it is longer than this and than twice the live objects. */
  readonly compactAfterBytes?: number;
}

const defaults = { history: { count: 10_000, bytes: 16 * 1024 * 1024 }, compactAfterBytes: 32 * 1024 * 1024 };

export async function openStore(options: StoreOptions): Promise<Store> {
  await mkdir(options.dir, { recursive: true, mode: 0o700 });
  const memory = new Memory(options.history ?? defaults.history);
  const recovered = await readFiles(options.dir, (record, from) => memory.load(record, from));
  memory.settle(recovered);
  const journal = await openJournal(options.dir, recovered.segment, memory);
  return storeOver(memory, journal, options);
}

function storeOver(memory: Memory, journal: Journal, options: StoreOptions): Store {
  const compactAfter = options.compactAfterBytes ?? defaults.compactAfterBytes;
  let compacting: Promise<void> | undefined;

  async function compact(): Promise<void> {
    const { revision } = memory;
    const live = memory.liveRecords();
    await journal.rotate(revision + 1);
    await writeSnapshot(options.dir, revision, live);
    await removeOlder(options.dir, revision);
  }

  function compactWhenLong(): void {
    if (journal.size > compactAfter && journal.size > 2 * memory.liveBytes && compacting === undefined) {
      // A compaction that failed (disk full) is tried again after the next write; the log stays whole.
      compacting = compact()
        .catch(() => undefined)
        .finally(() => {
          compacting = undefined;
        });
    }
  }

  function commit(type: LogRecord['type'], collection: string, stored: Stored): Stored {
    memory.change(type, collection, stored);
    journal.append({ type, collection, key: stored.key, revision: stored.revision, body: stored.bytes });
    compactWhenLong();
    return stored;
  }

  return {
    get revision() {
      return memory.revision;
    },
    get durableRevision() {
      return memory.durableRevision;
    },
    collection: (id) => memory.collection(id),
    put(collection, key, encode) {
      const revision = memory.revision + 1;
      return commit('put', collection, { key, revision, bytes: encode(revision) });
    },
    delete(collection, key, encode) {
      const revision = memory.revision + 1;
      return commit('delete', collection, { key, revision, bytes: encode(revision) });
    },
    async durable() {
      await journal.flushed().catch((error: unknown) => {
        throw fault('KubeStoreUnwritable', { cause: error instanceof Error ? error.message : String(error) });
      });
    },
    subscribe: (collection, listener) => memory.subscribe(collection, listener),
    since: (collection, revision) => memory.since(collection, revision),
    compact: () => compacting ?? compact(),
    async close() {
      await compacting;
      await journal.close();
    },
  };
}
