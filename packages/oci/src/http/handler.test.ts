import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { connect } from 'node:net';
import { describe, it } from 'node:test';
import { mediaTypes } from '../descriptor.ts';
import { openWorld, type World } from '../testing/world.ts';

function digestOf(bytes: string | Uint8Array): string {
  return `sha256:${createHash('sha256').update(bytes).digest('hex')}`;
}

async function pushBlob(world: World, text: string, repository = 'shop/web'): Promise<string> {
  const answer = await world.call('POST', `/v2/${repository}/blobs/uploads/?digest=${digestOf(text)}`, { body: text });
  assert.equal(answer.status, 201);
  return digestOf(text);
}

async function manifestOf(world: World, extra: object = {}, repository = 'shop/web'): Promise<string> {
  const [config, layer] = [await pushBlob(world, '{}', repository), await pushBlob(world, 'layer', repository)];
  return JSON.stringify({
    schemaVersion: 2,
    mediaType: mediaTypes.manifest,
    config: { mediaType: mediaTypes.config, digest: config, size: 2 },
    layers: [{ mediaType: mediaTypes.layerTar, digest: layer, size: 5 }],
    ...extra,
  });
}

async function codeOf(answer: Response): Promise<string | undefined> {
  const body = (await answer.json()) as { errors: { code: string }[] };
  return body.errors[0]?.code;
}

const asManifest = { 'content-type': mediaTypes.manifest };

