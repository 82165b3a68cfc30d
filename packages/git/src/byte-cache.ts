/** A cache bounded by bytes; what was used longest ago goes first. */
export class ByteCache<Value> {
  readonly #limit: number;
  readonly #entries = new Map<string, { value: Value; size: number }>();
  #used = 0;

  constructor(limit: number) {
    this.#limit = limit;
  }

  get(key: string): Value | undefined {
    const entry = this.#entries.get(key);
    if (entry === undefined) {
      return undefined;
    }
    this.#entries.delete(key);
    this.#entries.set(key, entry);
    return entry.value;
  }

  /** A value larger than an eighth of the cache is not kept: it would push out everything else. */
  set(key: string, value: Value, size: number): void {
    this.delete(key);
    if (size > this.#limit / 8) {
      return;
    }
    this.#entries.set(key, { value, size });
    this.#used += size;
    for (const [oldest] of this.#entries) {
      if (this.#used <= this.#limit) {
        return;
      }
      this.delete(oldest);
    }
  }

  delete(key: string): void {
    const entry = this.#entries.get(key);
    if (entry !== undefined) {
      this.#entries.delete(key);
      this.#used -= entry.size;
    }
  }
}
