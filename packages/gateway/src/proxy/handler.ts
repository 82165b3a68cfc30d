import type { IncomingMessage, ServerResponse } from 'node:http';
import { locationOf } from './address.ts';
import type { ProxyContext } from './context.ts';
import { forward } from './forward.ts';
import { refuse } from './refuse.ts';
import { findEndpoints, findRule, type Found } from './route.ts';

/** Answers a request: by a pod, by a redirect, or by saying why not. */
export function handleRequest(context: ProxyContext, request: IncomingMessage, response: ServerResponse): void {
  const found = findRule(context, request);
  if ('reason' in found) {
    refuse(context, { request, response }, found);
    return;
  }
  count(context, found, response);
  const { redirect, timeoutMs } = found.rule;
  if (redirect !== undefined) {
    const port = /:(\d+)$/.exec(request.headers.host ?? '')?.[1] ?? '';
    const location = locationOf(found.rule, redirect, { ...found, port });
    response.writeHead(redirect.status, { Location: location, 'Content-Length': 0 }).end();
    return;
  }
  const endpoints = findEndpoints(context, found.rule);
  if ('reason' in endpoints) {
    refuse(context, { request, response }, endpoints);
    return;
  }
  if (timeoutMs !== undefined) {
    limit(context, { request, response, found }, timeoutMs);
  }
  forward(context, { request, response, found, endpoints });
}

function count({ now }: ProxyContext, { rule }: Found, response: ServerResponse): void {
  const { counter } = rule.owner;
  const start = now();
  counter.inFlight += 1;
  response.once('close', () => {
    counter.inFlight -= 1;
    // 499, as nginx: the client left before it had its answer.
    counter.record(response.writableFinished ? response.statusCode : 499, now() - start);
  });
}

function limit(
  context: ProxyContext,
  { request, response, found }: { request: IncomingMessage; response: ServerResponse; found: Found },
  ms: number,
): void {
  const timer = setTimeout(() => {
    if (response.headersSent) {
      response.destroy();
    } else {
      refuse(context, { request, response }, { reason: 'TimedOut', namespace: found.rule.owner.namespace });
    }
  }, ms);
  response.once('close', () => clearTimeout(timer));
}
