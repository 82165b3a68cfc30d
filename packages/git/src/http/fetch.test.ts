import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { chmodSync, existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { gzipSync } from 'node:zlib';
import { assertSound, commitFiles, pushFirst } from '../testing/work.ts';
import { openWorld, type World } from '../testing/world.ts';

async function pushThree(world: World): Promise<string> {
  await pushFirst(world);
  await commitFiles(world, 'work', { 'b.txt': 'b\n' });
  const head = await commitFiles(world, 'work', { 'big.txt': 'x'.repeat(10_000) });
  await world.git('work', 'tag', '-a', 'v1', '-m', 'One');
  await world.git('work', 'push', '-q', '--follow-tags', 'origin', 'main');
  return head;
}

for (const version of ['0', '1', '2']) {
  describe(`git with protocol ${version}`, () => {
    it('clones, fetches and lists refs', async () => {
      await using world = await openWorld();
      const head = await pushThree(world);
      const wire = ['-c', `protocol.version=${version}`];

      await world.git('.', ...wire, 'clone', '-q', world.remoteOf('acme/app'), 'again');
      const next = await commitFiles(world, 'work', { 'c.txt': 'c\n' });
      await world.git('work', ...wire, 'push', '-q');
      await world.git('again', ...wire, 'pull', '-q');
      const refs = await world.git('again', ...wire, 'ls-remote', '--symref');

      assert.equal(await world.git('again', 'rev-parse', 'HEAD'), next);
      assert.match(refs, new RegExp(`${head}\trefs/tags/v1\\^\\{\\}`));
      assert.match(refs, /ref: refs\/heads\/main\tHEAD/);
      assert.equal(await world.git('again', 'fsck'), '');
    });

    it('clones an empty repository, with its default branch', async () => {
      await using world = await openWorld();
      await world.host.create('acme/empty', { defaultBranch: 'trunk' });

      const { output } = await world.tryGit(
        '.',
        '-c',
        `protocol.version=${version}`,
        'clone',
        world.remoteOf('acme/empty'),
        'e',
      );

      assert.match(output, /empty repository/);
      if (version === '2') {
        assert.equal(await world.git('e', 'symbolic-ref', 'HEAD'), 'refs/heads/trunk');
      }
    });
  });
}

describe('a clone', () => {
  it('may be shallow and be deepened', async () => {
    await using world = await openWorld();
    await pushThree(world);

    await world.git('.', 'clone', '-q', '--depth=1', world.remoteOf('acme/app'), 'shallow');
    assert.equal(await world.git('shallow', 'rev-list', '--count', 'HEAD'), '1');
    await world.git('shallow', 'fetch', '-q', '--unshallow');

    assert.equal(await world.git('shallow', 'rev-list', '--count', 'HEAD'), '3');
  });

  it('may be shallow and push', async () => {
    await using world = await openWorld();
    await pushThree(world);
    await world.git('.', 'clone', '-q', '--depth=1', world.remoteOf('acme/app'), 'shallow');

    const head = await commitFiles(world, 'shallow', { 'from-shallow.txt': 'x\n' });
    await world.git('shallow', 'push', '-q');

    assert.equal(world.host.get('acme/app').resolve('main'), head);
    await assertSound(world);
  });

  it('may be partial and fetch what it lacks', async () => {
    await using world = await openWorld();
    await pushThree(world);

    await world.git('.', 'clone', '-q', '--filter=blob:none', '--no-checkout', world.remoteOf('acme/app'), 'partial');
    const missing = await world.git('partial', 'rev-list', '--objects', '--all', '--missing=print');
    await world.git('partial', 'checkout', '-q', 'main');

    assert.match(missing, /^\?/m);
    assert.equal(readFileSync(join(world.dir, 'partial/big.txt'), 'utf8').length, 10_000);
  });

  it('of a public repository needs no name; of another one it does', async () => {
    await using world = await openWorld();
    await pushFirst(world, 'public/app');

    await world.git('.', 'clone', '-q', `${world.url}/git/public/app.git`, 'anonymous');
    const refused = await world.tryGit('.', 'clone', `${world.url}/git/acme/app.git`, 'none');

    assert.ok(existsSync(join(world.dir, 'anonymous/README.md')));
    assert.match(refused.output, /terminal prompts disabled|could not read Username/);
  });
});

describe('the wire', () => {
  it('takes a compressed request', async () => {
    await using world = await openWorld();
    const head = await pushFirst(world, 'public/app');
    const body = gzipSync(Buffer.from('0014command=ls-refs\n0001000bsymrefs0000'));

    const answer = await fetch(`${world.url}/git/public/app.git/git-upload-pack`, {
      method: 'POST',
      headers: {
        'content-type': 'application/x-git-upload-pack-request',
        'content-encoding': 'gzip',
        'git-protocol': 'version=2',
      },
      body,
    });

    assert.equal(
      await answer.text(),
      `0050${head} HEAD symref-target:refs/heads/main\n003d${head} refs/heads/main\n0000`,
    );
  });

  it('lists refs as git does', async () => {
    await using world = await openWorld();
    await pushThree(world);
    await world.git('work', 'push', '-q', 'origin', 'main:a', 'main:a-b', 'main:b/c');
    const { dir } = world.host.get('acme/app');
    const requests = [
      '0014command=ls-refs\n0001000csymrefs\n0009peel\n0000',
      '0014command=ls-refs\n00010009peel\n001bref-prefix refs/tags/v\n0000',
      '0014command=ls-refs\n0001000bunborn\n0014ref-prefix HEAD\n0000',
      '0014command=ls-refs\n0000',
    ];
    for (const body of requests) {
      const answer = await fetch(`${world.url}/git/acme/app.git/git-upload-pack`, {
        method: 'POST',
        headers: {
          authorization: `Basic ${btoa('ann:secret')}`,
          'content-type': 'application/x-git-upload-pack-request',
          'git-protocol': 'version=2',
        },
        body,
      });
      const env = { ...process.env, GIT_PROTOCOL: 'version=2' };
      const theirs = execFileSync('git', ['upload-pack', '--stateless-rpc', dir], { input: body, env });

      assert.equal(await answer.text(), theirs.toString());
    }
  });

  it('answers what is not its own clearly', async () => {
    await using world = await openWorld();
    await pushFirst(world, 'public/app');
    const status = async (path: string, init?: RequestInit) => (await fetch(world.url + path, init)).status;
    const type = { 'content-type': 'application/x-git-upload-pack-request' };

    assert.equal(await status('/git/public/app.git/info/refs'), 403);
    assert.equal(await status('/git/public/app.git/HEAD'), 403);
    assert.equal(await status('/git/public/../../etc/passwd'), 404);
    assert.equal(await status('/git/public/..%2f..%2fx/info/refs?service=git-upload-pack'), 404);
    assert.equal(await status('/git/public/none.git/info/refs?service=git-upload-pack'), 404);
    const bad = {
      method: 'POST',
      headers: { ...type, 'git-protocol': 'version=2' },
      body: '0014command=ls-refs\n00zz',
    };
    assert.equal(await status('/git/public/app.git/git-upload-pack', bad), 400);
    assert.deepEqual(world.errors, []);
  });
});

describe('a damaged repository', () => {
  it('gives no clone, and names the object', async () => {
    await using world = await openWorld();
    await pushFirst(world);
    const { dir } = world.host.get('acme/app');
    const packs = join(dir, 'objects/pack');
    const [pack = ''] = readdirSync(packs).filter((name) => name.endsWith('.pack'));
    const bytes = readFileSync(join(packs, pack));
    bytes.fill(0xff, 40, 60);
    chmodSync(join(packs, pack), 0o644);
    writeFileSync(join(packs, pack), bytes);

    const { code } = await world.tryGit('.', 'clone', world.remoteOf('acme/app'), 'none');
    while (world.errors.length === 0) {
      await new Promise((resolve) => setImmediate(resolve));
    }

    assert.notEqual(code, 0);
    assert.match(String(world.errors[0]), /upload-pack \(acme\/app\).*[0-9a-f]{40}/);
  });
});
