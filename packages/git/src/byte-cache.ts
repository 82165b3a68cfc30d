interface Entry<Value> {
  readonly value: Value;
  readonly size: number;
}

/**
 * A cache bounded by bytes. Two generations: what was used since the young one began is in it; when it has half of the
 * bytes it becomes the old one, and what was in the old one is gone. A hit in the young one moves nothing.
 */
export class ByteCache<Value> {
  readonly #limit: number;
  #young = new Map<string, Entry<Value>>();
  #old = new Map<string, Entry<Value>>();
  #youngSize = 0;

  constructor(limit: number) {
    this.#limit = limit;
  }

  get(key: string): Value | undefined {
    const young = this.#young.get(key);
    if (young !== undefined) {
      return young.value;
    }
    const old = this.#old.get(key);
    if (old !== undefined) {
      this.#old.delete(key);
      this.#add(key, old);
    }
    return old?.value;
  }

  /** A value larger than an eighth of the cache is not kept: it would push out everything else. */
  set(key: string, value: Value, size: number): void {
    this.delete(key);
    if (size <= this.#limit / 8) {
      this.#add(key, { value, size });
    }
  }

  delete(key: string): void {
    const young = this.#young.get(key);
    if (young !== undefined) {
      this.#young.delete(key);
      this.#youngSize -= young.size;
    }
    this.#old.delete(key);
  }

  #add(key: string, entry: Entry<Value>): void {
    if (this.#youngSize + entry.size > this.#limit / 2) {
      this.#old = this.#young;
      this.#young = new Map();
      this.#youngSize = 0;
    }
    this.#young.set(key, entry);
    this.#youngSize += entry.size;
  }
}
