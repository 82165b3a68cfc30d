import { mkdtempSync, rmSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openRegistry } from '../open-registry.ts';
import type { Registry, RegistryAccess } from '../registry.ts';

/** A registry behind real HTTP. Tests only. */
export interface World {
  readonly dir: string;
  readonly root: string;
  readonly port: number;
  registry: Registry;
  /** What went wrong inside. */
  readonly errors: unknown[];
  call(method: string, path: string, options?: CallOptions): Promise<Response>;
  /** Closes the registry and opens it again over the same folder, as a restart does. */
  restart(): Promise<void>;
  [Symbol.asyncDispose](): Promise<void>;
}

export interface CallOptions {
  readonly body?: Uint8Array | string;
  readonly headers?: Readonly<Record<string, string>>;
  /** Default: ann, who may do everything. null: nobody. */
  readonly user?: string | null;
}

/** Anybody who names themselves is that person; a reader may only pull; `hidden/*` is hidden. */
const access: RegistryAccess<string> = {
  authenticate(authorization) {
    const [user, password] = Buffer.from(authorization?.replace(/^Basic /, '') ?? '', 'base64')
      .toString()
      .split(':');
    return Promise.resolve(password === 'secret' ? user : undefined);
  },
  may(principal, repository, verb) {
    if (principal === undefined) {
      return Promise.resolve(verb === 'pull' && repository.startsWith('public/') ? 'yes' : 'authenticate');
    }
    return Promise.resolve(
      repository.startsWith('hidden/') ? 'hidden' : principal === 'reader' && verb !== 'pull' ? 'no' : 'yes',
    );
  },
};

export async function openWorld(options: { readonly maxBlobBytes?: number } = {}): Promise<World> {
  const dir = mkdtempSync(join(tmpdir(), 'juanie-oci-'));
  const root = join(dir, 'oci');
  const errors: unknown[] = [];
  const open = () => openRegistry({ ...options, root, onError: (error) => errors.push(error) });
  let registry = await open();
  const server = createServer((request, response) => void registry.handler(access)(request, response));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    dir,
    root,
    port,
    errors,
    get registry() {
      return registry;
    },
    call(method, path, { body, headers = {}, user = 'ann' } = {}) {
      const authorization = user === null ? {} : { authorization: `Basic ${btoa(`${user}:secret`)}` };
      const content = body === undefined ? {} : { body: Buffer.from(body) };
      return fetch(`http://127.0.0.1:${port}${path}`, {
        method,
        headers: { ...authorization, ...headers },
        ...content,
      });
    },
    async restart() {
      await registry.close();
      registry = await open();
    },
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
      await registry.close();
      rmSync(dir, { recursive: true, force: true });
    },
  };
}
