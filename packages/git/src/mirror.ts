import type { OpenRepository } from './open-repository.ts';

export interface MirrorOptions {
  /** Hosts inside this network too. Default false. */
  readonly allowPrivate?: boolean;
  /** User and password (or token) for HTTP basic; never part of a message. */
  readonly credentials?: { readonly user: string; readonly password: string };
  /** Default 10 minutes. */
  readonly timeoutMs?: number;
  readonly signal?: AbortSignal;
}

export interface MirrorReport {
  /** Refs that moved. */
  readonly updates: readonly { readonly ref: string; readonly before: string | null; readonly after: string | null }[];
  readonly defaultBranch: string;
}

export function fetchMirror(
  _repository: OpenRepository,
  _url: string,
  _options?: MirrorOptions,
): Promise<MirrorReport> {
  return Promise.reject(new Error('not yet'));
}
