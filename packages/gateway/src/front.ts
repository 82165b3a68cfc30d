import { createServer as createHttpServer, type Server as HttpServer } from 'node:http';
import { createServer, type AddressInfo, type Server, type Socket } from 'node:net';
import type { Duplex } from 'node:stream';
import { ClientConnection, type FrontContext } from './fast/client-connection.ts';
import type { ProxyContext } from './proxy/context.ts';
import { handleRequest } from './proxy/handler.ts';
import { handleUpgrade, wantsUpgrade } from './proxy/upgrade.ts';

/** What listens. Connections begin on the fast way and change to Node's HTTP server when they need all of HTTP. */
export interface Front {
  listen(host: string, port: number): Promise<number>;
  /** Takes no new connection, lets requests end for a moment, then closes the rest. */
  close(): Promise<void>;
}

/** Requests under way have so long after the last connection was taken. */
const graceMs = 5000;
/** A client's connection is kept for so long without a request. */
const keptMs = 75_000;

export function openFront(proxy: ProxyContext): Front {
  const fast = new Set<ClientConnection>();
  const crossed = new Set<Duplex>();
  const state = { closing: false };
  const http = openHttp(proxy, crossed, state);
  const context: FrontContext = {
    ...proxy,
    isClosing: () => state.closing,
    forget: (connection) => void fast.delete(connection),
    handOver: (socket, bytes) => handOver(http, socket, bytes),
  };
  const server = createServer({ noDelay: true, allowHalfOpen: true }, (socket) =>
    fast.add(new ClientConnection(context, socket)),
  );
  return {
    listen: (host, port) => listen(server, host, port),
    close() {
      state.closing = true;
      const closed = new Promise<void>((resolve) => {
        server.close(() => resolve());
      });
      fast.forEach((connection) => connection.busy || connection.destroy());
      crossed.forEach((socket) => socket.destroy());
      http.closeIdleConnections();
      const timer = setTimeout(() => {
        http.closeAllConnections();
        fast.forEach((connection) => connection.destroy());
      }, graceMs);
      return closed.finally(() => {
        clearTimeout(timer);
        // Never listened; this only ends its own check of time-outs.
        http.close(() => undefined);
      });
    },
  };
}

function openHttp(proxy: ProxyContext, crossed: Set<Duplex>, state: { readonly closing: boolean }): HttpServer {
  const options = { keepAliveTimeout: keptMs, requestTimeout: 0, shouldUpgradeCallback: wantsUpgrade };
  const http = createHttpServer(options, (request, response) => {
    response.shouldKeepAlive &&= !state.closing;
    response.once('finish', () => state.closing && setImmediate(() => http.closeIdleConnections()));
    handleRequest(proxy, request, response);
  });
  http.on('upgrade', (request, socket, head) => {
    crossed.add(socket);
    socket.on('close', () => crossed.delete(socket));
    handleUpgrade(proxy, request, { socket, head });
  });
  // It is given its connections and never listens itself; with this event it begins to watch over them.
  http.emit('listening');
  return http;
}

function handOver(http: HttpServer, socket: Socket, bytes: Buffer): void {
  socket.pause();
  socket.unshift(bytes);
  http.emit('connection', socket);
  socket.resume();
}

function listen(server: Server, host: string, port: number): Promise<number> {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen({ host, port, backlog: 4096 }, () => {
      server.removeListener('error', reject);
      resolve((server.address() as AddressInfo).port);
    });
  });
}
