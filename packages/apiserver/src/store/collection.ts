/** An object at rest: its JSON as it goes over the wire, and the little that is asked of it without parsing. */
export interface Stored {
  /** `namespace/name`, or `name` for cluster-wide kinds. */
  readonly key: string;
  readonly revision: number;
  readonly bytes: Buffer;
}

/** All objects of one group and resource, in the order of their keys. */
export interface Collection {
  readonly id: string;
  readonly size: number;
  /** The revision of the last change. */
  readonly revision: number;
  get(key: string): Stored | undefined;
  set(stored: Stored): void;
  delete(key: string, revision: number): void;
  /** Everything, or what one namespace holds. The array never changes: later writes make a new one. */
  list(namespace?: string): readonly Stored[];
}

export function openCollection(id: string): Collection {
  const byKey = new Map<string, Stored>();
  let revision = 0;
  /** Kept in order once somebody asked for the order. */
  let sorted: Stored[] | undefined;
  let shared = false;

  function ownSorted(): Stored[] | undefined {
    if (sorted !== undefined && shared) {
      sorted = sorted.slice();
      shared = false;
    }
    return sorted;
  }

  return {
    id,
    get size() {
      return byKey.size;
    },
    get revision() {
      return revision;
    },
    get: (key) => byKey.get(key),
    set(stored) {
      const known = byKey.has(stored.key);
      byKey.set(stored.key, stored);
      revision = stored.revision;
      const list = ownSorted();
      list?.splice(lowerBound(list, stored.key), known ? 1 : 0, stored);
    },
    delete(key, at) {
      revision = at;
      if (byKey.delete(key)) {
        const list = ownSorted();
        list?.splice(lowerBound(list, key), 1);
      }
    },
    list(namespace) {
      sorted ??= [...byKey.values()].sort((a, b) => (a.key < b.key ? -1 : 1));
      shared = true;
      if (namespace === undefined) {
        return sorted;
      }
      // '0' is the character after '/'.
      return sorted.slice(lowerBound(sorted, `${namespace}/`), lowerBound(sorted, `${namespace}0`));
    },
  };
}

/** The place of the first entry whose key is not below the given one. */
export function lowerBound(sorted: readonly Stored[], key: string): number {
  let low = 0;
  let high = sorted.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    const entry = sorted[middle];
    if (entry !== undefined && entry.key < key) {
      low = middle + 1;
    } else {
      high = middle;
    }
  }
  return low;
}