describe('the registry over HTTP', () => {
  it('asks who is there, and lets nobody see what is hidden', async () => {
    await using world = await openWorld();

    const nobody = await world.call('GET', '/v2/', { user: null });
    const hidden = await world.call('GET', '/v2/hidden/x/tags/list');
    const reader = await world.call('POST', '/v2/shop/web/blobs/uploads/', { user: 'reader' });

    assert.equal((await world.call('GET', '/v2/')).status, 200);
    assert.equal(nobody.status, 401);
    assert.match(nobody.headers.get('www-authenticate') ?? '', /^Basic realm="Juanie"/);
    assert.deepEqual([hidden.status, await codeOf(hidden)], [404, 'NAME_UNKNOWN']);
    assert.deepEqual([reader.status, await codeOf(reader)], [403, 'DENIED']);
  });

  it('takes a blob in parts, says how far it is, and goes on after a restart', async () => {
    await using world = await openWorld();
    const started = await world.call('POST', '/v2/shop/web/blobs/uploads/');
    const place = started.headers.get('location') ?? '';

    const first = await world.call('PATCH', place, { body: 'hello ', headers: { 'content-range': '0-5' } });
    const wrong = await world.call('PATCH', place, { body: 'x', headers: { 'content-range': '9-9' } });
    await world.restart();
    const status = await world.call('GET', place);
    const ended = await world.call('PUT', `${place}?digest=${digestOf('hello world')}`, { body: 'world' });

    assert.deepEqual([started.status, first.status, first.headers.get('range')], [202, 202, '0-5']);
    assert.equal(wrong.status, 416);
    assert.deepEqual([status.status, status.headers.get('range')], [204, '0-5']);
    assert.equal(ended.status, 201);
    assert.equal(await (await world.call('GET', ended.headers.get('location') ?? '')).text(), 'hello world');
    assert.equal((await world.call('GET', place)).status, 404);
  });

  it('takes many blobs of a new repository at once', async () => {
    await using world = await openWorld();

    const digests = await Promise.all(Array.from({ length: 20 }, (_, at) => pushBlob(world, `blob ${at}`, 'new/one')));

    for (const digest of digests) {
      assert.equal((await world.call('HEAD', `/v2/new/one/blobs/${digest}`)).status, 200);
    }
  });

  it('keeps nothing under a digest that is not its own', async () => {
    await using world = await openWorld();
    const answer = await world.call('POST', `/v2/shop/web/blobs/uploads/?digest=${digestOf('a')}`, { body: 'b' });

    assert.deepEqual([answer.status, await codeOf(answer)], [400, 'DIGEST_INVALID']);
    assert.equal((await world.call('HEAD', `/v2/shop/web/blobs/${digestOf('a')}`)).status, 404);
  });

  it('keeps what came of a part whose sender went away', async () => {
    await using world = await openWorld();
    const place = (await world.call('POST', '/v2/shop/web/blobs/uploads/')).headers.get('location') ?? '';
    const head = `PATCH ${place} HTTP/1.1\r\nhost: x\r\nauthorization: Basic ${btoa('ann:secret')}\r\ncontent-length: 100\r\n\r\nhello`;

    const socket = connect(world.port, '127.0.0.1', () => socket.write(head));
    let range: string | null = null;
    while (range !== '0-4') {
      range = (await world.call('GET', place)).headers.get('range');
    }
    await new Promise((resolve) => socket.once('close', resolve).destroy());
    const ended = await world.call('PUT', `${place}?digest=${digestOf('hello')}`);

    assert.equal(ended.status, 201);
  });

  it('refuses a blob beyond the limit', async () => {
    await using world = await openWorld({ maxBlobBytes: 10 });

    const answer = await world.call('POST', `/v2/a/b/blobs/uploads/?digest=${digestOf('x'.repeat(11))}`, {
      body: 'x'.repeat(11),
    });

    assert.equal(answer.status, 413);
  });

  it('gives parts of a blob', async () => {
    await using world = await openWorld();
    const digest = await pushBlob(world, '0123456789');
    const get = (range: string) => world.call('GET', `/v2/shop/web/blobs/${digest}`, { headers: { range } });

    const middle = await get('bytes=2-4');

    assert.deepEqual(
      [middle.status, middle.headers.get('content-range'), await middle.text()],
      [206, 'bytes 2-4/10', '234'],
    );
    assert.equal(await (await get('bytes=7-')).text(), '789');
    assert.equal(await (await get('bytes=-2')).text(), '89');
    assert.equal((await get('bytes=10-')).status, 416);
  });

  it('mounts a blob from a repository that the caller may read', async () => {
    await using world = await openWorld();
    const digest = await pushBlob(world, 'shared', 'shop/web');

    const before = await world.call('HEAD', `/v2/shop/other/blobs/${digest}`);
    const mounted = await world.call('POST', `/v2/shop/other/blobs/uploads/?mount=${digest}&from=shop/web`);
    const refused = await world.call('POST', `/v2/shop/other/blobs/uploads/?mount=${digest}&from=hidden/x`);

    assert.equal(before.status, 404);
    assert.equal(mounted.status, 201);
    assert.equal((await world.call('HEAD', `/v2/shop/other/blobs/${digest}`)).status, 200);
    assert.equal(refused.status, 202);
  });

  it('takes a manifest only when everything in it is there, and gives it by tag and digest', async () => {
    await using world = await openWorld();
    const missing = await world.call('PUT', '/v2/shop/web/manifests/v1', {
      headers: asManifest,
      body: JSON.stringify({
        schemaVersion: 2,
        config: { mediaType: 'x', digest: digestOf('no'), size: 1 },
        layers: [],
      }),
    });
    const body = await manifestOf(world);
    const put = await world.call('PUT', '/v2/shop/web/manifests/v1', { headers: asManifest, body });

    assert.deepEqual([missing.status, await codeOf(missing)], [404, 'MANIFEST_BLOB_UNKNOWN']);
    assert.deepEqual([put.status, put.headers.get('docker-content-digest')], [201, digestOf(body)]);
    await world.restart();
    for (const reference of ['v1', digestOf(body)]) {
      const got = await world.call('GET', `/v2/shop/web/manifests/${reference}`);
      assert.deepEqual(
        [got.status, got.headers.get('content-type'), await got.text()],
        [200, mediaTypes.manifest, body],
      );
    }
    assert.equal((await world.call('GET', `/v2/shop/web/blobs/${digestOf('layer')}`)).status, 200);
    assert.equal((await world.call('DELETE', `/v2/shop/web/blobs/${digestOf('layer')}`)).status, 405);
  });

  it('refuses what is no manifest', async () => {
    await using world = await openWorld();
    for (const body of ['', 'x', '{}', '{"schemaVersion":1}', '{"schemaVersion":2,"config":{}}']) {
      const answer = await world.call('PUT', '/v2/shop/web/manifests/v1', { headers: asManifest, body });
      assert.deepEqual([answer.status, await codeOf(answer)], [400, 'MANIFEST_INVALID'], body);
    }
    assert.equal(
      (await world.call('PUT', '/v2/shop/web/manifests/..', { headers: asManifest, body: '{}' })).status,
      404,
    );
    assert.equal((await world.call('GET', '/v2/Shop/web/tags/list')).status, 400);
  });

  it('lists tags in pages', async () => {
    await using world = await openWorld();
    const body = await manifestOf(world);
    for (const tag of ['c', 'a', 'b', 'B']) {
      await world.call('PUT', `/v2/shop/web/manifests/${tag}`, { headers: asManifest, body });
    }

    const first = await world.call('GET', '/v2/shop/web/tags/list?n=3');
    const second = await world.call('GET', '/v2/shop/web/tags/list?n=3&last=b');

    assert.deepEqual(await first.json(), { name: 'shop/web', tags: ['B', 'a', 'b'] });
    assert.equal(first.headers.get('link'), '</v2/shop/web/tags/list?n=3&last=b>; rel="next"');
    assert.deepEqual(await second.json(), { name: 'shop/web', tags: ['c'] });
    assert.equal(second.headers.get('link'), null);
    assert.equal((await world.call('GET', '/v2/shop/none/tags/list')).status, 404);
  });

  it('lists what refers to a manifest', async () => {
    await using world = await openWorld();
    const body = await manifestOf(world);
    await world.call('PUT', '/v2/shop/web/manifests/v1', { headers: asManifest, body });
    const subject = { mediaType: mediaTypes.manifest, digest: digestOf(body), size: body.length };
    const signature = await manifestOf(world, {
      subject,
      artifactType: 'application/x.signature',
      annotations: { by: 'ann' },
    });
    const put = await world.call('PUT', `/v2/shop/web/manifests/${digestOf(signature)}`, {
      headers: asManifest,
      body: signature,
    });

    const all = await world.call('GET', `/v2/shop/web/referrers/${digestOf(body)}`);
    const none = await world.call('GET', `/v2/shop/web/referrers/${digestOf(body)}?artifactType=x/y`);

    assert.equal(put.headers.get('oci-subject'), digestOf(body));
    assert.equal(all.headers.get('content-type'), mediaTypes.index);
    assert.deepEqual(((await all.json()) as { manifests: object[] }).manifests, [
      {
        mediaType: mediaTypes.manifest,
        digest: digestOf(signature),
        size: signature.length,
        artifactType: 'application/x.signature',
        annotations: { by: 'ann' },
      },
    ]);
    assert.equal(none.headers.get('oci-filters-applied'), 'artifactType');
    assert.deepEqual(((await none.json()) as { manifests: object[] }).manifests, []);
  });

  it('deletes tags, manifests and blobs', async () => {
    await using world = await openWorld();
    const body = await manifestOf(world);
    await world.call('PUT', '/v2/shop/web/manifests/v1', { headers: asManifest, body });

    assert.equal((await world.call('DELETE', '/v2/shop/web/manifests/v1')).status, 202);
    assert.equal((await world.call('GET', '/v2/shop/web/manifests/v1')).status, 404);
    assert.equal((await world.call('DELETE', `/v2/shop/web/manifests/${digestOf(body)}`)).status, 202);
    assert.equal((await world.call('GET', `/v2/shop/web/manifests/${digestOf(body)}`)).status, 404);
    assert.equal((await world.call('GET', `/v2/shop/web/blobs/${digestOf('layer')}`)).status, 404);
    const loose = await pushBlob(world, 'loose');
    assert.equal((await world.call('DELETE', `/v2/shop/web/blobs/${loose}`)).status, 202);
    assert.equal((await world.call('HEAD', `/v2/shop/web/blobs/${loose}`)).status, 404);
  });

  it('reports nothing as an error of its own', async () => {
    await using world = await openWorld();
    await world.call('GET', `/v2/shop/web/blobs/${digestOf('none')}`);
    await world.call('GET', '/v2/shop/web/blobs/sha256:xyz');
    await world.call('PATCH', '/v2/shop/web/blobs/uploads/none');

    assert.deepEqual(world.errors, []);
  });
});
