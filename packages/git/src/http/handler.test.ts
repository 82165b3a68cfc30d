import assert from 'node:assert/strict';
import { appendFileSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { openWorld, type World } from '../testing/world.ts';

/** A clone with one commit, pushed. */
async function pushFirst(world: World, repository = 'acme/app'): Promise<string> {
  await world.host.create(repository);
  await world.git('.', 'clone', '-q', world.remoteOf(repository), 'work');
  writeFileSync(join(world.dir, 'work/README.md'), 'hello\n');
  mkdirSync(join(world.dir, 'work/src'));
  writeFileSync(join(world.dir, 'work/src/main.js'), 'console.log(1)\n');
  await world.git('work', 'add', '.');
  await world.git('work', 'commit', '-qm', 'First');
  await world.git('work', 'push', '-q', 'origin', 'main');
  return world.git('work', 'rev-parse', 'HEAD');
}

async function assertSound(world: World, repository = 'acme/app'): Promise<void> {
  assert.deepEqual(await world.host.get(repository).fsck(), { clean: true, problems: [] });
}

describe('a Git host over HTTP', () => {
  it('takes a push, tells of it, and gives it to a clone', async () => {
    await using world = await openWorld();

    const head = await pushFirst(world);
    await world.git('.', 'clone', '-q', world.remoteOf('acme/app'), 'again');

    assert.deepEqual(world.updates, [{ repository: 'acme/app', ref: 'refs/heads/main', before: null, after: head }]);
    assert.equal(readFileSync(join(world.dir, 'again/src/main.js'), 'utf8'), 'console.log(1)\n');
    assert.equal(world.host.get('acme/app').commitInfo('main').subject, 'First');
    assert.deepEqual(world.host.get('acme/app').tree('main').list('src'), ['main.js']);
    await assertSound(world);
  });

  it('takes further pushes, whose packs are thin', async () => {
    await using world = await openWorld();
    await pushFirst(world);
    for (let round = 0; round < 3; round++) {
      appendFileSync(join(world.dir, 'work/README.md'), 'a longer line that makes a delta worth it\n'.repeat(20));
      await world.git('work', 'commit', '-qam', `Round ${round}`);
      await world.git('work', 'push', '-q');
    }

    assert.equal(world.host.get('acme/app').log({ from: 'main' }).length, 4);
    await assertSound(world);
  });
});
