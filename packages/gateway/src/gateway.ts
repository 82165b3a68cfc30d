import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Duplex } from 'node:stream';
import { performance } from 'node:perf_hooks';
import { systemClock, type Clock } from '@juanie/controller';
import type { KubeClient } from '@juanie/kube-client';
import { openCaches, type Caches } from './caches.ts';
import type { Place } from './pages/page.ts';
import { openPages } from './pages/refuse.ts';
import type { ProxyContext } from './proxy/context.ts';
import { handleRequest } from './proxy/handler.ts';
import { handleUpgrade, wantsUpgrade } from './proxy/upgrade.ts';
import { followRoutes } from './routes/routing.ts';
import { openRouteTable } from './routes/table.ts';
import { ensureClass } from './status/class-status.ts';
import { startStatuses } from './status/statuses.ts';
import { openCounters, type RouteStats } from './stats.ts';
import { openBackends, type Backends } from './upstream/backends.ts';
import { openEndpointPool } from './upstream/endpoint.ts';

export interface GatewayOptions {
  readonly client: KubeClient;
  readonly host: string;
  /** 0: any free one. */
  readonly port: number;
  readonly clock?: Clock;
  /** The names of the environment in a namespace, for the pages that stand in for it. */
  readonly placeOf?: (namespace: string) => Place | undefined;
}

export interface Gateway {
  readonly address: { readonly host: string; readonly port: number };
  stats(): RouteStats[];
  /** Takes no new connection, lets requests end for a moment, then closes the rest. */
  close(): Promise<void>;
}

/** Opens the entrance. Settles when it listens and knows the world. */
export async function startGateway(options: GatewayOptions): Promise<Gateway> {
  const { client, host, port, clock = systemClock, placeOf = () => undefined } = options;
  const caches = openCaches(client);
  const counters = openCounters();
  const table = openRouteTable();
  const backends = openBackends(
    { service: (key) => caches.services.at(key), slices: (key) => caches.slices.by('service', key) },
    openEndpointPool(),
  );
  const routing = followRoutes(caches, table, counters);
  followServices(caches, backends);
  const refuse = openPages({ placeOf, now: () => clock.now() });
  const context: ProxyContext = { table, backends, refuse, now: () => performance.now(), random: Math.random };
  const server = openServer(context);
  await ensureClass(client);
  await caches.synced;
  const bound = await listen(server, host, port);
  const statuses = startStatuses({ client, caches, routing, clock, address: host });
  return {
    address: { host, port: bound.port },
    stats: () => counters.read(),
    async close() {
      await Promise.all(statuses.map((controller) => controller.close()));
      caches.close();
      await stop(server);
      backends.close();
    },
  };
}

/** Connections that have left HTTP: closed with the server. */
const crossed = new WeakMap<Server, Set<Duplex>>();

function openServer(context: ProxyContext): Server {
  const sockets = new Set<Duplex>();
  const server = createServer(
    { keepAliveTimeout: 75_000, requestTimeout: 0, shouldUpgradeCallback: wantsUpgrade },
    (request, response) => handleRequest(context, request, response),
  );
  server.on('upgrade', (request, socket, head) => {
    sockets.add(socket);
    socket.on('close', () => sockets.delete(socket));
    handleUpgrade(context, request, { socket, head });
  });
  crossed.set(server, sockets);
  return server;
}

function followServices(caches: Caches, backends: Backends): void {
  caches.services.onChange((key) => backends.refresh(key));
  caches.slices.onChange((_, { before, after }) => {
    for (const slice of [before, after]) {
      const service = slice?.metadata.labels?.['kubernetes.io/service-name'];
      if (service !== undefined) {
        backends.refresh(`${slice?.metadata.namespace}/${service}`);
      }
    }
  });
}

function listen(server: Server, host: string, port: number): Promise<AddressInfo> {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen({ host, port, backlog: 4096 }, () => {
      server.removeListener('error', reject);
      resolve(server.address() as AddressInfo);
    });
  });
}

/** Requests under way have so long after the last one was taken. */
const graceMs = 5000;

function stop(server: Server): Promise<void> {
  return new Promise((resolve) => {
    const timer = setTimeout(() => server.closeAllConnections(), graceMs);
    crossed.get(server)?.forEach((socket) => socket.destroy());
    server.close(() => {
      clearTimeout(timer);
      resolve();
    });
    server.closeIdleConnections();
  });
}
