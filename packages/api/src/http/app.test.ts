import assert from 'node:assert/strict';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { after, before, describe, it } from 'node:test';
import { getRequestListener } from '@hono/node-server';
import type { Actor, Delivery } from '@juanie/delivery';
import { apiFault } from '../faults.ts';
import { createApi, type ApiParts } from './app.ts';

const reader: Actor = {
  kind: 'token',
  id: 'u1',
  name: 'Lin',
  email: 'lin@example.com',
  organisation: 'o1',
  scope: { access: 'read' },
};

/** Only what these tests reach: tokens and one-time links. */
const delivery = {
  people: {
    actorOfToken: async (secret: string) =>
      secret === 'reads' ? reader : secret === 'all' ? { ...reader, scope: { access: 'admin' } } : undefined,
    createSignInLink: async () => 'jul_x',
  },
  environments: {
    async *logs() {
      yield { line: 'one' };
      throw apiFault('RouteUnknown', { path: '/environments/nosuch' });
    },
  },
} as unknown as Delivery;

const parts = {
  delivery,
  signIn: { find: async () => undefined },
  catalog: {},
  version: '0',
  webRoot: '/nonexistent',
  now: () => 0,
  isolation: () => ({ kind: 'none', why: { code: 'x', params: {} } }),
  addresses: () => ({}),
  metrics: () => '',
  logError: () => undefined,
} as unknown as ApiParts;

describe('createApi', () => {
  let server: Server;
  let base = '';
  before(async () => {
    server = createServer(getRequestListener(createApi(parts).fetch));
    await new Promise<void>((resolve) => server.listen({ host: '127.0.0.1', port: 0 }, resolve));
    base = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  });
  after(() => {
    server.closeAllConnections();
    server.close();
  });
  const ask = async (path: string, token: string, method = 'GET') => {
    const reply = await fetch(base + path, {
      method,
      headers: { authorization: `Bearer ${token}`, 'x-juanie-lang': 'zh-CN', 'content-type': 'application/json' },
    });
    return { status: reply.status, text: await reply.text() };
  };

  it('refuses a forged token in the shape that the procedures client reads, in its language', async () => {
    const { status, text } = await ask('/api/trpc/projects.list', 'forged');
    const { apiVersion, error } = JSON.parse(text) as {
      apiVersion: string;
      error: { code: unknown; reason: string; message: string; data: { kind: string; reason: string } };
    };
    assert.equal(status, 401);
    assert.equal(apiVersion, 'juanie.art/v1');
    assert.equal(typeof error.code, 'number');
    assert.deepEqual(
      [error.reason, error.data.reason, error.data.kind],
      ['TokenUnknown', 'TokenUnknown', 'Unauthenticated'],
    );
    assert.equal(error.message, '令牌未知、已过期或已被吊销。');
  });

  it('tells the kind of a failure outside the procedures', async () => {
    const { status, text } = await ask('/api/nothing', 'reads');
    assert.equal(status, 404);
    assert.equal((JSON.parse(text) as { error: { kind: string } }).error.kind, 'NotFound');
  });

  it('ends a stream that failed with the fault and its kind', async () => {
    const { text } = await ask('/api/logs?project=a&environment=nosuch', 'reads');
    assert.match(text, /data: \{"line":"one"\}\n\nevent: fault\ndata: .*"kind":"NotFound"/);
  });

  it('makes no session for a token that may only read', async () => {
    const refused = await ask('/api/trpc/people.signInLink', 'reads', 'POST');
    assert.equal(refused.status, 403);
    assert.match(refused.text, /FullTokenNeeded/);
    const made = await ask('/api/trpc/people.signInLink', 'all', 'POST');
    assert.match(made.text, /welcome\?token=jul_x/);
  });
});
