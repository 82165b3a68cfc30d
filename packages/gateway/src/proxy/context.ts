import type { IncomingMessage, ServerResponse } from 'node:http';
import type { RouteTable } from '../routes/table.ts';
import type { Backends } from '../upstream/backends.ts';
import type { Failure } from './failure.ts';

/** What the way of a request needs. */
export interface ProxyContext {
  readonly table: RouteTable;
  readonly backends: Backends;
  /** Milliseconds; grows evenly. */
  readonly now: () => number;
  readonly random: () => number;
  /** Answers in the place of a pod. */
  readonly refuse: (request: IncomingMessage, response: ServerResponse, failure: Failure) => void;
}
