import { mkdir } from 'node:fs/promises';
import { fault } from '../faults.ts';
import { openCollection, type Collection, type Stored } from './collection.ts';
import { openHistory, type Change, type History } from './history.ts';
import { openJournal, type Journal } from './journal.ts';
import { readFiles, removeOlder, writeSnapshot, type Recovered } from './snapshot.ts';
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
  const memory = openMemory(options.history ?? defaults.history);
  const recovered = await readFiles(options.dir, memory.load);
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
    collection: memory.collection,
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
    subscribe: memory.subscribe,
    since: memory.since,
    async compact() {
      await compacting;
      await compact();
    },
    async close() {
      await compacting;
      await journal.close();
    },
  };
}

interface Memory {
  readonly revision: number;
  readonly durableRevision: number;
  readonly liveBytes: number;
  collection(id: string): Collection;
  load(record: LogRecord, from: 'snapshot' | 'log'): void;
  settle(recovered: Recovered): void;
  change(type: LogRecord['type'], collection: string, stored: Stored): void;
  onDurable(records: readonly LogRecord[]): void;
  onLost(error: unknown): void;
  subscribe(collection: string, listener: (change: Change) => void): () => void;
  since(collection: string, revision: number): readonly Change[] | undefined;
  liveRecords(): LogRecord[];
}

function openMemory(limits: { count: number; bytes: number }): Memory {
  const collections = new Map<string, Collection>();
  const listeners = new Map<string, Set<(change: Change) => void>>();
  const pending: Change[] = [];
  let history: History = openHistory(0, limits);
  let revision = 0;
  let durableRevision = 0;
  let liveBytes = 0;

  function collection(id: string): Collection {
    let found = collections.get(id);
    if (found === undefined) {
      found = openCollection(id);
      collections.set(id, found);
    }
    return found;
  }

  function change(type: LogRecord['type'], id: string, stored: Stored): Change {
    const target = collection(id);
    const previous = target.get(stored.key);
    const deleted = type === 'delete';
    if (deleted) {
      target.delete(stored.key, stored.revision);
    } else {
      target.set(stored);
    }
    liveBytes += (deleted ? 0 : stored.bytes.length) - (previous?.bytes.length ?? 0);
    revision = stored.revision;
    return { revision, collection: id, stored, deleted, previous };
  }

  function undo({ collection: id, stored, previous, revision: at }: Change): void {
    const target = collection(id);
    const now = target.get(stored.key);
    liveBytes += (previous?.bytes.length ?? 0) - (now?.bytes.length ?? 0);
    if (previous === undefined) {
      target.delete(stored.key, at - 1);
    } else {
      target.set(previous);
    }
  }

  return {
    get revision() {
      return revision;
    },
    get durableRevision() {
      return durableRevision;
    },
    get liveBytes() {
      return liveBytes;
    },
    collection,
    load({ type, collection: id, key, revision: at, body }, from) {
      const loaded = change(type, id, { key, revision: at, bytes: body });
      if (from === 'log') {
        history.add(loaded);
      } else {
        history = openHistory(at, limits);
      }
    },
    settle(recovered) {
      revision = recovered.revision;
      durableRevision = recovered.revision;
      if (recovered.revision === recovered.base) {
        history = openHistory(recovered.base, limits);
      }
    },
    change(type, id, stored) {
      pending.push(change(type, id, stored));
    },
    onDurable(records) {
      durableRevision = records.at(-1)?.revision ?? durableRevision;
      for (const done of pending.splice(0, records.length)) {
        history.add(done);
        for (const listener of listeners.get(done.collection) ?? []) {
          listener(done);
        }
      }
    },
    onLost() {
      for (const lost of pending.splice(0).toReversed()) {
        undo(lost);
      }
      revision = durableRevision;
    },
    subscribe(id, listener) {
      const set = listeners.get(id) ?? new Set();
      listeners.set(id, set.add(listener));
      return () => set.delete(listener);
    },
    since: (id, from) => history.since(from)?.filter((one) => one.collection === id),
    liveRecords: () =>
      [...collections.values()].flatMap(({ id, list }) =>
        list().map(({ key, revision: at, bytes }) => ({ type: 'put', revision: at, collection: id, key, body: bytes })),
      ),
  };
}
