import assert from 'node:assert/strict';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { after, before, describe, it } from 'node:test';
import { fetchTransport } from './fetch-transport.ts';
import { openKubeClient } from './kube-client.ts';

/** A cluster in a function: one namespace of pods, a watch that says two things and stays open. */
function answer(request: IncomingMessage, response: ServerResponse): void {
  const { pathname, searchParams } = new URL(request.url ?? '/', 'http://cluster');
  const json = (status: number, body: unknown): void => {
    response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body));
  };
  if (request.headers.authorization !== 'Bearer secret') {
    json(401, { kind: 'Status', status: 'Failure', reason: 'Unauthorized', message: 'Unauthorized', code: 401 });
  } else if (pathname === '/api/v1') {
    json(200, { resources: [{ name: 'pods', kind: 'Pod', namespaced: true }] });
  } else if (searchParams.has('watch')) {
    response.writeHead(200);
    response.write(`{"type":"ADDED","object":{"metadata":{"name":"p"}}}\n{"type":"BOOK`);
    response.write(`MARK","object":{"metadata":{"resourceVersion":"7"}}}\n`);
  } else if (pathname.endsWith('/pods')) {
    json(200, { metadata: { resourceVersion: '5' }, items: [{ metadata: { name: 'p' } }] });
  } else {
    json(404, { kind: 'Status', reason: 'NotFound', message: 'pods "x" not found', code: 404 });
  }
}

const pods = { apiVersion: 'v1', kind: 'Pod' };

describe('a cluster on the network', () => {
  let server: Server;
  before(async () => {
    server = createServer(answer);
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  });
  after(() => {
    server.closeAllConnections();
    server.close();
  });

  const client = (token: string) =>
    openKubeClient(fetchTransport({ server: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, token }));

  it('lists with kind and version on every item', async () => {
    assert.deepEqual(await client('secret').list(pods, { namespace: 'a' }), {
      items: [{ ...pods, metadata: { name: 'p' } }],
      resourceVersion: '5',
    });
  });

  it('finds nothing where there is nothing', async () => {
    assert.equal(await client('secret').find({ ...pods, namespace: 'a', name: 'x' }), undefined);
  });

  it('names a refused token, and a kind that is not there', async () => {
    await assert.rejects(client('wrong').list(pods), { reason: 'KubeUnauthorized' });
    await assert.rejects(client('secret').list({ apiVersion: 'v1', kind: 'Nothing' }), { reason: 'KubeKindUnknown' });
  });

  it('watches line by line until it is told to stop', async () => {
    const stop = new AbortController();
    const seen: string[] = [];
    for await (const event of client('secret').watch(pods, { resourceVersion: '5', signal: stop.signal })) {
      seen.push(event.type);
      if (event.type === 'BOOKMARK') {
        assert.equal(event.resourceVersion, '7');
        stop.abort();
      }
    }
    assert.deepEqual(seen, ['ADDED', 'BOOKMARK']);
  });

  it('says that a cluster does not answer', async () => {
    const nobody = openKubeClient(fetchTransport({ server: 'http://127.0.0.1:1' }));
    await assert.rejects(nobody.list(pods), { reason: 'KubeUnavailable' });
  });
});
