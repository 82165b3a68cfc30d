import { openCollection, type Collection, type Stored } from './collection.ts';
import { openHistory, type Change, type History } from './history.ts';
import type { JournalListener } from './journal.ts';
import type { LogRecord } from './record.ts';
import type { Recovered } from './snapshot.ts';

export type Listener = (change: Change) => void;

/** The state of a store: what is live, what waits to be durable, what watchers may still ask for. */
export class Memory implements JournalListener {
  revision = 0;
  durableRevision = 0;
  liveBytes = 0;
  readonly #collections = new Map<string, Collection>();
  readonly #listeners = new Map<string, Set<Listener>>();
  readonly #pending: Change[] = [];
  readonly #limits: { count: number; bytes: number };
  #history: History;
  #replayed: Change[] = [];

  constructor(limits: { count: number; bytes: number }) {
    this.#limits = limits;
    this.#history = openHistory(0, limits);
  }

  collection(id: string): Collection {
    let found = this.#collections.get(id);
    if (found === undefined) {
      found = openCollection(id);
      this.#collections.set(id, found);
    }
    return found;
  }

  /** Takes a record from disk. Copies its body, which is a part of the whole file and must not keep that in memory. */
  load({ type, collection, key, revision, body }: LogRecord, from: 'snapshot' | 'log'): void {
    const bytes = Buffer.allocUnsafeSlow(body.length);
    body.copy(bytes);
    const change = this.#set(type, collection, { key, revision, bytes });
    if (from === 'log') {
      this.#replayed.push(change);
    }
  }

  /** After the last record from disk. */
  settle({ revision, base }: Recovered): void {
    this.revision = revision;
    this.durableRevision = revision;
    this.#history = openHistory(base, this.#limits);
    for (const change of this.#replayed) {
      this.#history.add(change);
    }
    this.#replayed = [];
  }

  change(type: LogRecord['type'], collection: string, stored: Stored): void {
    this.#pending.push(this.#set(type, collection, stored));
  }

  onDurable(records: readonly LogRecord[]): void {
    this.durableRevision = records.at(-1)?.revision ?? this.durableRevision;
    for (const change of this.#pending.splice(0, records.length)) {
      this.#history.add(change);
      for (const listener of this.#listeners.get(change.collection) ?? []) {
        listener(change);
      }
    }
  }

  onLost(): void {
    for (const { collection: id, stored, previous, revision } of this.#pending.splice(0).toReversed()) {
      const collection = this.collection(id);
      this.liveBytes += (previous?.bytes.length ?? 0) - (collection.get(stored.key)?.bytes.length ?? 0);
      if (previous === undefined) {
        collection.delete(stored.key, revision - 1);
      } else {
        collection.set(previous);
      }
    }
    this.revision = this.durableRevision;
  }

  subscribe(collection: string, listener: Listener): () => void {
    const listeners = this.#listeners.get(collection) ?? new Set();
    this.#listeners.set(collection, listeners.add(listener));
    return () => listeners.delete(listener);
  }

  since(collection: string, revision: number): readonly Change[] | undefined {
    return this.#history.since(revision)?.filter((change) => change.collection === collection);
  }

  liveRecords(): LogRecord[] {
    return [...this.#collections.values()].flatMap(({ id, list }) =>
      list().map(({ key, revision, bytes }) => ({ type: 'put', revision, collection: id, key, body: bytes })),
    );
  }

  #set(type: LogRecord['type'], id: string, stored: Stored): Change {
    const collection = this.collection(id);
    const previous = collection.get(stored.key);
    const deleted = type === 'delete';
    if (deleted) {
      collection.delete(stored.key, stored.revision);
    } else {
      collection.set(stored);
    }
    this.liveBytes += (deleted ? 0 : stored.bytes.length) - (previous?.bytes.length ?? 0);
    this.revision = stored.revision;
    return { revision: stored.revision, collection: id, stored, deleted, previous };
  }
}
