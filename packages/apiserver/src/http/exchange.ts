import type { Kind, Subresource } from '../kinds/kind.ts';

/** Who asks. */
export interface User {
  readonly name: string;
  readonly groups: readonly string[];
  readonly uid?: string;
}

/** A request as the handler gets it, from a socket or from this process. */
export interface ApiRequest {
  readonly method: string;
  /** Without the query. */
  readonly path: string;
  readonly query: URLSearchParams;
  /** Lower-case names. */
  readonly headers: Readonly<Record<string, string | undefined>>;
  readonly body: Uint8Array;
  readonly user: User;
  readonly signal: AbortSignal;
}

/** What a request is about, once its path is understood. */
export interface Target {
  readonly kind: Kind;
  readonly namespace: string | undefined;
  readonly name: string | undefined;
  readonly subresource: Subresource | undefined;
}

/** A request with its target; warnings gathered on the way go out as headers. */
export interface Call extends ApiRequest {
  readonly target: Target;
  readonly warnings: string[];
}

export interface ApiReply {
  readonly status: number;
  readonly headers: Readonly<Record<string, string | readonly string[]>>;
  readonly body: Uint8Array | Iterable<Uint8Array> | Push;
}

/** A body that comes as things happen: a watch, a followed log. */
export interface Push {
  /** Begins to tell pieces to the sink; answers how to stop. Called once. */
  start(sink: Sink): () => void;
}

export interface Sink {
  /** Answers how many bytes wait to be taken; a watch whose reader is too slow is ended. */
  write(piece: Uint8Array): number;
  end(): void;
}

export function isPush(body: ApiReply['body']): body is Push {
  return 'start' in body && typeof body.start === 'function';
}

export const json = 'application/json';

const plainHeaders = { 'content-type': json, 'cache-control': 'no-cache, private' };

export function jsonReply(status: number, body: unknown): ApiReply {
  return bytesReply(status, Buffer.from(JSON.stringify(body)));
}

/** Answers bytes that are JSON already. */
export function bytesReply(status: number, body: Uint8Array | Iterable<Uint8Array>): ApiReply {
  return { status, headers: plainHeaders, body };
}

export function textReply(status: number, text: string): ApiReply {
  return { status, headers: { ...plainHeaders, 'content-type': 'text/plain; charset=utf-8' }, body: Buffer.from(text) };
}
