/**
 * One HTTP exchange with a Kubernetes API, whoever answers: the embedded server in this process
 * (no socket, no TLS) or a real cluster over fetch.
 */
export interface Transport {
  send(request: KubeRequest): Promise<KubeReply>;
}

export interface KubeRequest {
  readonly method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
  /** Path and query, as on the wire: `/apis/apps/v1/namespaces/x/deployments?watch=1`. */
  readonly path: string;
  /** Lower-case names. */
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: Uint8Array;
  /** Ends a watch or a followed log. */
  readonly signal?: AbortSignal;
}

export interface KubeReply {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  /** Whole for ordinary answers; in pieces for watches and logs. */
  readonly body: Uint8Array | AsyncIterable<Uint8Array>;
}
