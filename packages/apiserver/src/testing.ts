/** For tests: a server in a folder of its own, spoken to as on the wire. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { KubeObject } from '@juanie/kube';
import type { KubeRequest } from '@juanie/kube-client';
import { openApiServer, type ApiServer, type ApiServerOptions } from './server.ts';

export interface Answer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: KubeObject;
}

export interface World {
  readonly server: ApiServer;
  get(path: string, headers?: Record<string, string>): Promise<Answer>;
  send(method: KubeRequest['method'], path: string, body?: unknown): Promise<Answer>;
  patch(path: string, type: 'json' | 'merge' | 'strategic' | 'apply', body: unknown): Promise<Answer>;
  /** The first lines of a watch, parsed. */
  watch(path: string, count: number, headers?: Record<string, string>): Promise<WatchLine[]>;
  close(): Promise<void>;
}

export interface WatchLine {
  readonly type: string;
  readonly object: KubeObject;
}

const patchTypes = {
  json: 'application/json-patch+json',
  merge: 'application/merge-patch+json',
  strategic: 'application/strategic-merge-patch+json',
  apply: 'application/apply-patch+yaml',
};

export async function openWorld(options: Partial<ApiServerOptions> = {}): Promise<World> {
  const dir = await mkdtemp(join(tmpdir(), 'juanie-apiserver-'));
  const server = await openApiServer({ dir: join(dir, 'kube'), keysDir: join(dir, 'keys'), ...options });
  const transport = server.transport({ name: 'admin', groups: ['system:masters'] });

  async function exchange(request: KubeRequest): Promise<Answer> {
    const { status, headers, body } = await transport.send(request);
    const pieces: Uint8Array[] = [];
    for await (const piece of body instanceof Uint8Array ? [body] : body) {
      pieces.push(piece);
    }
    return { status, headers, body: JSON.parse(Buffer.concat(pieces).toString()) as Answer['body'] };
  }

  return {
    server,
    get: (path, headers = {}) => exchange({ method: 'GET', path, headers }),
    send: (method, path, body) =>
      exchange({
        method,
        path,
        headers: {},
        ...(body === undefined ? {} : { body: Buffer.from(JSON.stringify(body)) }),
      }),
    patch: (path, type, body) =>
      exchange({
        method: 'PATCH',
        path,
        headers: { 'content-type': patchTypes[type] },
        body: Buffer.from(JSON.stringify(body)),
      }),
    async watch(path, count, headers = {}) {
      const stop = new AbortController();
      const { body } = await transport.send({ method: 'GET', path, headers, signal: stop.signal });
      const lines: WatchLine[] = [];
      for await (const piece of body instanceof Uint8Array ? [body] : body) {
        const text = Buffer.from(piece).toString().trimEnd();
        lines.push(...text.split('\n').map((line) => JSON.parse(line) as WatchLine));
        if (lines.length >= count) {
          stop.abort();
        }
      }
      return lines;
    },
    async close() {
      await server.close();
      await rm(dir, { recursive: true, force: true });
    },
  };
}
