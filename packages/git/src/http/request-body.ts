import type { IncomingMessage } from 'node:http';
import { createGunzip } from 'node:zlib';
import { BadRequest, ByteReader } from './byte-reader.ts';

/** The body, unpacked where the client compressed it, and never more than `limit` bytes of it. */
export function readBody(request: IncomingMessage, limit: number): ByteReader {
  return new ByteReader(limited(unpacked(request), limit));
}

function unpacked(request: IncomingMessage): AsyncIterable<Buffer> {
  const encoding = request.headers['content-encoding'] ?? 'identity';
  if (encoding === 'identity') {
    return request;
  }
  if (encoding !== 'gzip' && encoding !== 'x-gzip') {
    throw new BadRequest(415, `content encoding ${encoding} is not supported`);
  }
  const gunzip = createGunzip();
  request.on('error', (error) => gunzip.destroy(error));
  request.on('aborted', () => gunzip.destroy(new Error('the client is gone')));
  return request.pipe(gunzip);
}

async function* limited(source: AsyncIterable<Buffer>, limit: number): AsyncGenerator<Buffer> {
  let seen = 0;
  for await (const chunk of source) {
    seen += chunk.length;
    if (seen > limit) {
      throw new BadRequest(413, `more than ${limit} bytes`);
    }
    yield chunk;
  }
}
