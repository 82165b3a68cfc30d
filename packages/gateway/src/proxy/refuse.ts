import type { IncomingMessage, ServerResponse } from 'node:http';
import type { ProxyContext } from './context.ts';
import type { Failure } from './failure.ts';

/** What of a request a page depends on. */
export interface Asking {
  readonly method: string;
  header(name: string): string | undefined;
}

/** An answer of the gateway's own. */
export interface Page {
  readonly status: number;
  readonly phrase: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

export interface Exchange {
  readonly request: IncomingMessage;
  readonly response: ServerResponse;
}

/** Answers in the place of a pod. */
export function refuse({ draw }: Pick<ProxyContext, 'draw'>, { request, response }: Exchange, failure: Failure): void {
  const page = draw({ method: request.method ?? 'GET', header: (name) => headerOf(request, name) }, failure);
  response.writeHead(page.status, page.phrase, page.headers);
  response.end(page.body);
}

export function headerOf({ headers }: IncomingMessage, name: string): string | undefined {
  const value = headers[name];
  return Array.isArray(value) ? value[0] : value;
}
