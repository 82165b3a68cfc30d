import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { inflateSync } from 'node:zlib';
import { deflateObject } from './deflate.ts';

describe('a deflated object', () => {
  for (const size of [0, 1, 159, 160, 161, 512, 513, 4096, 4097, 100_000]) {
    it(`of ${size} bytes inflates to itself`, () => {
      const data = Buffer.from(Array.from({ length: size }, (_, at) => (at * 7919) >>> 3));

      assert.ok(inflateSync(deflateObject(data)).equals(data));
    });
  }
});
