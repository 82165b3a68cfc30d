import { askGit } from './git-process.ts';
import type { OpenRepository } from './open-repository.ts';

const running = new WeakSet<OpenRepository>();

/**
 * Every push and commit adds a small pack; git joins them so that their sizes grow geometrically. It removes
 * no object, so nobody has to wait for it: readers that lose a pack look where its objects went.
 */
export async function repackSmall(repository: OpenRepository): Promise<void> {
  if (running.has(repository)) {
    return;
  }
  running.add(repository);
  try {
    const quiet = ['-c', 'pack.threads=1', '-c', 'pack.windowMemory=64m', '-c', 'core.fsync=all'];
    await askGit([...quiet, 'repack', '-d', '-q', '--geometric=2'], { dir: repository.dir, timeoutMs: 600_000 });
  } finally {
    running.delete(repository);
  }
}
