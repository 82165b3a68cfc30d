import { randomUUID } from 'node:crypto';
import { mkdir, readdir, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { syncDirectory } from '../durable.ts';
import { lastLine, runGit, startGit } from '../git-process.ts';
import { joinSources, type ObjectSource } from '../object.ts';
import { ObjectStore } from '../object-store.ts';
import type { OpenRepository } from '../open-repository.ts';

/** What a push brought, not yet part of the repository. */
export interface Received {
  /** The repository's objects and the pushed ones. */
  readonly objects: ObjectSource;
  /** True when everything that these ids reach is here. */
  isConnected(ids: readonly string[]): Promise<boolean>;
  /** Makes them part of the repository, durably. */
  accept(): Promise<void>;
  /** Also after `accept`. */
  discard(): Promise<void>;
}

/** The pack or its objects are not acceptable; the text is git's. */
export class PackRefused extends Error {}

/** Has git index a pack of any size beside the repository, checking every object as git fsck does. */
export async function receiveWithGit(
  repository: OpenRepository,
  pack: AsyncIterable<Buffer>,
  limits: { readonly maxBytes: number },
): Promise<Received> {
  const dir = join(repository.options.asideDir, randomUUID());
  await mkdir(join(dir, 'pack'), { recursive: true });
  const discard = () => rm(dir, { recursive: true, force: true });
  try {
    const work = { dir, pack, maxBytes: limits.maxBytes };
    await repository.options.caches.processes.run(() => indexPack(repository, work));
  } catch (error) {
    await discard();
    throw error;
  }
  const pushed = new ObjectStore(dir, { repository: repository.name, caches: repository.options.caches });
  return {
    objects: joinSources(pushed, repository.objects),
    isConnected: (ids) => isConnected(repository, ids, dir),
    async accept() {
      pushed.close();
      await moveIn(join(dir, 'pack'), join(repository.dir, 'objects/pack'));
      repository.packAdded();
    },
    async discard() {
      pushed.close();
      await discard();
    },
  };
}

function quarantined(repository: OpenRepository, dir: string): Record<string, string> {
  return {
    GIT_OBJECT_DIRECTORY: dir,
    GIT_ALTERNATE_OBJECT_DIRECTORIES: join(repository.dir, 'objects'),
    GIT_QUARANTINE_PATH: dir,
  };
}

/** A large blob is streamed instead of held; one push is not to take all cores. */
const frugal = ['-c', 'pack.threads=1', '-c', 'core.bigFileThreshold=32m', '-c', 'core.fsync=all'];

async function indexPack(
  repository: OpenRepository,
  work: { readonly dir: string; readonly pack: AsyncIterable<Buffer>; readonly maxBytes: number },
): Promise<void> {
  const args = [...frugal, 'index-pack', '--stdin', '--fix-thin', '--strict'];
  const child = startGit([...args, `--max-input-size=${work.maxBytes}`], {
    dir: repository.dir,
    environment: quarantined(repository, work.dir),
  });
  let stderr = '';
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    stderr = (stderr + text).slice(-4096);
  });
  child.stdout.resume();
  const ended = new Promise<number>((resolve, reject) => {
    child.once('error', reject);
    child.once('close', (code) => resolve(code ?? 1));
  });
  ended.catch(() => undefined);
  try {
    await pipeline(Readable.from(work.pack), child.stdin).catch(ignoreEarlyEnd);
  } catch (error) {
    child.kill('SIGKILL');
    await ended.catch(() => undefined);
    throw error;
  }
  if ((await ended) !== 0) {
    throw new PackRefused(lastLine(stderr).replace(/^(fatal|error): /, '') || 'index-pack failed');
  }
}

/** git stops reading when it has seen enough; its exit says why. */
function ignoreEarlyEnd(error: NodeJS.ErrnoException): void {
  if (error.code !== 'EPIPE' && error.code !== 'ERR_STREAM_PREMATURE_CLOSE') {
    throw error;
  }
}

/** The index last: it is what makes a pack visible. */
async function moveIn(from: string, to: string): Promise<void> {
  const names = await readdir(from);
  const ordered = [...names.filter((name) => !name.endsWith('.idx')), ...names.filter((name) => name.endsWith('.idx'))];
  for (const name of ordered) {
    await rename(join(from, name), join(to, name));
  }
  await syncDirectory(to);
}

/** git's own check that everything the ids reach is here. `dir`: where pushed objects are, when there are any. */
export async function isConnected(repository: OpenRepository, ids: readonly string[], dir?: string): Promise<boolean> {
  const { code } = await runGit(['rev-list', '--objects', '--stdin', '--not', '--all', '--quiet'], {
    dir: repository.dir,
    input: `${ids.join('\n')}\n`,
    ...(dir === undefined ? {} : { environment: quarantined(repository, dir) }),
  });
  return code === 0;
}
