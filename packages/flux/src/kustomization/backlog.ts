/** Work that may wait: handed on while there is little else to do. */
export interface Backlog {
  add(keys: Iterable<string>): void;
  close(): void;
}

export interface BacklogOptions {
  /** How much is being worked on. */
  readonly load: () => number;
  readonly start: (key: string) => void;
  /** Handed on at once. */
  readonly most: number;
}

/** Hands keys on in turns of the event loop, so that what is urgent never stands behind them. */
export function openBacklog({ load, start, most }: BacklogOptions): Backlog {
  const keys = new Set<string>();
  let timer: NodeJS.Immediate | undefined;

  function turn(): void {
    timer = undefined;
    for (const key of keys) {
      if (load() >= most) {
        break;
      }
      keys.delete(key);
      start(key);
    }
    schedule();
  }

  function schedule(): void {
    if (keys.size > 0) {
      timer ??= setImmediate(turn);
    }
  }

  return {
    add(more) {
      for (const key of more) {
        keys.add(key);
      }
      schedule();
    },
    close() {
      keys.clear();
      clearImmediate(timer);
    },
  };
}
