import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { lstat, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { after, before, describe, it } from 'node:test';
import { gzipSync } from 'node:zlib';
import { digestOf, tarHeader, tarOf, type Files } from '../testing/world.ts';
import { composeRoot } from './compose.ts';
import { extractLayer } from './extract.ts';
import { openLayerStore, type LayerStore } from './layer-store.ts';

const tarType = 'application/vnd.oci.image.layer.v1.tar';

describe('the layers of an image', () => {
  let dir: string;
  let store: LayerStore;
  let count = 0;

  before(async () => {
    dir = await mkdtemp(join(tmpdir(), 'juanie-layers-'));
    store = await openLayerStore(join(dir, 'layers'));
  });
  after(() => rm(dir, { recursive: true, force: true }));

  function layer(bytes: Buffer, mediaType = tarType) {
    return { digest: digestOf(bytes), mediaType, open: () => Readable.from([bytes]) };
  }

  function unpack(files: Files): Promise<string> {
    return store.ensure(layer(tarOf(files)));
  }

  it('are unpacked once, gzip or not', async () => {
    const plain = await unpack({ 'app/a.txt': 'A', 'app/empty': null, 'app/link': { link: 'a.txt' } });
    const zipped = await store.ensure(layer(gzipSync(tarOf({ 'b.txt': 'B' })), `${tarType}+gzip`));

    assert.equal(await readFile(join(plain, 'app/link'), 'utf8'), 'A');
    assert.equal(await readFile(join(zipped, 'b.txt'), 'utf8'), 'B');
    assert.equal((await lstat(join(plain, 'app/a.txt'))).mode & 0o7000, 0);
    const once = {
      ...layer(tarOf({ 'app/a.txt': 'A', 'app/empty': null, 'app/link': { link: 'a.txt' } })),
      open: () => assert.fail('read again'),
    };
    assert.equal(await store.ensure(once), plain);
  });

  const refused: readonly { what: string; bytes: Buffer; reason: string }[] = [
    { what: 'a path that leads out', bytes: tarOf({ '../evil': 'x' }), reason: 'LayerUnsafe' },
    { what: 'a link that leads out', bytes: tarOf({ 'a/link': { link: '../../etc' } }), reason: 'LayerUnsafe' },
    { what: 'an absolute link', bytes: tarOf({ link: { link: '/etc/passwd' } }), reason: 'LayerUnsafe' },
    { what: 'a file through a link', bytes: tarOf({ here: { link: '.' }, 'here/x': 'x' }), reason: 'LayerUnsafe' },
    {
      what: 'a device',
      bytes: Buffer.concat([tarHeader({ name: 'dev', type: '3', size: 0, target: '' }), Buffer.alloc(1024)]),
      reason: 'LayerUnsafe',
    },
    {
      what: 'a hard link to a file of the machine',
      bytes: Buffer.concat([tarHeader({ name: 'x', type: '1', size: 0, target: '/etc/passwd' }), Buffer.alloc(1024)]),
      reason: 'LayerUnsafe',
    },
    { what: 'bytes that are no tar', bytes: Buffer.alloc(1024, 'x'), reason: 'LayerDamaged' },
    {
      what: 'an end that comes too early',
      bytes: tarOf({ a: 'x'.repeat(600) }).subarray(0, 700),
      reason: 'LayerDamaged',
    },
  ];
  for (const { what, bytes, reason } of refused) {
    it(`are refused with ${what}`, async () => {
      await assert.rejects(store.ensure(layer(bytes)), { reason });
      assert.equal(existsSync(join(dir, 'evil')), false);
    });
  }

  it('are refused when their bytes are not those of the digest', async () => {
    const bytes = tarOf({ a: 'x' });

    await assert.rejects(store.ensure({ ...layer(bytes), digest: `sha256:${'0'.repeat(64)}` }), {
      reason: 'LayerDamaged',
    });
  });

  it('are refused when they grow beyond all measure', async () => {
    const bomb = gzipSync(tarOf({ zeros: '\0'.repeat(5_000_000) }));
    const limits = { bytes: 1_000_000, entries: 10 };
    const content = () => ({ digest: digestOf(bomb), mediaType: `${tarType}+gzip`, content: Readable.from([bomb]) });

    await assert.rejects(extractLayer(content(), join(dir, 'bomb'), limits), { reason: 'LayerTooLarge' });
    const many = tarOf(Object.fromEntries(Array.from({ length: 11 }, (_, at) => [`f${at}`, null])));
    const entries = { digest: digestOf(many), mediaType: tarType, content: Readable.from([many]) };
    await assert.rejects(extractLayer(entries, dir, limits), { reason: 'LayerTooLarge' });
  });

  async function compose(layers: readonly Files[]) {
    const root = join(dir, `root-${(count += 1)}`);
    const shares = await composeRoot(root, await Promise.all(layers.map(unpack)));
    return { root, shares: shares.map(({ path }) => path) };
  }

  it('are shared below and copied on top', async () => {
    const { root, shares } = await compose([
      { 'app/node_modules/x/index.js': '1', 'app/node_modules/.bin/x': '2' },
      { 'app/server.js': 'mine' },
    ]);

    assert.deepEqual(shares, ['app/node_modules']);
    await writeFile(join(root, 'app/server.js'), 'changed');
    const again = await compose([{ 'app/server.js': 'mine' }]);
    assert.equal(await readFile(join(again.root, 'app/server.js'), 'utf8'), 'mine');
  });

  it('are merged where the top adds to a shared folder', async () => {
    const { root, shares } = await compose([
      { 'app/node_modules/x/i.js': '1', 'app/node_modules/y/i.js': '2' },
      { 'app/node_modules/.made/i.js': '3' },
    ]);

    assert.deepEqual(shares.toSorted(), ['app/node_modules/x', 'app/node_modules/y']);
    assert.equal(await readFile(join(root, 'app/node_modules/.made/i.js'), 'utf8'), '3');
  });

  it('hide what a higher one has removed', async () => {
    const below = { 'app/a': '1', 'app/b': '2', 'lib/old': '3' };

    const { root, shares } = await compose([below, { 'app/.wh.a': '', 'lib/.wh..wh..opq': '', 'lib/new': '4' }]);

    assert.deepEqual(shares, ['app/b']);
    assert.equal(existsSync(join(root, 'app/a')), false);
    assert.equal(await readFile(join(root, 'lib/new'), 'utf8'), '4');
  });
});
