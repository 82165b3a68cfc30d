import { request as httpRequest, ServerResponse, type IncomingMessage } from 'node:http';
import type { Duplex } from 'node:stream';
import type { Endpoint } from '../upstream/endpoint.ts';
import { pickEndpoint } from '../upstream/pick.ts';
import { rewritten } from './address.ts';
import type { ProxyContext } from './context.ts';
import { failureOf, relay } from './forward.ts';
import { change, toPod } from './headers.ts';
import { refuse } from './refuse.ts';
import { findEndpoints, findRule, type Found } from './route.ts';

/** What asks to leave HTTP on this connection; h2c is not offered: it is answered as plain HTTP/1.1. */
export function wantsUpgrade({ headers }: IncomingMessage): boolean {
  return headers.upgrade !== undefined && headers.upgrade.toLowerCase() !== 'h2c';
}

interface Crossing {
  readonly request: IncomingMessage;
  readonly socket: Duplex;
  /** Bytes that came after the request's head. */
  readonly head: Buffer;
  readonly found: Found;
}

/** Hands a connection (a WebSocket) through to a pod; a pod that does not want it answers as usual. */
export function handleUpgrade(
  context: ProxyContext,
  request: IncomingMessage,
  { socket, head }: Pick<Crossing, 'socket' | 'head'>,
): void {
  socket.on('error', () => socket.destroy());
  const response = responseOn(request, socket);
  const found = findRule(context, request);
  if ('reason' in found) {
    refuse(context, { request, response }, found);
    return;
  }
  const endpoints = findEndpoints(context, found.rule);
  if ('reason' in endpoints) {
    refuse(context, { request, response }, endpoints);
    return;
  }
  cross(context, { request, socket, head, found }, { response, endpoints, tried: new Set() });
}

/** An answer on a connection that Node's server has let go of. */
function responseOn(request: IncomingMessage, socket: Duplex): ServerResponse {
  const response = new ServerResponse(request);
  response.shouldKeepAlive = false;
  response.assignSocket(socket as Parameters<ServerResponse['assignSocket']>[0]);
  response.on('finish', () => socket.end());
  return response;
}

interface Choice {
  readonly response: ServerResponse;
  readonly endpoints: readonly Endpoint[];
  readonly tried: Set<Endpoint>;
}

function cross(context: ProxyContext, crossing: Crossing, { response, endpoints, tried }: Choice): void {
  const { request, socket, head, found } = crossing;
  const endpoint = pickEndpoint(endpoints, context.now(), tried);
  const { namespace } = found.rule.owner;
  if (endpoint === undefined) {
    refuse(context, { request, response }, { reason: 'Refused', namespace });
    return;
  }
  const upstream = httpRequest({
    host: endpoint.address,
    port: endpoint.port,
    agent: false,
    method: request.method,
    path: rewritten(found.rule, found),
    headers: headersFor(request, found),
    setHost: false,
  });
  upstream.on('upgrade', (answer, pod: Duplex, first: Buffer) => {
    endpoint.inFlight += 1;
    pod.on('close', () => (endpoint.inFlight -= 1));
    found.rule.owner.counter.record(101, 0);
    response.detachSocket(socket as Parameters<ServerResponse['detachSocket']>[0]);
    socket.write(headOf(answer));
    join(socket, pod, { head, first });
  });
  upstream.on('response', (answer) => relay(found.rule, answer, response));
  upstream.on('error', (error: NodeJS.ErrnoException) => {
    const reason = failureOf(error);
    if (reason === 'Refused') {
      cross(context, crossing, { response, endpoints, tried: tried.add(endpoint) });
    } else if (!response.headersSent) {
      refuse(context, { request, response }, { reason, namespace });
    } else {
      socket.destroy();
    }
  });
  socket.on('close', () => upstream.destroy());
  upstream.end();
}

function headersFor(request: IncomingMessage, { rule }: Found): string[] {
  const edge = { host: request.headers.host ?? '', client: request.socket.remoteAddress ?? '' };
  const passed = toPod(request.rawHeaders, edge, true);
  return rule.request === undefined ? passed : change(passed, rule.request);
}

function headOf({ rawHeaders, statusMessage = 'Switching Protocols' }: IncomingMessage): string {
  const lines: string[] = [];
  for (let at = 0; at < rawHeaders.length; at += 2) {
    lines.push(`${rawHeaders[at]}: ${rawHeaders[at + 1]}`);
  }
  return `HTTP/1.1 101 ${statusMessage}\r\n${lines.join('\r\n')}\r\n\r\n`;
}

function join(client: Duplex, pod: Duplex, { head, first }: { head: Buffer; first: Buffer }): void {
  if (head.length > 0) {
    pod.write(head);
  }
  if (first.length > 0) {
    client.write(first);
  }
  pod.on('error', () => client.destroy());
  client.on('error', () => pod.destroy());
  client.on('close', () => pod.destroy());
  pod.on('close', () => client.destroy());
  client.pipe(pod);
  pod.pipe(client);
}
