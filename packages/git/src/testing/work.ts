import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import assert from 'node:assert/strict';
import type { World } from './world.ts';

/** Writes files into a work tree and commits them; answers the commit. Tests only. */
export async function commitFiles(
  world: World,
  folder: string,
  files: Readonly<Record<string, string>>,
): Promise<string> {
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(dirname(join(world.dir, folder, path)), { recursive: true });
    writeFileSync(join(world.dir, folder, path), text);
  }
  await world.git(folder, 'add', '--all');
  await world.git(folder, 'commit', '-qm', `Write ${Object.keys(files).join(', ')}`);
  return world.git(folder, 'rev-parse', 'HEAD');
}

/** A new repository, cloned to `work`, with one commit pushed. */
export async function pushFirst(world: World, repository = 'acme/app'): Promise<string> {
  await world.host.create(repository);
  await world.git('.', 'clone', '-q', world.remoteOf(repository), 'work');
  const head = await commitFiles(world, 'work', { 'README.md': 'hello\n', 'src/main.js': 'console.log(1)\n' });
  await world.git('work', 'push', '-q', 'origin', 'main');
  return head;
}

/** What the real git says about every object. */
export async function assertSound(world: World, repository = 'acme/app'): Promise<void> {
  assert.deepEqual(await world.host.get(repository).fsck(), { clean: true, problems: [] });
}
