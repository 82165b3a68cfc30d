import { startGit } from './git-process.ts';

/** Packs that a repository may have before the small ones are joined. */
const manyPacks = 50;

const quietly = ['-c', 'pack.threads=1', '-c', 'pack.windowMemory=64m', '-c', 'core.fsync=all', '-c', 'gc.auto=0'];

/**
 * Every push and commit adds a small pack; git joins them so that their sizes grow geometrically. It removes no
 * object, so nobody has to wait for it: a reader that loses a pack looks where its objects went.
 */
export class Repacker {
  readonly #dir: string;
  readonly #count: () => number;
  /** How many packs there are by our own count; undefined: to be counted on disk. */
  #packs: number | undefined;
  #running: Promise<void> | undefined;
  #stop: () => void = () => undefined;
  #closed = false;

  /** `count` looks on disk how many packs there are. */
  constructor(dir: string, count: () => number) {
    this.#dir = dir;
    this.#count = count;
  }

  packAdded(): void {
    this.#packs = this.#packs === undefined ? this.#count() : this.#packs + 1;
    if (this.#packs > manyPacks && this.#running === undefined && !this.#closed) {
      void this.run();
    }
  }

  /** One at a time. A repack that fails leaves everything as it was; the next pack tries again. */
  run(): Promise<void> {
    this.#running ??= this.#repack().finally(() => {
      this.#running = undefined;
      this.#packs = undefined;
    });
    return this.#running;
  }

  async close(): Promise<void> {
    this.#closed = true;
    this.#stop();
    await this.#running;
  }

  #repack(): Promise<void> {
    return new Promise((resolve) => {
      const child = startGit([...quietly, 'repack', '-d', '-q', '--geometric=2'], { dir: this.#dir });
      this.#stop = () => child.kill('SIGTERM');
      child.stdin.end();
      child.stdout.resume();
      child.stderr.resume();
      child.once('error', () => resolve());
      child.once('close', () => resolve());
    });
  }
}
