import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, readFile, rm, stat, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, it } from 'node:test';
import { entriesOfFolder, entriesOfTree, folderInside } from './entries.ts';
import { exportTree } from './export-tree.ts';
import { mapTree } from './testing/map-tree.ts';

describe('an exported tree', () => {
  let dir: string;
  let work: string;

  beforeEach(async () => {
    dir = await mkdtemp(join(tmpdir(), 'juanie-export-'));
    work = join(dir, 'work');
  });
  afterEach(() => rm(dir, { recursive: true, force: true }));

  it('replaces everything but installed dependencies', async () => {
    await exportTree(mapTree({ 'a/old': '1', 'run.sh': '#!/bin/sh' }), work);
    await mkdir(join(work, 'a/node_modules/x'), { recursive: true });
    await symlink('/etc', join(work, 'dist'));

    await exportTree(mapTree({ 'b/new': '2', 'run.sh': '#!/bin/sh' }), work);

    assert.deepEqual(
      ['a/old', 'b/new', 'dist', 'a/node_modules/x'].map((path) => existsSync(join(work, path))),
      [false, true, false, true],
    );
    assert.equal((await stat(join(work, 'run.sh'))).mode & 0o111, 0o111);
  });

  it('is never written through what a build has left behind', async () => {
    await mkdir(join(dir, 'outside'));
    await mkdir(join(work, 'node_modules'), { recursive: true });
    await symlink(join(dir, 'outside'), join(work, 'node_modules/x'));

    await exportTree(mapTree({ 'node_modules/x/evil': 'x' }), work);

    assert.equal(existsSync(join(dir, 'outside/evil')), false);
    assert.equal(await readFile(join(work, 'node_modules/x/evil'), 'utf8'), 'x');
  });

  it('has no links that lead out', async () => {
    for (const target of ['/etc/passwd', '../secret', 'a/../../secret']) {
      await assert.rejects(exportTree(mapTree({ link: `-> ${target}` }), work), { reason: 'BuildTreeUnsafe' });
      assert.throws(() => entriesOfTree(mapTree({ link: `-> ${target}` }), '', 'app'), { reason: 'BuildTreeUnsafe' });
    }
    await exportTree(mapTree({ 'a/link': '-> ../b', b: 'fine' }), work);
    assert.equal(await readFile(join(work, 'a/link'), 'utf8'), 'fine');
  });

  it('is not left through a folder that a build has exchanged', async () => {
    await mkdir(work);
    await writeFile(join(dir, 'secret'), 'x');
    await symlink(dir, join(work, 'dist'));

    await assert.rejects(folderInside(work, 'dist'), { reason: 'BuildTreeUnsafe' });
    assert.equal(await folderInside(work, 'missing'), undefined);
    await assert.rejects(entriesOfFolder(work, 'app'), { reason: 'BuildTreeUnsafe' });
  });
});
