import type { IncomingMessage } from 'node:http';
import { fault } from '../faults.ts';
import { maxManifestBytes } from '../manifest.ts';
import { isDigest } from '../names.ts';
import { answerEmpty } from './answer.ts';
import type { Exchange } from './exchange.ts';

export async function serveManifest(exchange: Exchange, repository: string, reference: string): Promise<void> {
  switch (exchange.request.method) {
    case 'PUT':
      return putManifest(exchange, repository, reference);
    case 'DELETE':
      return deleteManifest(exchange, repository, reference);
    default:
      return getManifest(exchange, repository, reference);
  }
}

async function getManifest(
  { request, response, store }: Exchange,
  repository: string,
  reference: string,
): Promise<void> {
  const row = await store.row(repository, reference);
  const bytes = row === undefined ? undefined : await store.blobs.readSmall(row.digest);
  if (row === undefined || bytes === undefined) {
    throw fault('OciManifestUnknown', { repository, reference });
  }
  response.writeHead(200, {
    'content-type': row.mediaType,
    'content-length': bytes.length,
    'docker-content-digest': row.digest,
    etag: `"${row.digest}"`,
  });
  response.end(request.method === 'HEAD' ? undefined : bytes);
}

async function putManifest(exchange: Exchange, repository: string, reference: string): Promise<void> {
  const { request, response, store } = exchange;
  const isByDigest = reference.includes(':');
  const tag = isByDigest ? undefined : reference;
  if (isByDigest && !isDigest(reference)) {
    throw fault('OciDigestInvalid', { digest: reference });
  }
  const mediaType = request.headers['content-type']?.split(';')[0]?.trim();
  const row = await store.putManifest(await readBody(request), {
    repository,
    mediaType,
    tag,
    digest: isByDigest ? reference : undefined,
  });
  exchange.pushed({ repository, digest: row.digest, tag });
  answerEmpty(response, 201, {
    location: `/v2/${repository}/manifests/${reference}`,
    'docker-content-digest': row.digest,
    ...(row.subject === undefined ? {} : { 'oci-subject': row.subject }),
  });
}

async function deleteManifest({ response, store }: Exchange, repository: string, reference: string): Promise<void> {
  const deleted = isDigest(reference)
    ? await store.deleteManifest(repository, reference)
    : await store.deleteTag(repository, reference);
  if (!deleted) {
    throw fault('OciManifestUnknown', { repository, reference });
  }
  answerEmpty(response, 202);
}

async function readBody(request: IncomingMessage): Promise<Buffer> {
  const parts: Buffer[] = [];
  let size = 0;
  for await (const part of request) {
    size += (part as Buffer).length;
    if (size > maxManifestBytes) {
      throw fault('OciBlobTooLarge', { limit: maxManifestBytes });
    }
    parts.push(part as Buffer);
  }
  return Buffer.concat(parts);
}
