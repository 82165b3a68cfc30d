import type { FaultKind } from './fault.ts';

const http = {
  Invalid: 400,
  Unauthenticated: 401,
  Forbidden: 403,
  NotFound: 404,
  Conflict: 409,
  Exhausted: 429,
  Unavailable: 503,
  Internal: 500,
} as const satisfies Record<FaultKind, number>;

export function httpStatusOf(kind: FaultKind): number {
  return http[kind];
}

const exit = {
  Invalid: 2,
  Unauthenticated: 4,
  Forbidden: 5,
  NotFound: 3,
  Conflict: 6,
  Exhausted: 1,
  Unavailable: 10,
  Internal: 1,
} as const satisfies Record<FaultKind, number>;

/** The exit code of a command that ended in a fault of this kind. */
export function exitCodeOf(kind: FaultKind): number {
  return exit[kind];
}
