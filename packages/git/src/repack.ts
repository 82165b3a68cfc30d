import { startGit } from './git-process.ts';

/** Packs that a repository may have before the small ones are joined. */
const manyPacks = 50;
/** Refs moved at once after which they are packed: each of them is a file until then. */
const manyRefs = 200;

const quietly = ['-c', 'pack.threads=1', '-c', 'pack.windowMemory=64m', '-c', 'core.fsync=all', '-c', 'gc.auto=0'];

/**
 * Every push and commit adds a small pack; git joins them so that their sizes grow geometrically. It removes no
 * object, so nobody has to wait for it: a reader that loses a pack looks where its objects went.
 */
export class Repacker {
  readonly #dir: string;
  readonly #count: () => number;
  readonly #packsRefs: boolean;
  /** How many packs there are by our own count; undefined: to be counted on disk. */
  #packs: number | undefined;
  #running: Promise<void> | undefined;
  #stop: () => void = () => undefined;
  #closed = false;

  /** `count` looks on disk how many packs there are. `packsRefs`: this git syncs packed-refs (2.36). */
  constructor(dir: string, options: { readonly count: () => number; readonly packsRefs: boolean }) {
    this.#dir = dir;
    this.#count = options.count;
    this.#packsRefs = options.packsRefs;
  }

  refsMoved(count: number): void {
    if (count >= manyRefs && !this.#closed) {
      void this.run();
    }
  }

  packAdded(): void {
    this.#packs = this.#packs === undefined ? this.#count() : this.#packs + 1;
    if (this.#packs > manyPacks && this.#running === undefined && !this.#closed) {
      void this.run();
    }
  }

  /** One at a time. A repack that fails leaves everything as it was; it is tried again when as many packs have come. */
  run(): Promise<void> {
    this.#running ??= this.#maintain().finally(() => {
      this.#running = undefined;
    });
    return this.#running;
  }

  async close(): Promise<void> {
    this.#closed = true;
    this.#stop();
    await this.#running;
  }

  async #maintain(): Promise<void> {
    this.#packs = (await this.#git('repack', '-d', '-q', '--geometric=2')) ? undefined : 0;
    if (this.#packsRefs && !this.#closed) {
      await this.#git('pack-refs', '--all');
    }
  }

  #git(...args: readonly string[]): Promise<boolean> {
    return new Promise((resolve) => {
      const child = startGit([...quietly, ...args], { dir: this.#dir });
      this.#stop = () => child.kill('SIGTERM');
      child.stdin.end();
      child.stdout.resume();
      child.stderr.resume();
      child.once('error', () => resolve(false));
      child.once('close', (code) => resolve(code === 0));
    });
  }
}
