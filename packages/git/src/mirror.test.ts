import assert from 'node:assert/strict';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { describe, it } from 'node:test';
import { isInside } from './mirror-address.ts';
import { commitFiles, pushFirst } from './testing/work.ts';
import { openWorld } from './testing/world.ts';

const here = { allowPrivate: true } as const;

describe('a mirror', () => {
  it('follows the other repository: new, moved and deleted refs, tags, its default branch', async () => {
    await using world = await openWorld();
    const first = await pushFirst(world);
    await world.git('work', 'push', '-q', 'origin', 'main:old');
    const mirror = await world.host.create('mirrors/app', { defaultBranch: 'trunk' });
    const url = world.remoteOf('acme/app');

    await mirror.fetchMirror(url, here);
    assert.deepEqual([mirror.resolve('main'), mirror.resolve('old'), mirror.defaultBranch()], [first, first, 'main']);
    const second = await commitFiles(world, 'work', { 'b.txt': 'b\n' });
    await world.git('work', 'tag', '-a', 'v1', '-m', 'One');
    await world.git('work', 'push', '-q', '--follow-tags', 'origin', 'main', ':old');
    world.updates.length = 0;
    const report = await mirror.fetchMirror(url, here);

    assert.deepEqual(report.updates.map(({ ref }) => ref).toSorted(), [
      'refs/heads/main',
      'refs/heads/old',
      'refs/tags/v1',
    ]);
    assert.deepEqual(
      [mirror.resolve('main'), mirror.resolve('v1'), mirror.resolve('old')],
      [second, second, undefined],
    );
    assert.deepEqual(
      world.updates.map(({ repository }) => repository),
      ['mirrors/app', 'mirrors/app', 'mirrors/app'],
    );
    assert.deepEqual((await mirror.fetchMirror(url, here)).updates, []);
    assert.deepEqual(await mirror.fsck(), { clean: true, problems: [] });
  });

  it('does not reach into this network unless it may', async () => {
    await using world = await openWorld();
    const mirror = await world.host.create('mirrors/app');
    const resolve = () => Promise.resolve(['203.0.113.7', '10.0.0.1']);

    await assert.rejects(mirror.fetchMirror(`${world.url}/git/acme/app.git`), { reason: 'GitHostPrivate' });
    await assert.rejects(mirror.fetchMirror('https://rebound.example/x.git', { resolve }), {
      reason: 'GitHostPrivate',
    });
    await assert.rejects(mirror.fetchMirror('https://[::1]/x.git'), { reason: 'GitHostPrivate' });
    await assert.rejects(mirror.fetchMirror('https://none.example/x.git', { resolve: () => Promise.resolve([]) }), {
      reason: 'GitHostUnknown',
    });
    for (const url of [
      'file:///etc',
      'ssh://git@x/y',
      '/tmp/x',
      'ext::sh -c id',
      '--upload-pack=id',
      'git@github.com:a/b',
    ]) {
      await assert.rejects(mirror.fetchMirror(url, here), { reason: 'GitUrlInvalid' }, url);
    }
  });

  it('says what the other host said, without the password', async () => {
    await using world = await openWorld();
    const mirror = await world.host.create('mirrors/app');
    const { port } = new URL(world.url);

    const failed = mirror.fetchMirror(`http://ann:hunter2@127.0.0.1:${port}/git/acme/app.git`, here);

    await assert.rejects(failed, (error: Error & { reason: string; params: object }) => {
      assert.equal(error.reason, 'GitMirrorFailed');
      assert.doesNotMatch(
        `${error.message} ${JSON.stringify(error.params)} ${String(error.cause)}`,
        /hunter2|aHVudGVyMg|YW5u/,
      );
      return true;
    });
  });

  it('gives up on a host that does not answer', async () => {
    await using world = await openWorld();
    const mirror = await world.host.create('mirrors/app');
    const server = createServer(() => undefined);
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const { port } = server.address() as AddressInfo;

    await assert.rejects(mirror.fetchMirror(`http://127.0.0.1:${port}/x.git`, { ...here, timeoutMs: 200 }), {
      reason: 'GitMirrorTimeout',
    });
    server.closeAllConnections();
    server.close();
  });
});

describe('addresses inside this network', () => {
  for (const address of [
    '127.0.0.1',
    '10.1.2.3',
    '172.31.0.1',
    '192.168.1.1',
    '169.254.169.254',
    '100.64.0.1',
    '0.0.0.0',
    '::1',
    '::',
    'fd00::1',
    'fe80::1',
    '::ffff:10.0.0.1',
    '::ffff:a00:1',
  ]) {
    it(`are such as ${address}`, () => assert.ok(isInside(address)));
  }
  for (const address of ['1.1.1.1', '172.32.0.1', '140.82.121.4', '2606:4700::1111', '::ffff:1.1.1.1']) {
    it(`are not such as ${address}`, () => assert.ok(!isInside(address)));
  }
});
