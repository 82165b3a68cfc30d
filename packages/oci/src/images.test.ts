import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { gzipSync } from 'node:zlib';
import type { ImageToPush } from './registry.ts';
import { tarLayer } from './tar-layer.ts';
import { openWorld } from './testing/world.ts';

const config = {
  created: '2026-01-02T03:04:05Z',
  architecture: 'amd64',
  os: 'linux',
  config: { Cmd: ['node', 'server.js'], Labels: { 'art.juanie.base': 'host/node-24' } },
};

function layer(text = 'hello\n') {
  return tarLayer([
    { path: 'app/server.js', kind: 'file', content: Buffer.from(text) },
    { path: 'app', kind: 'directory' },
    { path: 'app/link', kind: 'symlink', target: 'server.js' },
    { path: `app/${'deep-'.repeat(40)}/名字`, kind: 'file', mode: 0o755, content: Buffer.from('x') },
  ]);
}

function image(text?: string): ImageToPush {
  return { repository: 'shop/web', tag: 'sha-1', config, layers: [{ content: layer(text) }] };
}

async function bytesOf(stream: AsyncIterable<unknown>): Promise<Buffer> {
  const parts: Buffer[] = [];
  for await (const part of stream) {
    parts.push(part as Buffer);
  }
  return Buffer.concat(parts);
}

describe('images', () => {
  it('are the same digest for the same content', async () => {
    await using world = await openWorld();

    const first = await world.registry.pushImage(image());
    const second = await world.registry.pushImage({ ...image(), tag: 'sha-2' });
    const other = await world.registry.pushImage(image('bye\n'));

    assert.equal(second.digest, first.digest);
    assert.notEqual(other.digest, first.digest);
    assert.deepEqual(await world.registry.tags('shop/web'), ['sha-1', 'sha-2']);
    assert.equal(await world.registry.resolve('shop/web', 'sha-1'), other.digest);
  });

  it('are read back with their layers, which real tar understands', async () => {
    await using world = await openWorld();
    const { digest } = await world.registry.pushImage(image());

    const read = await world.registry.readImage('shop/web', digest);

    assert.deepEqual(read?.config.config, config.config);
    const [first] = read?.layers ?? [];
    const listing = execFileSync(
      'tar',
      ['tvf', read?.pathOf(first?.digest ?? '') ?? '', '--numeric-owner', '--full-time'],
      {
        encoding: 'utf8',
        env: { ...process.env, TZ: 'UTC', LC_ALL: 'C.UTF-8' },
      },
    );
    assert.match(listing, /drwxr-xr-x 0\/0 +0 1970-01-01 00:00:00 app\/\n/);
    assert.match(listing, /-rwxr-xr-x 0\/0 +1 1970-01-01 00:00:00 app\/(deep-){40}\/名字\n/);
    assert.match(listing, /app\/link -> server\.js\n/);
    assert.equal((await bytesOf(read?.open(first?.digest ?? '') ?? ([] as never))).length, first?.size);
    assert.deepEqual(read?.config.rootfs.diff_ids, [first?.digest]);
  });

  it('know what a compressed layer holds', async () => {
    await using world = await openWorld();
    const tar = await bytesOf(layer());
    const plain = await world.registry.pushImage(image());

    const packed = await world.registry.pushImage({
      ...image(),
      layers: [{ mediaType: 'application/vnd.oci.image.layer.v1.tar+gzip', content: { bytes: gzipSync(tar) } }],
    });

    assert.equal(packed.layers[0]?.diffId, plain.layers[0]?.digest);
    assert.notEqual(packed.layers[0]?.digest, plain.layers[0]?.digest);
  });

  it('share a layer that is stored already without reading it again', async () => {
    await using world = await openWorld();
    const first = await world.registry.pushImage(image());
    const { digest, diffId } = first.layers[0] ?? { digest: '', diffId: '' };

    const second = await world.registry.pushImage({
      ...image(),
      repository: 'shop/worker',
      layers: [{ content: { digest, diffId } }],
    });

    assert.equal(second.digest, first.digest);
    assert.ok((await world.registry.readImage('shop/worker', second.digest)) !== undefined);
  });

  it('refuse entries that leave the layer', () => {
    for (const path of ['../x', '/etc/passwd', 'a/../b', 'a//b', '']) {
      assert.throws(() => tarLayer([{ path, kind: 'directory' }]), { reason: 'OciLayerPathInvalid' });
    }
  });

  it('fail when a file changes while it is read', async () => {
    await using world = await openWorld();
    const file = join(world.dir, 'changing');
    writeFileSync(file, 'longer than said');

    const pushed = world.registry.pushImage({
      ...image(),
      layers: [{ content: tarLayer([{ path: 'f', kind: 'file', content: { file, size: 3 } }]) }],
    });

    await assert.rejects(pushed, { reason: 'OciLayerFileChanged' });
    assert.deepEqual(readdirSync(join(world.root, 'incoming')), []);
  });
});

