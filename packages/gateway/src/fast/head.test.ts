import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { fieldOf, parseRequestHead, parseResponseHead } from './head.ts';

const request = (fields: string, line = 'GET /a?b HTTP/1.1'): string => `${line}\r\n${fields}`;

describe('parseRequestHead', () => {
  it('keeps what is for the pod and drops what is of the connection or claimed', () => {
    const head = parseRequestHead(
      request(
        'Host: Shop.localhost:7480\r\nconnection: keep-alive\r\nAccept: */*\r\nX-Forwarded-For: 6.6.6.6\r\n' +
          'Keep-Alive: timeout=5\r\nProxy-Authorization: x\r\ncookie: a=b\r\nContent-Length: 3\r\n',
      ),
    );

    assert.deepEqual(
      { ...head, text: '' },
      {
        method: 'GET',
        path: '/a',
        query: '?b',
        host: 'Shop.localhost:7480',
        length: 3,
        close: false,
        forward:
          'GET /a?b HTTP/1.1\r\nHost: Shop.localhost:7480\r\nAccept: */*\r\ncookie: a=b\r\nContent-Length: 3\r\n',
        text: '',
      },
    );
    assert.equal(fieldOf(head?.text ?? '', 'cookie'), 'a=b');
  });

  for (const [what, text] of [
    ['another version', request('Host: a\r\n', 'GET / HTTP/1.0')],
    ['an absolute target', request('Host: a\r\n', 'GET http://a/ HTTP/1.1')],
    ['a blank in the target', request('Host: a\r\n', 'GET /a b HTTP/1.1')],
    ['no host', request('Accept: */*\r\n')],
    ['two hosts', request('Host: a\r\nHost: b\r\n')],
    ['a host with a path', request('Host: a/b\r\n')],
    ['two lengths', request('Host: a\r\nContent-Length: 1\r\nContent-Length: 1\r\n')],
    ['a length with a sign', request('Host: a\r\nContent-Length: +1\r\n')],
    ['a list of lengths', request('Host: a\r\nContent-Length: 1, 1\r\n')],
    ['chunks', request('Host: a\r\nTransfer-Encoding: chunked\r\n')],
    ['an upgrade', request('Host: a\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n')],
    ['private headers of the connection', request('Host: a\r\nConnection: close, x-a\r\n')],
    ['an expectation', request('Host: a\r\nExpect: 100-continue\r\n')],
    ['a blank before the colon', request('Host : a\r\n')],
    ['a folded line', request('Host: a\r\nX: b\r\n c\r\n')],
    ['a lone line feed', request('Host: a\r\nX: b\nY: c\r\n')],
    ['a lone carriage return', request('Host: a\r\nX: b\rY: c\r\n')],
    ['a zero byte', request('Host: a\r\nX: \0\r\n')],
    ['no colon', request('Host: a\r\nX\r\n')],
  ] as const) {
    it(`leaves ${what} to the long way`, () => {
      assert.equal(parseRequestHead(text), undefined);
    });
  }
});

describe('parseResponseHead', () => {
  it('keeps what is for the client', () => {
    const text =
      'HTTP/1.1 200 OK\r\nContent-Length: 5\r\nConnection: keep-alive\r\nKeep-Alive: timeout=5\r\nEtag: x\r\n';

    assert.deepEqual(parseResponseHead(text), {
      status: 200,
      forward: 'HTTP/1.1 200 OK\r\nContent-Length: 5\r\nEtag: x\r\n',
      length: 5,
      chunked: false,
      keeps: true,
    });
  });

  for (const { what, text, keeps } of [
    { what: 'says it closes', text: 'HTTP/1.1 200 OK\r\nConnection: close\r\n', keeps: false },
    { what: 'speaks 1.0', text: 'HTTP/1.0 200 OK\r\n', keeps: false },
    { what: 'speaks 1.0 and keeps', text: 'HTTP/1.0 200 OK\r\nConnection: keep-alive\r\n', keeps: true },
    { what: 'has no reason phrase', text: 'HTTP/1.1 204\r\n', keeps: true },
  ]) {
    it(`knows whether a pod that ${what} can be asked again`, () => {
      assert.equal(parseResponseHead(text)?.keeps, keeps);
    });
  }

  for (const text of [
    'HTTP/2 200 OK\r\n',
    'SSH-2.0-x\r\n',
    'HTTP/1.1 200 OK\r\nContent-Length: 1\r\nContent-Length: 2\r\n',
    'HTTP/1.1 200 OK\r\nContent-Length: 1\r\nTransfer-Encoding: chunked\r\n',
    'HTTP/1.1 200 OK\r\nTransfer-Encoding: gzip, chunked\r\n',
    'HTTP/1.1 200 OK\r\nX: a\nY: b\r\n',
  ]) {
    it(`refuses ${JSON.stringify(text)}`, () => {
      assert.equal(parseResponseHead(text), undefined);
    });
  }
});
