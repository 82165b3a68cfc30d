import assert from 'node:assert/strict';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { openKubeClient, type KubeClient, type WatchEvent } from '@juanie/kube-client';
import type { KubeObject } from '@juanie/kube';
import { openApiServer, type ApiServer } from './server.ts';

const admin = { name: 'admin', groups: ['system:masters', 'system:authenticated'] };
const configMaps = { apiVersion: 'v1', kind: 'ConfigMap' };

function configMap(name: string, data: Record<string, string>, labels?: Record<string, string>): KubeObject {
  return { ...configMaps, metadata: { name, namespace: 'default', ...(labels && { labels }) }, data };
}

describe('the API server in this process', () => {
  let dir: string;
  let server: ApiServer;
  let client: KubeClient;

  before(async () => {
    dir = await mkdtemp(join(tmpdir(), 'juanie-apiserver-'));
    server = await openApiServer({ dir: join(dir, 'kube'), keysDir: join(dir, 'keys') });
    client = openKubeClient(server.transport(admin));
  });

  after(async () => {
    await server.close();
    await rm(dir, { recursive: true, force: true });
  });

  it('creates, reads, changes and deletes an object', async () => {
    const created = await client.create(configMap('settings', { color: 'red' }));
    assert.ok(created.metadata.uid);

    const patched = await client.patch(
      { ...configMaps, namespace: 'default', name: 'settings' },
      {
        type: 'merge',
        body: { data: { size: 'big' } },
      },
    );
    assert.deepEqual(patched['data'], { color: 'red', size: 'big' });
    assert.notEqual(patched.metadata.resourceVersion, created.metadata.resourceVersion);

    await assert.rejects(client.update({ ...created, data: {} }), { reason: 'KubeConflict' });
    assert.equal(await client.delete({ ...configMaps, namespace: 'default', name: 'settings' }), true);
    assert.equal(await client.find({ ...configMaps, namespace: 'default', name: 'settings' }), undefined);
    assert.equal(await client.delete({ ...configMaps, namespace: 'default', name: 'settings' }), false);
  });

  it('writes nothing when nothing changes', async () => {
    const created = await client.create(configMap('same', { a: 'b' }));

    const again = await client.update(created);

    assert.equal(again.metadata.resourceVersion, created.metadata.resourceVersion);
  });

  it('tells a watch what happened after the version it names, with selectors as transitions', async () => {
    const { resourceVersion } = await client.list(configMaps, { namespace: 'default' });
    const stop = new AbortController();
    const events: string[] = [];
    const name = { ...configMaps, namespace: 'default', name: 'tracked' };
    await client.create(configMap('tracked', { v: '1' }, { app: 'web' }));
    await client.patch(name, { type: 'merge', body: { data: { v: '2' } } });
    await client.patch(name, { type: 'merge', body: { metadata: { labels: { app: 'other' } } } });
    await client.patch(name, { type: 'merge', body: { metadata: { labels: { app: 'web' } } } });
    await client.delete(name);

    const from = { namespace: 'default', labelSelector: 'app=web', resourceVersion, signal: stop.signal };
    for await (const event of client.watch(configMaps, from)) {
      events.push(describeEvent(event));
      if (events.length === 5) {
        stop.abort();
      }
    }

    assert.deepEqual(events, ['ADDED 1', 'MODIFIED 2', 'DELETED 2', 'ADDED 2', 'DELETED 2']);
  });

  it('refuses what another name has and what has no namespace', async () => {
    await client.create(configMap('taken', {}));

    await assert.rejects(client.create(configMap('taken', {})), { reason: 'KubeAlreadyExists' });
    const lost = { ...configMap('x', {}), metadata: { name: 'x', namespace: 'nowhere' } };
    await assert.rejects(client.create(lost), { reason: 'KubeNotFound' });
  });

  it('ends watches when it closes', async () => {
    const { resourceVersion } = await client.list(configMaps);
    const signal = new AbortController().signal;
    const ended = (async () => {
      for await (const event of client.watch(configMaps, { resourceVersion, signal })) {
        assert.fail(event.type);
      }
    })();
    await client.list(configMaps);

    await server.close();
    await ended;

    server = await openApiServer({ dir: join(dir, 'kube'), keysDir: join(dir, 'keys') });
    client = openKubeClient(server.transport(admin));
  });

  it('keeps everything over a restart', async () => {
    await client.create(configMap('kept', { a: '1' }));
    await server.close();
    server = await openApiServer({ dir: join(dir, 'kube'), keysDir: join(dir, 'keys') });
    client = openKubeClient(server.transport(admin));

    const found = await client.find({ ...configMaps, namespace: 'default', name: 'kept' });

    assert.deepEqual(found?.['data'], { a: '1' });
  });
});

function describeEvent(event: WatchEvent<KubeObject>): string {
  return event.type === 'BOOKMARK' ? 'BOOKMARK' : `${event.type} ${(event.object['data'] as { v: string }).v}`;
}