describe('damaged blobs', () => {
  it('are named and not given out, and a new push heals them', async () => {
    await using world = await openWorld();
    const named: string[] = [];
    world.registry.onDamage((digest) => named.push(digest));
    const { digest, layers } = await world.registry.pushImage(image());
    const bad = layers[0]?.digest ?? '';
    const read = await world.registry.readImage('shop/web', digest);
    const path = read?.pathOf(bad) ?? '';
    const bytes = readFileSync(path);
    bytes[700] = (bytes[700] ?? 0) ^ 1;
    writeFileSync(path, bytes);

    const answer = await world.call('GET', `/v2/shop/web/blobs/${bad}`);

    assert.equal(answer.status, 404);
    assert.deepEqual(named, [bad]);
    assert.equal((await world.registry.pushImage(image())).digest, digest);
    assert.equal((await world.call('GET', `/v2/shop/web/blobs/${bad}`)).status, 200);
  });

  it('are replaced by a push that brings them again, noticed or not', async () => {
    await using world = await openWorld();
    const { digest, layers } = await world.registry.pushImage(image());
    const path = join(world.root, 'blobs/sha256', layers[0]?.digest.slice(7) ?? '');
    writeFileSync(path, readFileSync(path).fill(1, 600, 610));

    await world.registry.pushImage(image());

    const read = await world.registry.readImage('shop/web', digest);
    assert.equal(
      (await bytesOf(read?.open(layers[0]?.digest ?? '') as AsyncIterable<unknown>)).length,
      layers[0]?.size,
    );
  });

  it('end a stream of the kubelet before its last bytes', async () => {
    await using world = await openWorld();
    const { digest, layers } = await world.registry.pushImage(image());
    const bad = layers[0]?.digest ?? '';
    const read = await world.registry.readImage('shop/web', digest);
    const path = read?.pathOf(bad) ?? '';
    const bytes = readFileSync(path);
    bytes[700] = (bytes[700] ?? 0) ^ 1;
    writeFileSync(path, bytes);

    await assert.rejects(bytesOf(read?.open(bad) as AsyncIterable<unknown>), { reason: 'OciBlobDamaged' });
    assert.deepEqual(await world.registry.check(), { blobs: 2, damaged: [] });
  });
});

describe('garbage', () => {
  it('is only what no manifest refers to', async () => {
    await using world = await openWorld();
    const kept = await world.registry.pushImage(image());
    const gone = await world.registry.pushImage({ ...image('bye\n'), tag: 'sha-2' });
    await world.registry.deleteManifest('shop/web', gone.digest);

    assert.equal((await world.registry.collectGarbage()).blobs, 0);
    const collected = await world.registry.collectGarbage({ graceMs: 0 });

    // Layer and manifest; the configuration differs with the layer.
    assert.equal(collected.blobs, 3);
    assert.ok((await world.registry.readImage('shop/web', kept.digest)) !== undefined);
    assert.deepEqual(await world.registry.check(), { blobs: 3, damaged: [] });
  });

  it('is left alone while a manifest cannot be read', async () => {
    await using world = await openWorld();
    const { digest } = await world.registry.pushImage(image());
    writeFileSync(join(world.root, 'blobs/sha256', digest.slice(7)), '{}');
    await world.restart();

    assert.equal((await world.registry.collectGarbage({ graceMs: 0 })).blobs, 0);
  });
});
