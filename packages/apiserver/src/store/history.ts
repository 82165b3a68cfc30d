import type { Stored } from './collection.ts';

/** One durable change, as watchers see it. The same object goes to all of them, so what is encoded once is kept on it. */
export interface Change {
  readonly revision: number;
  readonly collection: string;
  /** What it is; for a deletion its last state, with the revision of the deletion. */
  readonly stored: Stored;
  readonly deleted: boolean;
  /** What it was. */
  readonly previous: Stored | undefined;
}

/** The last changes, for watches that begin in the past. Bounded by count and by bytes. */
export interface History {
  add(change: Change): void;
  /** Changes after a revision, oldest first; undefined when some of them are forgotten. */
  since(revision: number): readonly Change[] | undefined;
}

export function openHistory(base: number, limits: { count: number; bytes: number }): History {
  let changes: Change[] = [];
  let first = 0;
  let bytes = 0;
  let forgotten = base;

  function trim(): void {
    while (changes.length - first > limits.count || bytes > limits.bytes) {
      const oldest = changes[first];
      if (oldest === undefined) {
        break;
      }
      forgotten = oldest.revision;
      bytes -= weigh(oldest);
      first += 1;
    }
    if (first > 1024 && first > changes.length / 2) {
      changes = changes.slice(first);
      first = 0;
    }
  }

  return {
    add(change) {
      changes.push(change);
      bytes += weigh(change);
      trim();
    },
    since(revision) {
      if (revision < forgotten) {
        return undefined;
      }
      return changes.slice(lowerChange(changes, first, revision));
    },
  };
}

/** The live state is held anyway; what history costs is the state that was replaced. */
function weigh(change: Change): number {
  return 64 + (change.previous?.bytes.length ?? 0) + (change.deleted ? change.stored.bytes.length : 0);
}

function lowerChange(changes: readonly Change[], from: number, revision: number): number {
  let low = from;
  let high = changes.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((changes[middle]?.revision ?? Infinity) <= revision) {
      low = middle + 1;
    } else {
      high = middle;
    }
  }
  return low;
}
