import type { IncomingMessage, ServerResponse } from 'node:http';
import { statusOf, type Failure } from '../proxy/failure.ts';

/** Answers with why there is no answer. */
export function refuse(_request: IncomingMessage, response: ServerResponse, failure: Failure): void {
  const body = `${failure.reason}\n`;
  response.writeHead(statusOf(failure), { 'Content-Type': 'text/plain; charset=utf-8', 'Content-Length': body.length });
  response.end(body);
}
