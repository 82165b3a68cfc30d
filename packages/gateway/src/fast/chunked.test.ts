import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { openChunkedBody } from './chunked.ts';

/** Feeds the text in pieces of a size; the offset behind the body, -1 or -2. */
function endOf(text: string, size: number): number {
  const body = openChunkedBody();
  const bytes = Buffer.from(text);
  for (let at = 0; at < bytes.length; at += size) {
    const end = body.feed(bytes.subarray(at, at + size));
    if (end !== -1) {
      return end === -2 ? end : at + end;
    }
  }
  return -1;
}

describe('a chunked body', () => {
  for (const { what, text, rest } of [
    { what: 'one chunk', text: '5\r\nhello\r\n0\r\n\r\n', rest: '' },
    { what: 'several chunks', text: '1\r\na\r\nA\r\n0123456789\r\n0\r\n\r\n', rest: '' },
    { what: 'extensions', text: '5;name=value\r\nhello\r\n0\r\n\r\n', rest: '' },
    { what: 'trailers', text: '1\r\na\r\n0\r\nDigest: x\r\nB: y\r\n\r\n', rest: '' },
    { what: 'what follows', text: '1\r\na\r\n0\r\n\r\n', rest: 'HTTP/1.1' },
    { what: 'line ends inside of data', text: '4\r\n\r\n\r\n\r\n0\r\n\r\n', rest: '' },
  ]) {
    it(`ends where it ends, with ${what}, however it is cut`, () => {
      for (let size = 1; size <= text.length + rest.length; size += 1) {
        assert.equal(endOf(text + rest, size), text.length, `in pieces of ${size}`);
      }
    });
  }

  for (const text of ['x\r\n', '\r\n', '5\r\nhellooo\r\n', '11111111111111\r\n']) {
    it(`refuses ${JSON.stringify(text)}`, () => {
      assert.equal(endOf(text, 3), -2);
    });
  }

  it('goes on while it is not whole', () => {
    assert.equal(endOf('5\r\nhel', 2), -1);
  });
});
