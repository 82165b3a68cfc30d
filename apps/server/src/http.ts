import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { getRequestListener } from '@hono/node-server';

/** A part that answers requests whose path begins so. */
export interface Mount {
  readonly prefix: string;
  handle(request: IncomingMessage, response: ServerResponse): Promise<void> | void;
}

/** One listener for pages, API, Git, registry and webhooks; the first prefix that fits answers. */
export async function listen(
  at: { host: string; port: number },
  mounts: readonly Mount[],
  rest: (request: Request, env: unknown) => Response | Promise<Response>,
): Promise<{ server: Server; port: number }> {
  const fallback = getRequestListener(rest as (request: Request) => Promise<Response>);
  const server = createServer((request, response) => {
    const mount = mounts.find(({ prefix }) => request.url?.startsWith(prefix) === true);
    const handled = mount === undefined ? fallback(request, response) : mount.handle(request, response);
    // A part answers its own failures; one that still throws must not end the server.
    Promise.resolve(handled).catch(() => response.destroy());
  });
  // Clones and pushes of large repositories take as long as they take.
  server.requestTimeout = 0;
  server.headersTimeout = 30_000;
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(at, resolve);
  });
  const address = server.address();
  return { server, port: typeof address === 'object' && address !== null ? address.port : at.port };
}

/** Stops taking connections and ends those that are idle or followed. */
export async function close(server: Server): Promise<void> {
  const closed = new Promise<void>((resolve) => server.close(() => resolve()));
  server.closeAllConnections();
  await closed;
}
