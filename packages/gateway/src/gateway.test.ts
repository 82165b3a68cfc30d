import assert from 'node:assert/strict';
import { once } from 'node:events';
import { request as httpRequest, type IncomingMessage, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { connect } from 'node:net';
import { describe, it } from 'node:test';
import { conditionOf, type KubeObject } from '@juanie/kube';
import type { HttpRoute } from './routes/objects.ts';
import { namespace, openStage, type Stage } from './testing.ts';

const toWeb = { backendRefs: [{ name: 'web', port: 80 }] };

async function echo(stage: Stage, name = 'web'): Promise<Server> {
  const pod = await stage.startPod((request, response) => {
    request.setEncoding('utf8');
    let body = '';
    request.on('data', (chunk: string) => (body += chunk));
    request.on('end', () => {
      response.setHeader('content-type', 'application/json');
      response.end(JSON.stringify({ pod: name, url: request.url, headers: request.headers, body }));
    });
  });
  await stage.serve(name, [pod]);
  return pod;
}

function freePort(): Promise<number> {
  return new Promise((resolve) => {
    const socket = connect(1, '127.0.0.1').on('error', () => resolve(1));
    socket.on('connect', () => socket.destroy());
  });
}

describe('the gateway', () => {
  it('sends a host to its pods and says who asked', async () => {
    await using stage = await openStage();
    await echo(stage);
    await stage.route('web', [toWeb]);
    await stage.settle();

    const { status, body } = await stage.ask('/a/b?c=d', {
      host: 'SHOP.localhost:7480',
      headers: { 'x-forwarded-for': '6.6.6.6', connection: 'x-private', 'x-private': 'yes' },
    });

    const seen = JSON.parse(body) as { url: string; headers: Record<string, string> };
    assert.equal(status, 200);
    assert.equal(seen.url, '/a/b?c=d');
    assert.equal(seen.headers['x-forwarded-for'], '127.0.0.1');
    assert.equal(seen.headers['x-forwarded-host'], 'SHOP.localhost:7480');
    assert.equal(seen.headers['x-private'], undefined);
  });

  it('changes requests and answers as the filters say', async () => {
    await using stage = await openStage();
    await echo(stage);
    await stage.route('web', [
      {
        ...toWeb,
        matches: [{ path: { type: 'PathPrefix', value: '/api' } }],
        filters: [
          {
            type: 'RequestHeaderModifier',
            requestHeaderModifier: { set: [{ name: 'x-a', value: '1' }], remove: ['x-b'] },
          },
          { type: 'ResponseHeaderModifier', responseHeaderModifier: { add: [{ name: 'x-c', value: '2' }] } },
          {
            type: 'URLRewrite',
            urlRewrite: { hostname: 'inner', path: { type: 'ReplacePrefixMatch', replacePrefixMatch: '/v2' } },
          },
        ],
      },
      {
        matches: [{ path: { type: 'Exact', value: '/old' } }],
        filters: [
          {
            type: 'RequestRedirect',
            requestRedirect: { statusCode: 301, path: { type: 'ReplaceFullPath', replaceFullPath: '/new' } },
          },
        ],
      },
    ]);
    await stage.settle();

    const api = await stage.ask('/api/users?x=1', { headers: { 'x-b': 'gone' } });
    const old = await stage.ask('/old?x=1', { host: 'shop.localhost:7480' });

    const seen = JSON.parse(api.body) as { url: string; headers: Record<string, string> };
    assert.deepEqual(
      [seen.url, seen.headers['host'], seen.headers['x-a'], seen.headers['x-b']],
      ['/v2/users?x=1', 'inner', '1', undefined],
    );
    assert.equal(api.headers['x-c'], '2');
    assert.deepEqual([old.status, old.headers.location], [301, 'http://shop.localhost:7480/new?x=1']);
  });

  it('passes bodies on, both with a length and in chunks', async () => {
    await using stage = await openStage();
    await echo(stage);
    await stage.route('web', [toWeb]);
    await stage.settle();

    const whole = await stage.ask('/', { method: 'POST', body: 'whole', headers: { 'content-length': '5' } });
    const chunked = await stage.ask('/', {
      method: 'POST',
      body: 'chunks',
      headers: { 'transfer-encoding': 'chunked' },
    });

    assert.equal((JSON.parse(whole.body) as { body: string }).body, 'whole');
    assert.equal((JSON.parse(chunked.body) as { body: string }).body, 'chunks');
  });

  it('streams: the first part of an answer arrives while the request is still being sent', async () => {
    await using stage = await openStage();
    const pod = await stage.startPod((request, response) => {
      request.on('data', (chunk: Buffer) => response.write(`got ${chunk.toString()};`));
      request.on('end', () => response.end('end'));
    });
    await stage.serve('web', [pod]);
    await stage.route('web', [toWeb]);
    await stage.settle();

    const request = httpRequest({
      port: stage.gateway.address.port,
      method: 'POST',
      headers: { host: 'shop.localhost' },
      agent: false,
    });
    request.write('one');
    const [response] = (await once(request, 'response')) as [IncomingMessage];
    const [first] = (await once(response, 'data')) as [Buffer];
    request.end('two');
    const rest: string[] = [];
    for await (const chunk of response) {
      rest.push(String(chunk));
    }

    assert.equal(first.toString(), 'got one;');
    assert.equal(rest.join(''), 'got two;end');
  });

  it('hands WebSocket connections through', async () => {
    await using stage = await openStage();
    const pod = await stage.startPod((_, response) => response.writeHead(426).end());
    pod.on('upgrade', (request, socket, head: Buffer) => {
      socket.write(
        `HTTP/1.1 101 Switching Protocols\r\nUpgrade: ${request.headers.upgrade}\r\nConnection: Upgrade\r\n\r\n`,
      );
      socket.write(head);
      socket.on('error', () => socket.destroy());
      socket.pipe(socket);
    });
    await stage.serve('web', [pod]);
    await stage.route('web', [toWeb]);
    await stage.settle();

    const socket = connect(stage.gateway.address.port, '127.0.0.1');
    socket.write('GET /ws HTTP/1.1\r\nHost: shop.localhost\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\nping');
    let text = '';
    for await (const chunk of socket) {
      text += String(chunk);
      if (text.endsWith('ping')) {
        break;
      }
    }

    assert.match(text, /^HTTP\/1.1 101 /);
    assert.match(text, /\r\n\r\nping$/);
  });

  it('asks another pod when one refuses', async () => {
    await using stage = await openStage();
    const pod = await stage.startPod((_, response) => response.end('alive'));
    const { port } = pod.address() as AddressInfo;
    await stage.serve('web', [
      { port: await freePort(), ready: true, pod: 'dead' },
      { port, ready: true, pod: 'alive' },
    ]);
    await stage.route('web', [toWeb]);
    await stage.settle();

    for (let turn = 0; turn < 6; turn += 1) {
      assert.equal((await stage.ask('/', { method: 'POST', body: 'x' })).body, 'alive');
    }
  });

  it('spreads requests by weight', async () => {
    await using stage = await openStage();
    await echo(stage, 'stable');
    await echo(stage, 'canary');
    await stage.route('web', [
      {
        backendRefs: [
          { name: 'stable', port: 80, weight: 0 },
          { name: 'canary', port: 80, weight: 1 },
        ],
      },
    ]);
    await stage.settle();

    const { body } = await stage.ask('/');

    assert.equal((JSON.parse(body) as { pod: string }).pod, 'canary');
  });

  it('counts by route', async () => {
    await using stage = await openStage();
    await echo(stage);
    await stage.route('web', [toWeb]);
    await stage.settle();

    await stage.ask('/');
    await stage.ask('/');
    await stage.settle();

    const [stats] = stage.gateway.stats();
    assert.deepEqual([stats?.name, stats?.requests, stats?.inFlight, stats?.classes], ['web', 2, 0, { '2': 2 }]);
  });
});

describe('failures at the gateway', () => {
  it('says which environment and why, in the language and form that is asked for', async () => {
    await using stage = await openStage();
    await stage.serve('web', [{ port: 9, ready: false, pod: 'web-abc-1' }]);
    await stage.route('web', [toWeb]);
    await stage.settle();

    const json = await stage.ask('/', { headers: { accept: 'application/json' } });
    const html = await stage.ask('/', { headers: { accept: 'text/html', 'accept-language': 'zh-CN,en;q=0.5' } });

    const { error, about } = JSON.parse(json.body) as { error: { reason: string }; about: object };
    assert.equal(json.status, 503);
    assert.equal(error.reason, 'GatewayNoReadyPods');
    assert.deepEqual(
      { ...about, request: '' },
      { host: 'shop.localhost', project: 'shop', environment: 'production', unreadyPods: ['web-abc-1'], request: '' },
    );
    assert.match(html.body, /<html lang="zh-CN">/);
    assert.match(html.body, /juanie status -p shop -e production/);
    assert.equal(html.headers['content-language'], 'zh-CN');
  });

  for (const { when, host, path, status, reason } of [
    { when: 'nobody uses the host', host: 'other.localhost', path: '/', status: 404, reason: 'GatewayUnknownHost' },
    {
      when: 'no rule covers the path',
      host: 'shop.localhost',
      path: '/nowhere',
      status: 404,
      reason: 'GatewayNoRoute',
    },
    { when: 'there is no Service', host: 'shop.localhost', path: '/absent', status: 503, reason: 'GatewayNoBackend' },
    { when: 'all pods refuse', host: 'shop.localhost', path: '/dead', status: 502, reason: 'GatewayRefused' },
    { when: 'the pod hangs up', host: 'shop.localhost', path: '/hangup', status: 502, reason: 'GatewayClosedEarly' },
    { when: 'the pod is too slow', host: 'shop.localhost', path: '/slow', status: 504, reason: 'GatewayTimedOut' },
  ]) {
    it(`answers ${status} ${reason} when ${when}`, async () => {
      await using stage = await openStage();
      const pod = await stage.startPod((request) => (request.url === '/hangup' ? request.destroy() : undefined));
      await stage.serve('web', [pod]);
      await stage.serve('dead', [{ port: await freePort(), ready: true, pod: 'dead' }]);
      await stage.route('web', [
        { matches: [{ path: { value: '/absent' } }], backendRefs: [{ name: 'absent', port: 80 }] },
        { matches: [{ path: { value: '/dead' } }], backendRefs: [{ name: 'dead', port: 80 }] },
        { ...toWeb, matches: [{ path: { value: '/hangup' } }] },
        { ...toWeb, matches: [{ path: { value: '/slow' } }], timeouts: { request: '20ms' } },
      ]);
      await stage.settle();

      const answer = await stage.ask(path, { host, headers: { accept: 'application/json' } });

      assert.equal(answer.status, status);
      assert.equal((JSON.parse(answer.body) as { error: { reason: string } }).error.reason, reason);
    });
  }
});

describe('statuses', () => {
  it('says what became of the class, the Gateway and the route', async () => {
    await using stage = await openStage();
    await echo(stage);
    await stage.route('web', [toWeb]);
    await stage.route('lost', [{ backendRefs: [{ name: 'absent', port: 80 }] }], ['lost.localhost']);
    await stage.settle();

    const api = 'gateway.networking.k8s.io/v1';
    const found = async (kind: string, name: string, inside?: string) =>
      stage.client.find<KubeObject>({
        apiVersion: api,
        kind,
        name,
        ...(inside === undefined ? {} : { namespace: inside }),
      });
    const gatewayClass = await found('GatewayClass', 'juanie');
    const gateway = await found('Gateway', 'shared-gateway', 'default');
    const route = (await found('HTTPRoute', 'lost', namespace)) as HttpRoute | undefined;
    assert.equal(gatewayClass === undefined ? '' : conditionOf(gatewayClass, 'Accepted')?.status, 'True');
    assert.equal(gateway === undefined ? '' : conditionOf(gateway, 'Programmed')?.status, 'True');
    const status = gateway?.['status'] as { listeners: { attachedRoutes: number }[] } | undefined;
    assert.equal(status?.listeners[0]?.attachedRoutes, 2);
    assert.deepEqual(
      route?.status?.parents?.[0]?.conditions.map(({ type, status, reason }) => `${type} ${status} ${reason}`),
      ['Accepted True Accepted', 'ResolvedRefs False BackendNotFound'],
    );
  });
});
