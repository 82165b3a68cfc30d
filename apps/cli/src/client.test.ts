import assert from 'node:assert/strict';
import { createServer, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Readable } from 'node:stream';
import { afterEach, describe, it } from 'node:test';
import { openApi, parseEvents, readEvents, ServerFault, translate } from './client.ts';

let server: Server | undefined;
afterEach(() => {
  server?.closeAllConnections();
  server?.close();
});

async function serve(
  answer: (response: ServerResponse) => void,
): Promise<{ server: string; token: string; why: string }> {
  const opened = createServer((_, response) => answer(response));
  server = opened;
  await new Promise<void>((resolve) => opened.listen({ host: '127.0.0.1', port: 0 }, resolve));
  return { server: `http://127.0.0.1:${(opened.address() as AddressInfo).port}`, token: 't', why: '' };
}

async function collect(events: AsyncIterable<{ event: string; data: unknown }>): Promise<unknown[]> {
  const all: unknown[] = [];
  for await (const { event, data } of events) {
    all.push([event, data]);
  }
  return all;
}

describe('events', () => {
  it('are put together however they are cut', async () => {
    const text = ': open\n\nid: 4\ndata: {"a":1}\n\nevent: end\ndata: {}\n\nevent: cut\ndata: {"never';
    for (const size of [1, 2, 7, 1000]) {
      const chunks = text.match(new RegExp(`[^]{1,${size}}`, 'g')) ?? [];
      assert.deepEqual(await collect(parseEvents(Readable.from(chunks))), [
        ['message', { a: 1 }],
        ['end', {}],
      ]);
    }
  });

  it('throw what the server said when the stream ends in a fault', async () => {
    const error = {
      kind: 'NotFound',
      reason: 'EnvironmentNotFound',
      message: 'No.',
      next: [],
      stillTrue: [],
      problems: [],
    };
    const target = await serve((response) =>
      response
        .writeHead(200, { 'content-type': 'text/event-stream' })
        .end(`event: fault\ndata: ${JSON.stringify(error)}\n\n`),
    );
    await assert.rejects(collect(readEvents(target, '/api/logs', { language: 'en' })), (thrown) => {
      assert.ok(thrown instanceof ServerFault);
      return thrown.error.kind === 'NotFound' && thrown.message === 'No.';
    });
  });

  it('are refused by something that is no Juanie', async () => {
    const target = await serve((response) => response.writeHead(502).end('<html>'));
    await assert.rejects(collect(readEvents(target, '/api/logs', { language: 'en' })), { reason: 'ServerUnreachable' });
  });
});

describe('translate', () => {
  it('says what the server said', async () => {
    const said = {
      kind: 'Unauthenticated',
      reason: 'TokenUnknown',
      message: 'No such token.',
      next: [],
      stillTrue: [],
      problems: [],
    };
    const target = await serve((response) =>
      response
        .writeHead(401, { 'content-type': 'application/json' })
        .end(JSON.stringify({ error: { message: said.message, code: -32_001, data: said } })),
    );
    const thrown: unknown = await openApi(target, 'en')
      .projects.list.query()
      .catch((error: unknown) => error);
    const known = translate(thrown, target.server);
    assert.ok(known instanceof ServerFault);
    assert.equal(known.error.reason, 'TokenUnknown');
  });

  it('names the address where nobody answers', async () => {
    const target = await serve(() => undefined);
    await new Promise((resolve) => server?.close(resolve));
    const thrown: unknown = await openApi(target, 'en')
      .projects.list.query()
      .catch((error: unknown) => error);
    const known = translate(thrown, target.server);
    assert.ok(known instanceof Error && known.message.startsWith(`No Juanie answers at ${target.server}: `));
  });
});
