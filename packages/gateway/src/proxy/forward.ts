import { request as httpRequest, type ClientRequest, type IncomingMessage, type ServerResponse } from 'node:http';
import type { Rule } from '../routes/rule.ts';
import type { Endpoint } from '../upstream/endpoint.ts';
import { pickEndpoint } from '../upstream/pick.ts';
import { rewritten } from './address.ts';
import type { ProxyContext } from './context.ts';
import type { FailureReason } from './failure.ts';
import { change, toClient, toPod } from './headers.ts';
import { refuse } from './refuse.ts';
import type { Found } from './route.ts';

/** One request on its way to a pod and its answer on the way back. */
export interface Passage {
  readonly request: IncomingMessage;
  readonly response: ServerResponse;
  readonly found: Found;
  readonly endpoints: readonly Endpoint[];
}

/** A pod must begin to answer within this time where its route sets none. */
const patienceMs = 120_000;
/** An endpoint that refused is asked last for so long. */
const avoidMs = 1000;
/** May be sent again when the connection ended before anything came back (RFC 9110, 9.2.2). */
const idempotent = new Set(['GET', 'HEAD', 'OPTIONS', 'TRACE', 'PUT', 'DELETE']);
const refusals = new Set(['ECONNREFUSED', 'EHOSTUNREACH', 'ENETUNREACH', 'EADDRNOTAVAIL', 'EAGAIN']);

export function forward(context: ProxyContext, passage: Passage): void {
  attempt(context, passage, new Set());
}

function attempt(context: ProxyContext, passage: Passage, tried: Set<Endpoint>): void {
  const endpoint = pickEndpoint(passage.endpoints, context.now(), tried.size === 0 ? undefined : tried);
  if (endpoint === undefined) {
    fail(context, passage, 'Refused');
    return;
  }
  const { request, response, found } = passage;
  const upstream = openUpstream(passage, endpoint);
  endpoint.inFlight += 1;
  const timer = setTimeout(() => end('TimedOut'), found.rule.backendTimeoutMs ?? patienceMs);
  let settled = false;

  function settle(): boolean {
    const first = !settled;
    if (first) {
      settled = true;
      clearTimeout(timer);
    }
    return first;
  }

  function end(reason: FailureReason): void {
    if (settle()) {
      fail(context, passage, reason);
      upstream.destroy();
    }
  }

  upstream.on('error', (error: NodeJS.ErrnoException) => {
    if (settled) {
      return;
    }
    if (mayRetry(upstream, request, error)) {
      settle();
      if (refusals.has(error.code ?? '')) {
        tried.add(endpoint);
        endpoint.avoidUntil = context.now() + avoidMs;
      }
      attempt(context, passage, tried);
      return;
    }
    end(failureOf(error));
  });
  upstream.on('close', () => {
    endpoint.inFlight -= 1;
  });
  upstream.on('response', (answer) => {
    if (settle()) {
      relay(found.rule, answer, response);
    }
  });
  response.once('close', () => {
    // The client has gone, or has its answer: an unfinished exchange with the pod is of no use any more.
    if (!response.writableFinished) {
      settle();
      upstream.destroy();
    }
  });
  send(request, upstream);
}

function openUpstream({ request, found }: Passage, endpoint: Endpoint): ClientRequest {
  const { rule } = found;
  const edge = { host: request.headers.host ?? '', client: request.socket.remoteAddress ?? '' };
  const passed = toPod(request.rawHeaders, edge, false);
  const changed = rule.request === undefined ? passed : change(passed, rule.request);
  const headers = rule.rewrite?.hostname === undefined ? changed : change(changed, hostChange(rule.rewrite.hostname));
  if (request.headers['transfer-encoding'] !== undefined) {
    headers.push('Transfer-Encoding', 'chunked');
  }
  headers.push('Connection', 'keep-alive');
  return httpRequest({
    host: endpoint.address,
    port: endpoint.port,
    agent: endpoint.agent,
    method: request.method,
    path: rewritten(rule, found),
    headers,
    setHost: false,
  });
}

function hostChange(value: string) {
  return { set: [{ name: 'Host', value }] };
}

/** The body leaves only when there is a connection: until then another endpoint can still be asked. */
function send(request: IncomingMessage, upstream: ClientRequest): void {
  if (!hasBody(request)) {
    upstream.end();
    return;
  }
  upstream.once('socket', (socket) => {
    if (socket.connecting) {
      socket.once('connect', () => request.pipe(upstream));
    } else {
      request.pipe(upstream);
    }
  });
}

function hasBody({ headers }: IncomingMessage): boolean {
  return headers['transfer-encoding'] !== undefined || (headers['content-length'] ?? '0') !== '0';
}

export function failureOf({ code = '' }: NodeJS.ErrnoException): FailureReason {
  return refusals.has(code) ? 'Refused' : code.startsWith('HPE_') ? 'BadAnswer' : 'ClosedEarly';
}

function mayRetry(upstream: ClientRequest, request: IncomingMessage, { code = '' }: NodeJS.ErrnoException): boolean {
  if (refusals.has(code)) {
    return true;
  }
  // A pod may close a kept connection in the moment it is used again.
  return upstream.reusedSocket && !hasBody(request) && idempotent.has(request.method ?? '');
}

export function relay(rule: Rule, answer: IncomingMessage, response: ServerResponse): void {
  const passed = toClient(answer.rawHeaders);
  const headers = rule.response === undefined ? passed : change(passed, rule.response);
  response.writeHead(answer.statusCode ?? 502, answer.statusMessage, headers);
  answer.on('error', () => response.destroy());
  answer.on('aborted', () => response.destroy());
  answer.pipe(response);
}

function fail(context: ProxyContext, { request, response, found }: Passage, reason: FailureReason): void {
  if (response.headersSent) {
    response.destroy();
    return;
  }
  refuse(context, { request, response }, { reason, namespace: found.rule.owner.namespace });
}
