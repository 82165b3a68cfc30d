import assert from 'node:assert/strict';
import { mkdtemp, readFile, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { fetchTransport, openKubeClient, type KubeClient } from '@juanie/kube-client';
import { parseManifests } from '@juanie/kube';
import { openApiServer, type ApiServer } from '../server.ts';

const configMaps = { apiVersion: 'v1', kind: 'ConfigMap' };
const named = (name: string) => ({ ...configMaps, metadata: { name, namespace: 'default' } });

describe('the API behind TLS', () => {
  let dir: string;
  let server: ApiServer;
  let url: string;
  let client: KubeClient;

  before(async () => {
    dir = await mkdtemp(join(tmpdir(), 'juanie-listener-'));
    server = await openApiServer({ dir: join(dir, 'kube'), keysDir: join(dir, 'keys') });
    const { port } = await server.listen({ host: '127.0.0.1', port: 0 });
    url = `https://127.0.0.1:${port}`;
    client = openKubeClient(fetchTransport({ server: url, ca: server.access.ca, token: server.access.token }));
  });

  after(async () => {
    await server.close();
    await rm(dir, { recursive: true, force: true });
  });

  it('knows its owner by token and by certificate, and nobody else', async () => {
    const { ca, cert, key } = server.access;
    const byCertificate = openKubeClient(fetchTransport({ server: url, ca, cert, key }));
    assert.ok((await byCertificate.list({ apiVersion: 'v1', kind: 'Namespace' })).items.length >= 4);

    const unknown = openKubeClient(fetchTransport({ server: url, ca, token: 'guess' }));
    await assert.rejects(unknown.list(configMaps), { reason: 'KubeUnauthorized' });
    const health = await fetchTransport({ server: url, ca }).send({ method: 'GET', path: '/readyz', headers: {} });
    assert.equal(Buffer.from(health.body as Uint8Array).toString(), 'ok');
  });

  it('knows a service account by its token for as long as it is there', async () => {
    const account = { apiVersion: 'v1', kind: 'ServiceAccount', metadata: { name: 'bot', namespace: 'default' } };
    await client.create(account);
    const transport = fetchTransport({ server: url, ca: server.access.ca, token: server.access.token });
    const path = '/api/v1/namespaces/default/serviceaccounts/bot/token';
    const issued = await transport.send({ method: 'POST', path, headers: {}, body: Buffer.from('{}') });
    const { status } = JSON.parse(Buffer.from(issued.body as Uint8Array).toString()) as { status: { token: string } };
    const bot = openKubeClient(fetchTransport({ server: url, ca: server.access.ca, token: status.token }));

    await bot.list(configMaps);
    await client.delete({ apiVersion: 'v1', kind: 'ServiceAccount', namespace: 'default', name: 'bot' });
    await assert.rejects(bot.list(configMaps), { reason: 'KubeUnauthorized' });
  });

  it('streams watches to their end', async () => {
    const { resourceVersion } = await client.list(configMaps);
    await client.create(named('streamed'));
    const stop = new AbortController();
    const seen: string[] = [];
    for await (const event of client.watch(configMaps, { resourceVersion, signal: stop.signal })) {
      seen.push(event.type);
      if (seen.length === 1) {
        await client.delete({ ...configMaps, namespace: 'default', name: 'streamed' });
      } else {
        stop.abort();
      }
    }
    assert.deepEqual(seen, ['ADDED', 'DELETED']);

    const transport = fetchTransport({ server: url, ca: server.access.ca, token: server.access.token });
    const path = '/api/v1/configmaps?watch=true&timeoutSeconds=1&fieldSelector=metadata.name%3Dnone';
    const { body } = await transport.send({ method: 'GET', path, headers: {} });
    for await (const piece of body as AsyncIterable<Uint8Array>) {
      assert.fail(`nothing should come, not ${Buffer.from(piece).toString()}`);
    }
  });

  it('sends long lists in pieces', async () => {
    const data = { text: 'x'.repeat(10_000) };
    await Promise.all(Array.from({ length: 100 }, (_, index) => client.create({ ...named(`long-${index}`), data })));

    const { items } = await client.list(configMaps, { namespace: 'default' });

    assert.equal(items.filter(({ metadata }) => metadata.name.startsWith('long-')).length, 100);
  });

  it('takes no body without end', async () => {
    const huge = { ...named('huge'), data: { text: 'x'.repeat(4_000_000) } };
    await assert.rejects(client.create(huge), (error: Error) => /too large|cannot answer/i.test(error.message));
  });

  it('writes a kubeconfig that only its owner reads', async () => {
    const file = join(dir, 'kubeconfig');
    await server.writeKubeconfig(file);

    assert.equal((await stat(file)).mode & 0o777, 0o600);
    assert.equal((await stat(join(dir, 'keys', 'ca.key'))).mode & 0o777, 0o600);
    const text = await readFile(file, 'utf8');
    assert.match(text, new RegExp(`server: ${url}`));
    assert.ok(parseManifests(text.replace('kind: Config', 'kind: Config\nmetadata: {name: x}')).objects.length === 1);
  });

  it('keeps its keys over a restart', async () => {
    const { token, ca } = server.access;
    await server.close();
    server = await openApiServer({ dir: join(dir, 'kube'), keysDir: join(dir, 'keys') });

    assert.deepEqual([server.access.token, server.access.ca], [token, ca]);
  });
});
