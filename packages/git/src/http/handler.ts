import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Language } from '@juanie/fault';
import type { GitHost } from '../host.ts';
import type { OpenRepository } from '../open-repository.ts';
import { servePush } from '../receive/push.ts';
import { parseRepositoryName } from '../repository-name.ts';
import { defaultLimits, type GitAccess, type GitLimits } from './access.ts';
import { advertiseReceive, capabilitiesV2 } from './advertise.ts';
import { BadRequest } from './byte-reader.ts';
import { sayIn } from './messages.ts';
import { readBody } from './request-body.ts';
import { advertiseUpload, maxFetchRequest, serveUpload } from './upload-pack.ts';

export interface GitHttpOptions {
  readonly limits?: Partial<GitLimits>;
  /** What went wrong inside, and which clients broke off. Default: nobody is told. */
  readonly onError?: (error: unknown, request: { readonly method: string; readonly url: string }) => void;
}

/** A connection on which nothing moves for so long is closed: it may hold a git process. Both sides say that they live. */
const idleMs = 5 * 60_000;

type Service = 'git-upload-pack' | 'git-receive-pack';

interface Call {
  readonly repository: string;
  readonly action: 'info' | 'serve';
  readonly service: Service | undefined;
}

interface Exchange<Principal> {
  readonly request: IncomingMessage;
  readonly response: ServerResponse;
  readonly host: GitHost;
  readonly access: GitAccess<Principal>;
  readonly limits: GitLimits;
  readonly onError: (error: unknown) => void;
}

/** Serves Git's smart HTTP protocol, versions 0 to 2, below `/git/<owner>/<name>.git`. */
export function gitHttpHandler<Principal>(
  host: GitHost,
  access: GitAccess<Principal>,
  options: GitHttpOptions = {},
): (request: IncomingMessage, response: ServerResponse) => Promise<void> {
  const limits = { ...defaultLimits, ...options.limits };
  return async (request, response) => {
    const onError = (error: unknown) =>
      options.onError?.(error, { method: request.method ?? '', url: request.url ?? '' });
    request.setTimeout(idleMs, () => request.destroy());
    try {
      await serve({ request, response, host, access, limits, onError });
    } catch (error) {
      if (!(error instanceof BadRequest)) {
        onError(error);
      }
      endBadly(response, error);
    }
  };
}

async function serve<Principal>(exchange: Exchange<Principal>): Promise<void> {
  const { request, response, access } = exchange;
  const call = parseCall(request);
  if (call === undefined) {
    return refuse(response, 404, sayIn('en', 'GitHttpNotFound'));
  }
  if (call.service === undefined) {
    return refuse(response, 403, sayIn('en', 'GitHttpSmartOnly'));
  }
  const principal = await access.authenticate(request.headers.authorization);
  const language = access.languageOf?.(principal) ?? 'en';
  const verb = call.service === 'git-receive-pack' ? 'write' : 'read';
  const verdict = await access.may(principal, call.repository, verb);
  const repository = verdict === 'yes' ? findOpen(exchange.host, call.repository) : undefined;
  if (verdict !== 'yes' || repository === undefined) {
    return refuseAccess(response, verdict === 'yes' ? 'hidden' : verdict, { language, repository: call.repository });
  }
  await (verb === 'write'
    ? serveWrite(exchange, { call, repository, principal })
    : serveRead(exchange, { call, repository }));
}

async function serveWrite<Principal>(
  { request, response, access, limits, onError }: Exchange<Principal>,
  { call, repository, principal }: { call: Call; repository: OpenRepository; principal: Principal | undefined },
): Promise<void> {
  if (call.action === 'info') {
    return advertise(response, 'git-receive-pack', advertiseReceive(repository));
  }
  await servePush({ repository, access, principal, limits, response, onError }, readBody(request, limits.maxPushBytes));
}

async function serveRead<Principal>(
  { request, response, onError }: Exchange<Principal>,
  { call, repository }: { call: Call; repository: OpenRepository },
): Promise<void> {
  const given = request.headers['git-protocol'];
  const protocol = typeof given === 'string' && /^[a-z0-9=:_-]{1,200}$/.test(given) ? given : undefined;
  if (call.action === 'serve') {
    return serveUpload({ repository, response, protocol, onError }, readBody(request, maxFetchRequest));
  }
  return protocol?.split(':').includes('version=2') === true
    ? advertise(response, 'git-upload-pack', capabilitiesV2)
    : advertiseUpload({ repository, response, protocol, onError });
}

/** A host's repositories are always open ones; the face of the package shows less of them. */
function findOpen(host: GitHost, name: string): OpenRepository | undefined {
  return host.find(name) as OpenRepository | undefined;
}

/** Undefined where the path is not one of the protocol's; no service: a client that knows only plain files. */
function parseCall(request: IncomingMessage): Call | undefined {
  const [path = '', query = ''] = (request.url ?? '').split('?');
  const [, text = '', rest = ''] = /^\/git\/([^/]+\/[^/]+)\/(.+)$/.exec(path) ?? [];
  const repository = parseRepositoryName(text);
  if (repository === undefined) {
    return undefined;
  }
  if (request.method === 'GET' && rest === 'info/refs') {
    return { repository, action: 'info', service: parseService(new URLSearchParams(query).get('service')) };
  }
  if (request.method === 'POST' && parseService(rest) !== undefined) {
    const isRightType = request.headers['content-type'] === `application/x-${rest}-request`;
    return isRightType ? { repository, action: 'serve', service: parseService(rest) } : undefined;
  }
  return request.method === 'GET' && rest === 'HEAD' ? { repository, action: 'info', service: undefined } : undefined;
}

function parseService(text: string | null): Service | undefined {
  return text === 'git-upload-pack' || text === 'git-receive-pack' ? text : undefined;
}

function advertise(response: ServerResponse, service: Service, body: Buffer): void {
  response.writeHead(200, {
    'content-type': `application/x-${service}-advertisement`,
    'cache-control': 'no-cache',
    'content-length': body.length,
  });
  response.end(body);
}

function refuseAccess(
  response: ServerResponse,
  verdict: 'authenticate' | 'no' | 'hidden',
  { language, repository }: { language: Language; repository: string },
): void {
  if (verdict === 'authenticate') {
    response.setHeader('www-authenticate', 'Basic realm="Juanie", charset="UTF-8"');
    return refuse(response, 401, sayIn(language, 'GitHttpUnauthenticated'));
  }
  return verdict === 'no'
    ? refuse(response, 403, sayIn(language, 'GitHttpForbidden', { repository }))
    : refuse(response, 404, sayIn(language, 'GitHttpNotFound'));
}

/** git prints a plain text as `remote: …`. */
function refuse(response: ServerResponse, status: number, text: string): void {
  response.writeHead(status, { 'content-type': 'text/plain; charset=utf-8', 'cache-control': 'no-cache' });
  response.end(`${text}\n`);
}

function endBadly(response: ServerResponse, error: unknown): void {
  if (response.headersSent) {
    response.destroy();
  } else if (error instanceof BadRequest) {
    // What is left of the request is not read: the connection cannot be used again.
    response.setHeader('connection', 'close');
    refuse(response, error.status, error.message);
  } else {
    refuse(response, 500, sayIn('en', 'GitHttpInternal'));
  }
}
