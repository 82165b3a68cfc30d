import type { Stored } from '../store/collection.ts';

/** The lists whose first pages were given out, so that the next pages show the same moment. */
export interface Snapshots {
  keep(collection: string, revision: number, items: readonly Stored[]): void;
  find(collection: string, revision: number): readonly Stored[] | undefined;
}

const keptCount = 8;

export function openSnapshots(): Snapshots {
  const kept = new Map<string, readonly Stored[]>();
  return {
    keep(collection, revision, items) {
      const key = `${collection}@${revision}`;
      if (kept.has(key)) {
        return;
      }
      kept.set(key, items);
      if (kept.size > keptCount) {
        const [oldest] = kept.keys();
        kept.delete(oldest ?? key);
      }
    },
    find: (collection, revision) => kept.get(`${collection}@${revision}`),
  };
}
