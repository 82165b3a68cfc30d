import { randomUUID } from 'node:crypto';
import { mkdir, open, rename, rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { syncDirectory } from './durable.ts';

const config = `[core]
	repositoryformatversion = 0
	filemode = true
	bare = true
[gc]
	auto = 0
[receive]
	fsckObjects = true
[uploadpack]
	allowFilter = true
	allowAnySHA1InWant = true
`;

/** What `git init --bare` makes, whole or not at all: made aside and renamed into place. False: it exists already. */
export async function createBare(path: string, options: { asideDir: string; defaultBranch: string }): Promise<boolean> {
  const aside = join(options.asideDir, randomUUID());
  for (const folder of ['objects/info', 'objects/pack', 'refs/heads', 'refs/tags', 'info']) {
    await mkdir(join(aside, folder), { recursive: true });
  }
  await writeSynced(join(aside, 'HEAD'), `ref: refs/heads/${options.defaultBranch}\n`);
  await writeSynced(join(aside, 'config'), config);
  for (const folder of ['refs', 'objects', '.']) {
    await syncDirectory(join(aside, folder));
  }
  await mkdir(dirname(path), { recursive: true });
  try {
    await rename(aside, path);
  } catch (error) {
    await rm(aside, { recursive: true, force: true });
    const { code } = error as NodeJS.ErrnoException;
    if (code === 'ENOTEMPTY' || code === 'EEXIST') {
      return false;
    }
    throw error;
  }
  await syncDirectory(dirname(path));
  await syncDirectory(dirname(dirname(path)));
  return true;
}

async function writeSynced(path: string, text: string): Promise<void> {
  const file = await open(path, 'wx', 0o644);
  try {
    await file.writeFile(text);
    await file.datasync();
  } finally {
    await file.close();
  }
}
