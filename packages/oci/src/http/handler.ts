import type { IncomingMessage, ServerResponse } from 'node:http';
import { isRepositoryName } from '../names.ts';
import type { RegistryAccess, RegistryVerb } from '../registry.ts';
import type { Store } from '../store.ts';
import { answerError, answerFault, answerJson } from './answer.ts';
import { serveBlob } from './blobs.ts';
import type { Exchange } from './exchange.ts';
import { listReferrers, listTags } from './lists.ts';
import { serveManifest } from './manifests.ts';
import { parseRoute, type Route } from './route.ts';
import { serveUpload, startUpload } from './uploads.ts';

export interface RegistryHttpOptions {
  readonly maxBlobBytes: number;
  readonly onError: ((error: unknown, request: { readonly method: string; readonly url: string }) => void) | undefined;
}

const challenge = 'Basic realm="Juanie", charset="UTF-8"';
const methods: Readonly<Record<Route['kind'], readonly string[]>> = {
  base: ['GET', 'HEAD'],
  manifest: ['GET', 'HEAD', 'PUT', 'DELETE'],
  blob: ['GET', 'HEAD', 'DELETE'],
  uploads: ['POST'],
  upload: ['GET', 'PATCH', 'PUT', 'DELETE'],
  tags: ['GET'],
  referrers: ['GET'],
};

/** Serves the Distribution specification 1.1 below `/v2/`. */
export function registryHandler<Principal>(
  store: Store,
  access: RegistryAccess<Principal>,
  options: RegistryHttpOptions,
): (request: IncomingMessage, response: ServerResponse) => Promise<void> {
  return async (request, response) => {
    response.setHeader('docker-distribution-api-version', 'registry/2.0');
    try {
      await serve({ store, access, options }, request, response);
    } catch (error) {
      if (!answerFault(response, error)) {
        options.onError?.(error, { method: request.method ?? '', url: request.url ?? '' });
      }
    } finally {
      // What is left of a body that was refused is not waited for.
      if (!request.complete) {
        response.shouldKeepAlive = false;
        request.resume();
      }
    }
  };
}

interface Served<Principal> {
  readonly store: Store;
  readonly access: RegistryAccess<Principal>;
  readonly options: RegistryHttpOptions;
}

async function serve<Principal>(
  served: Served<Principal>,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const { store, access, options } = served;
  const url = new URL(request.url ?? '/', 'http://registry');
  const route = parseRoute(url.pathname);
  const method = request.method ?? 'GET';
  if (route === undefined) {
    return answerError(response, { status: 404, code: 'NAME_UNKNOWN' }, 'there is nothing here');
  }
  if (!methods[route.kind].includes(method)) {
    return answerError(response, { status: 405, code: 'UNSUPPORTED' }, `${method} is not allowed here`);
  }
  const principal = await access.authenticate(request.headers.authorization);
  if (route.kind === 'base') {
    return principal === undefined ? refuse(response, 'authenticate') : answerJson(response, {});
  }
  if (!isRepositoryName(route.repository)) {
    return answerError(response, { status: 400, code: 'NAME_INVALID' }, 'not a name of a repository');
  }
  const verdict = await access.may(principal, route.repository, verbOf(route, method));
  if (verdict !== 'yes') {
    return refuse(response, verdict);
  }
  await dispatch(route, {
    request,
    response,
    store,
    query: url.searchParams,
    maxBlobBytes: options.maxBlobBytes,
    may: async (repository, verb) => (await access.may(principal, repository, verb)) === 'yes',
    pushed: (push) => access.afterPush?.({ principal, ...push }),
  });
}

function verbOf(route: Route, method: string): RegistryVerb {
  if (route.kind === 'uploads' || route.kind === 'upload' || method === 'PUT') {
    return 'push';
  }
  return method === 'DELETE' ? 'delete' : 'pull';
}

function dispatch(route: Exclude<Route, { kind: 'base' }>, exchange: Exchange): Promise<void> {
  switch (route.kind) {
    case 'manifest':
      return serveManifest(exchange, route.repository, route.reference);
    case 'blob':
      return serveBlob(exchange, route.repository, route.digest);
    case 'uploads':
      return startUpload(exchange, route.repository);
    case 'upload':
      return serveUpload(exchange, route.repository, route.id);
    case 'tags':
      return listTags(exchange, route.repository);
    case 'referrers':
      return listReferrers(exchange, route.repository, route.digest);
  }
}

function refuse(response: ServerResponse, verdict: 'authenticate' | 'no' | 'hidden'): void {
  switch (verdict) {
    case 'authenticate':
      response.setHeader('www-authenticate', challenge);
      return answerError(
        response,
        { status: 401, code: 'UNAUTHORIZED' },
        'sign in with an access token as the password',
      );
    case 'no':
      return answerError(response, { status: 403, code: 'DENIED' }, 'you may not do this');
    case 'hidden':
      return answerError(response, { status: 404, code: 'NAME_UNKNOWN' }, 'there is no such repository');
  }
}
