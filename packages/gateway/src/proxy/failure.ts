/** Why the gateway itself answers. The word is permanent: pages, JSON and metrics carry it. */
export type FailureReason =
  /** No route names this host. */
  | 'UnknownHost'
  /** Routes name the host, none the path (or method, headers, query). */
  | 'NoRoute'
  /** The route names no Service or port that exists. */
  | 'NoBackend'
  /** The Service has no pod that is ready. */
  | 'NoReadyPods'
  /** Pods are said to be ready, but refuse connections. */
  | 'Refused'
  /** The connection ended before an answer came. */
  | 'ClosedEarly'
  /** What came back was no HTTP. */
  | 'BadAnswer'
  | 'TimedOut';

export interface Failure {
  readonly reason: FailureReason;
  /** Of the route; absent when there is none. */
  readonly namespace?: string;
  /** Pods that are there and not ready. */
  readonly pods?: readonly string[];
}

const statuses = {
  UnknownHost: 404,
  NoRoute: 404,
  NoBackend: 503,
  NoReadyPods: 503,
  Refused: 502,
  ClosedEarly: 502,
  BadAnswer: 502,
  TimedOut: 504,
} as const satisfies Record<FailureReason, number>;

export function statusOf({ reason }: Failure): number {
  return statuses[reason];
}
