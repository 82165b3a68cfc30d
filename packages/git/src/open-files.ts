import { closeSync, openSync, readSync } from 'node:fs';

/** Files kept open for positioned reads, a bounded number: packs are many, descriptors are not. */
export class OpenFiles {
  readonly #limit: number;
  readonly #open = new Map<string, number>();

  constructor(limit: number) {
    this.#limit = limit;
  }

  /** Up to `length` bytes from `position`. Throws what opening throws (ENOENT when a repack took the file). */
  read(path: string, position: number, length: number): Buffer {
    const bytes = Buffer.allocUnsafe(length);
    const descriptor = this.#descriptorOf(path);
    let filled = 0;
    while (filled < length) {
      const count = readSync(descriptor, bytes, filled, length - filled, position + filled);
      if (count === 0) {
        break;
      }
      filled += count;
    }
    return bytes.subarray(0, filled);
  }

  forget(path: string): void {
    const descriptor = this.#open.get(path);
    if (descriptor !== undefined) {
      this.#open.delete(path);
      closeSync(descriptor);
    }
  }

  close(): void {
    this.#open.forEach((descriptor) => closeSync(descriptor));
    this.#open.clear();
  }

  #descriptorOf(path: string): number {
    const known = this.#open.get(path);
    if (known !== undefined) {
      this.#open.delete(path);
      this.#open.set(path, known);
      return known;
    }
    const descriptor = openSync(path, 'r');
    this.#open.set(path, descriptor);
    for (const [oldest] of this.#open) {
      if (this.#open.size <= this.#limit) {
        break;
      }
      this.forget(oldest);
    }
    return descriptor;
  }
}
