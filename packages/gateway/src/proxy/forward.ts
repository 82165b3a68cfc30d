import { request as httpRequest, type ClientRequest, type IncomingMessage, type ServerResponse } from 'node:http';
import type { Rule } from '../routes/rule.ts';
import type { Endpoint } from '../upstream/endpoint.ts';
import { pickEndpoint } from '../upstream/pick.ts';
import { rewritten } from './address.ts';
import type { ProxyContext } from './context.ts';
import type { FailureReason } from './failure.ts';
import { change, toClient, toPod } from './headers.ts';
import { refuse } from './refuse.ts';
import { findEndpoints, type Found } from './route.ts';

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

/** How often an idempotent request is repeated when its pod hangs up without an answer. */
export const mostRepeats = 2;

export function forward(context: ProxyContext, passage: Passage): void {
  attempt(context, passage, { tried: new Set(), repeats: 0 });
}

/** What was tried for a request so far. */
interface Tries {
  /** They refused: nothing was sent to them. */
  readonly tried: ReadonlySet<Endpoint>;
  /** Times that the request was sent in vain. */
  readonly repeats: number;
}

function attempt(context: ProxyContext, passage: Passage, tries: Tries): void {
  const endpoint = pickEndpoint(passage.endpoints, context.now(), tries.tried.size === 0 ? undefined : tries.tried);
  if (endpoint === undefined) {
    fail(context, passage, 'Refused');
    return;
  }
  const { response, request, found } = passage;
  const upstream = openUpstream(passage, endpoint);
  const patience = found.rule.backendTimeoutMs ?? patienceMs;
  const timer = setTimeout(() => settle() && fail(context, passage, 'TimedOut', upstream), patience);
  let open = true;
  let complete = false;
  endpoint.inFlight += 1;

  /** True the first time only: of an answer, an error, a time-out and a client that leaves, one counts. */
  function settle(): boolean {
    const first = open;
    open = false;
    clearTimeout(timer);
    return first;
  }

  upstream.on('error', (error: NodeJS.ErrnoException) => {
    if (settle()) {
      const next = afterFailure(context, passage, { tries, endpoint, error });
      if (next === undefined) {
        fail(context, passage, failureOf(error), upstream);
      } else {
        attempt(context, next.passage, next.tries);
      }
    }
  });
  upstream.on('close', () => (endpoint.inFlight -= 1));
  upstream.on('response', (answer) => {
    answer.on('end', () => (complete = true));
    if (settle()) {
      relay(found.rule, answer, response);
    }
  });
  response.once('close', () => {
    // The client has gone, or has been answered by somebody else: what the pod still does is of no use.
    settle();
    if (!complete) {
      upstream.destroy();
    }
  });
  send(request, upstream);
}

interface Failed {
  readonly tries: Tries;
  readonly endpoint: Endpoint;
  readonly error: NodeJS.ErrnoException;
}

/** Whom to ask next; undefined when the request must not be sent again. */
function afterFailure(
  context: ProxyContext,
  passage: Passage,
  { tries, endpoint, error }: Failed,
): { passage: Passage; tries: Tries } | undefined {
  if (refusals.has(error.code ?? '')) {
    endpoint.avoidUntil = context.now() + avoidMs;
    return { passage, tries: { ...tries, tried: new Set([...tries.tried, endpoint]) } };
  }
  const { request, found } = passage;
  if (hasBody(request) || !isIdempotent(request.method ?? '') || tries.repeats >= mostRepeats) {
    return undefined;
  }
  // A pod that hung up may have ended: who answers now may be somebody else.
  endpoint.avoidUntil = context.now() + avoidMs;
  const endpoints = findEndpoints(context, found.rule);
  return 'reason' in endpoints
    ? undefined
    : { passage: { ...passage, endpoints }, tries: { ...tries, repeats: tries.repeats + 1 } };
}

export function isIdempotent(method: string): boolean {
  return idempotent.has(method);
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

export function relay(rule: Rule, answer: IncomingMessage, response: ServerResponse): void {
  const passed = toClient(answer.rawHeaders);
  const headers = rule.response === undefined ? passed : change(passed, rule.response);
  response.writeHead(answer.statusCode ?? 502, answer.statusMessage, headers);
  answer.on('error', () => response.destroy());
  answer.on('aborted', () => response.destroy());
  answer.pipe(response);
}

// oxlint-disable-next-line max-params -- the last one is only there once something was sent
function fail(context: ProxyContext, passage: Passage, reason: FailureReason, upstream?: ClientRequest): void {
  const { request, response, found } = passage;
  if (response.headersSent) {
    response.destroy();
  } else {
    refuse(context, { request, response }, { reason, namespace: found.rule.owner.namespace });
  }
  upstream?.destroy();
}
