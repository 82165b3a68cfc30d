import assert from 'node:assert/strict';
import { connect, createServer, type AddressInfo } from 'node:net';
import { describe, it } from 'node:test';
import { openStage, type Stage } from './testing.ts';

const toWeb = { backendRefs: [{ name: 'web', port: 80 }] };

/** A pod that answers each request, told by its head, with exactly these bytes, then hangs up when asked to. */
async function rawPod(
  stage: Stage,
  answer: (head: string) => string,
  hangsUp: (head: string) => boolean = () => false,
): Promise<Disposable> {
  const server = createServer((socket) => {
    let text = '';
    socket.on('error', () => socket.destroy());
    socket.on('data', (chunk: Buffer) => {
      text += chunk.toString('latin1');
      for (let end = text.indexOf('\r\n\r\n'); end >= 0; end = text.indexOf('\r\n\r\n')) {
        const head = text.slice(0, end + 4);
        socket.write(answer(head));
        text = text.slice(end + 4);
        if (hangsUp(head)) {
          socket.end();
        }
      }
    });
  });
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  await stage.serve('web', [{ port: (server.address() as AddressInfo).port, ready: true, pod: 'raw' }]);
  await stage.route('web', [toWeb]);
  await stage.settle();
  return { [Symbol.dispose]: () => void server.close() };
}

/** Sends bytes and reads until the gateway ends the connection, which it says in the last answer. */
async function exchange(stage: Stage, bytes: string): Promise<string> {
  const socket = connect({ port: stage.gateway.address.port, host: '127.0.0.1', allowHalfOpen: true });
  socket.end(bytes);
  let text = '';
  for await (const chunk of socket) {
    text += String(chunk);
  }
  return text.replaceAll('Connection: close\r\n', '');
}

const get = (path: string, fields = ''): string => `GET ${path} HTTP/1.1\r\nHost: shop.localhost\r\n${fields}\r\n`;
const ok = (body: string): string => `HTTP/1.1 200 OK\r\nContent-Length: ${body.length}\r\n\r\n${body}`;

describe('on the wire', () => {
  it('answers pipelined requests in their order', async () => {
    await using stage = await openStage();
    using _ = await rawPod(stage, (head) => ok(head.split(' ')[1] ?? ''));

    const text = await exchange(stage, get('/1') + get('/2') + get('/3'));

    assert.equal(text, ok('/1') + ok('/2') + ok('/3'));
  });

  it('passes a chunked answer on as it is', async () => {
    await using stage = await openStage();
    const chunked = 'HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nhi\r\n0\r\n\r\n';
    using _ = await rawPod(stage, () => chunked);

    assert.equal(await exchange(stage, get('/') + get('/')), chunked + chunked);
  });

  it('answers HEAD without a body and goes on', async () => {
    await using stage = await openStage();
    using _ = await rawPod(stage, (head) => (head.startsWith('HEAD') ? ok('').replace(': 0', ': 9') : ok('next')));

    const text = await exchange(stage, get('/').replace('GET', 'HEAD') + get('/'));

    assert.equal(text, `HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\n${ok('next')}`);
  });

  it('ends an answer without a length with its connection', async () => {
    await using stage = await openStage();
    using _ = await rawPod(
      stage,
      () => 'HTTP/1.1 200 OK\r\n\r\nuntil the end',
      () => true,
    );

    assert.equal(await exchange(stage, get('/')), 'HTTP/1.1 200 OK\r\n\r\nuntil the end');
  });

  it('waits for the real answer behind an interim one', async () => {
    await using stage = await openStage();
    using _ = await rawPod(stage, () => `HTTP/1.1 103 Early Hints\r\nLink: x\r\n\r\n${ok('real')}`);

    assert.equal(await exchange(stage, get('/')), ok('real'));
  });

  it('says 502 when what answers is no HTTP, and keeps the connection', async () => {
    await using stage = await openStage();
    using _ = await rawPod(stage, () => 'SSH-2.0-OpenSSH\r\n\r\n');

    const text = await exchange(stage, get('/', 'Accept: application/json\r\n'));

    assert.match(text, /^HTTP\/1\.1 502 Bad Gateway\r\n/);
    assert.match(text, /"reason":"GatewayBadAnswer"/);
  });

  it('never repeats a request that may have changed something', async () => {
    await using stage = await openStage();
    const seen: string[] = [];
    const note = (head: string): string => {
      seen.push(head.split(' ')[0] ?? '');
      return head.startsWith('POST') ? '' : ok('first');
    };
    using _ = await rawPod(stage, note, (head) => head.startsWith('POST'));
    const post = get('/', 'Accept: application/json\r\nContent-Length: 0\r\n').replace('GET', 'POST');

    const first = await exchange(stage, get('/'));
    const second = await exchange(stage, post);

    assert.equal(first, ok('first'));
    assert.match(second, /"reason":"GatewayClosedEarly"/);
    assert.deepEqual(seen, ['GET', 'POST']);
  });

  for (const { what, bytes } of [
    {
      what: 'two lengths',
      bytes: 'POST / HTTP/1.1\r\nHost: shop.localhost\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\nab',
    },
    {
      what: 'a length and chunks',
      bytes:
        'POST / HTTP/1.1\r\nHost: shop.localhost\r\nContent-Length: 1\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n',
    },
    { what: 'a blank before a colon', bytes: 'GET / HTTP/1.1\r\nHost: shop.localhost\r\nX : y\r\n\r\n' },
    { what: 'no host', bytes: 'GET / HTTP/1.1\r\n\r\n' },
    { what: 'a line feed alone', bytes: 'GET / HTTP/1.1\r\nHost: shop.localhost\r\nX: a\nY: b\r\n\r\n' },
  ]) {
    it(`refuses ${what}`, async () => {
      await using stage = await openStage();
      const seen: string[] = [];
      using _ = await rawPod(stage, (head) => {
        seen.push(head);
        return ok('');
      });

      assert.match(await exchange(stage, bytes), /^HTTP\/1\.1 400 /);
      assert.deepEqual(seen, []);
    });
  }
});
