import { mkdir, open, readdir, rename, rmdir, stat, unlink, type FileHandle } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { syncDirectory } from './durable.ts';
import { fault } from './faults.ts';

/** How long to wait for another git process that holds a lock, as git's core.filesRefLockTimeout does. */
const patienceMs = 1000;

/** A lock file beside a file of the repository, as every git process takes it: what is written to it becomes the file. */
export interface FileLock {
  /** Writes what the file is to be, durably, but not under its name yet. */
  write(content: string): Promise<void>;
  /** Replaces the file by what was written. Durable once its folder is synced. */
  publish(): Promise<void>;
  /** Removes the file itself; true when there was one. Durable once its folder is synced. */
  remove(): Promise<boolean>;
  /** Lets go without a change. After `publish` it does nothing. */
  release(): Promise<void>;
}

/** Replaces one file below `dir`, durably. */
export async function replaceFile(
  dir: string,
  name: string,
  how: { readonly content: string; readonly startedAt: number },
): Promise<void> {
  const lock = await lockFile(dir, name, how.startedAt);
  try {
    await lock.write(how.content);
    await lock.publish();
    await syncDirectory(dirname(join(dir, name)));
  } finally {
    await lock.release();
  }
}

/** Waits for others; a lock older than this server is left over from a crash and is broken. */
export async function lockFile(dir: string, name: string, startedAt: number): Promise<FileLock> {
  const path = join(dir, name);
  const lock = `${path}.lock`;
  const deadline = Date.now() + patienceMs;
  for (let wait = 2; ; wait = Math.min(wait * 2, 50)) {
    const handle = await tryLock(lock);
    if (handle !== undefined) {
      return openLock(path, lock, handle);
    }
    if (!(await breakStale(lock, startedAt))) {
      if (Date.now() > deadline) {
        throw fault('GitRefLocked', { ref: name, lock });
      }
      await delay(wait);
    }
  }
}

async function tryLock(lock: string): Promise<FileHandle | undefined> {
  for (let attempt = 0; ; attempt++) {
    try {
      return await open(lock, 'wx', 0o644);
    } catch (error) {
      const { code } = error as NodeJS.ErrnoException;
      if (code === 'EEXIST') {
        return undefined;
      }
      // The folder is made when missing, and again when another process has just removed it as empty.
      if (code !== 'ENOENT' || attempt > 3) {
        throw error;
      }
      await mkdir(dirname(lock), { recursive: true });
    }
  }
}

async function breakStale(lock: string, startedAt: number): Promise<boolean> {
  const found = await stat(lock).catch(() => undefined);
  if (found === undefined) {
    return true;
  }
  if (found.mtimeMs >= startedAt) {
    return false;
  }
  await unlink(lock).catch(() => undefined);
  return true;
}

function openLock(path: string, lock: string, handle: FileHandle): FileLock {
  let held = true;
  let isOpen = true;
  async function close(): Promise<void> {
    if (isOpen) {
      isOpen = false;
      await handle.close();
    }
  }
  return {
    async write(content) {
      await handle.writeFile(content);
      await handle.datasync();
      await close();
    },
    async publish() {
      await renameOver(lock, path);
      held = false;
    },
    remove: () =>
      unlink(path).then(
        () => true,
        () => false,
      ),
    async release() {
      if (held) {
        held = false;
        await close().catch(() => undefined);
        await unlink(lock).catch(() => undefined);
      }
    },
  };
}

/** A folder of that name without any ref in it is in nobody's way: git removes it too. */
async function renameOver(lock: string, path: string): Promise<void> {
  try {
    await rename(lock, path);
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code !== 'EISDIR' && code !== 'ENOTEMPTY' && code !== 'EEXIST') {
      throw error;
    }
    await removeEmptyFolders(path);
    await rename(lock, path);
  }
}

async function removeEmptyFolders(path: string): Promise<void> {
  for (const entry of await readdir(path, { withFileTypes: true })) {
    if (entry.isDirectory()) {
      await removeEmptyFolders(join(path, entry.name));
    }
  }
  await rmdir(path);
}
