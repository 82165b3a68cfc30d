import { pipeline } from 'node:stream/promises';
import { fault } from '../faults.ts';
import { checkDigest } from '../names.ts';
import { answerEmpty, answerError } from './answer.ts';
import type { Exchange } from './exchange.ts';
import { parseRange } from './range.ts';

export async function serveBlob(exchange: Exchange, repository: string, digest: string): Promise<void> {
  const { request, response, store } = exchange;
  checkDigest(digest);
  if (!(await store.hasBlob(repository, digest))) {
    throw fault('OciBlobUnknown', { repository, digest });
  }
  if (request.method === 'DELETE') {
    if (!(await store.dropBlob(repository, digest))) {
      return answerError(response, { status: 405, code: 'UNSUPPORTED' }, 'a manifest still refers to this blob');
    }
    return answerEmpty(response, 202);
  }
  const size = await store.blobs.check(digest);
  if (size === undefined) {
    throw fault('OciBlobUnknown', { repository, digest });
  }
  const headers = {
    'content-type': 'application/octet-stream',
    'docker-content-digest': digest,
    'accept-ranges': 'bytes',
    etag: `"${digest}"`,
    'cache-control': 'private, max-age=31536000, immutable',
  };
  const range = parseRange(request.headers.range, size);
  if (range === 'unsatisfiable') {
    return answerEmpty(response, 416, { 'content-range': `bytes */${size}` });
  }
  const { start, end } = range === 'whole' ? { start: 0, end: size - 1 } : range;
  const part = range === 'whole' ? {} : { 'content-range': `bytes ${start}-${end}/${size}` };
  response.writeHead(range === 'whole' ? 200 : 206, { ...headers, ...part, 'content-length': end - start + 1 });
  if (request.method === 'HEAD' || size === 0) {
    response.end();
    return;
  }
  await pipeline(store.blobs.readPart(digest, { start, end }), response);
}
