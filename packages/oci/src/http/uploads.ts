import { fault } from '../faults.ts';
import { checkDigest, checkRepositoryName } from '../names.ts';
import { answerEmpty, answerError } from './answer.ts';
import type { Exchange } from './exchange.ts';
import { parseUploadRange } from './range.ts';

/** Begins an upload, or ends it at once: mounted from another repository, or with all its bytes. */
export async function startUpload(exchange: Exchange, repository: string): Promise<void> {
  const { request, response, query, store, maxBlobBytes } = exchange;
  checkRepositoryName(repository);
  const digest = query.get('digest');
  if (digest !== null) {
    checkDigest(digest);
    await store.blobs.put(request, { expected: digest, maxBytes: maxBlobBytes });
    return answerStored(exchange, repository, digest);
  }
  const mount = query.get('mount');
  if (mount !== null && (await canMount(exchange, mount))) {
    return answerStored(exchange, repository, mount);
  }
  const id = await store.uploads.start(repository);
  answerEmpty(response, 202, progress(repository, { id, offset: 0 }));
}

async function canMount({ query, store, may }: Exchange, digest: string): Promise<boolean> {
  const from = query.get('from');
  return (
    from !== null &&
    (await may(from, 'pull')) &&
    (await store.hasBlob(from, digest)) &&
    (await store.blobs.check(digest)) !== undefined
  );
}

export async function serveUpload(exchange: Exchange, repository: string, id: string): Promise<void> {
  const { request, response, query, store } = exchange;
  const place = { repository, id };
  switch (request.method) {
    case 'GET': {
      const offset = await store.uploads.offsetOf(repository, id);
      return answerEmpty(response, 204, progress(repository, { id, offset }));
    }
    case 'DELETE':
      await store.uploads.cancel(repository, id);
      return answerEmpty(response, 204);
    case 'PATCH': {
      const offset = await store.uploads.append(place, request, startOf(exchange));
      return answerEmpty(response, 202, progress(repository, { id, offset }));
    }
    case 'PUT': {
      const digest = query.get('digest');
      if (digest === null) {
        throw fault('OciDigestInvalid', { digest: '' });
      }
      checkDigest(digest);
      await store.uploads.finish(place, request, { digest, start: startOf(exchange) });
      return answerStored(exchange, repository, digest);
    }
    default:
      return answerError(response, { status: 405, code: 'UNSUPPORTED' }, 'method not allowed');
  }
}

function startOf({ request }: Exchange): number | undefined {
  return parseUploadRange(request.headers['content-range']);
}

async function answerStored({ response, store }: Exchange, repository: string, digest: string): Promise<void> {
  await store.blobs.touch(digest);
  await store.addBlob(repository, digest);
  answerEmpty(response, 201, { location: `/v2/${repository}/blobs/${digest}`, 'docker-content-digest': digest });
}

function progress(repository: string, { id, offset }: { readonly id: string; readonly offset: number }) {
  return {
    location: `/v2/${repository}/blobs/uploads/${id}`,
    range: `0-${Math.max(0, offset - 1)}`,
    'docker-upload-uuid': id,
  };
}
