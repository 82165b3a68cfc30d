/** Work that may wait until what is urgent is done. */
export interface Backlog {
  /** These come first; what else is added waits for them. */
  hurry(keys: Iterable<string>): void;
  add(keys: Iterable<string>): void;
  /** A pass over the key has ended. */
  done(key: string): void;
}

export interface BacklogOptions {
  /** How much is being worked on. */
  readonly load: () => number;
  readonly start: (key: string) => void;
  /** Of what waits, so many at once. */
  readonly most: number;
}

export function openBacklog({ load, start, most }: BacklogOptions): Backlog {
  const urgent = new Set<string>();
  const keys = new Set<string>();

  function fill(): void {
    for (const key of keys) {
      if (urgent.size > 0 || load() >= most) {
        return;
      }
      keys.delete(key);
      start(key);
    }
  }

  return {
    hurry(first) {
      for (const key of first) {
        keys.delete(key);
        urgent.add(key);
        start(key);
      }
    },
    add(rest) {
      for (const key of rest) {
        keys.add(key);
      }
      fill();
    },
    done(key) {
      urgent.delete(key);
      fill();
    },
  };
}
