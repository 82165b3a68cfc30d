import type { RouteTable } from '../routes/table.ts';
import type { Backends } from '../upstream/backends.ts';
import type { Failure } from './failure.ts';
import type { Asking, Page } from './refuse.ts';

/** What the way of a request needs. */
export interface ProxyContext {
  readonly table: RouteTable;
  readonly backends: Backends;
  /** Milliseconds; grows evenly. */
  readonly now: () => number;
  readonly random: () => number;
  /** Makes what answers in the place of a pod. */
  readonly draw: (asking: Asking, failure: Failure) => Page;
}
