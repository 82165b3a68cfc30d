import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { performance } from 'node:perf_hooks';
import type { KubeClient } from '@juanie/kube-client';
import { openCaches, type Caches } from './caches.ts';
import { refuse } from './pages/refuse.ts';
import type { ProxyContext } from './proxy/context.ts';
import { handleRequest } from './proxy/handler.ts';
import { followRoutes } from './routes/routing.ts';
import { openRouteTable } from './routes/table.ts';
import { openCounters, type RouteStats } from './stats.ts';
import { openBackends, type Backends } from './upstream/backends.ts';
import { openEndpointPool } from './upstream/endpoint.ts';

export interface GatewayOptions {
  readonly client: KubeClient;
  readonly host: string;
  /** 0: any free one. */
  readonly port: number;
}

export interface Gateway {
  readonly address: { readonly host: string; readonly port: number };
  stats(): RouteStats[];
  /** Takes no new connection, lets requests end for a moment, then closes the rest. */
  close(): Promise<void>;
}

/** Opens the entrance. Settles when it listens and knows the world. */
export async function startGateway({ client, host, port }: GatewayOptions): Promise<Gateway> {
  const caches = openCaches(client);
  const counters = openCounters();
  const table = openRouteTable();
  const backends = openBackends(
    { service: (key) => caches.services.at(key), slices: (key) => caches.slices.by('service', key) },
    openEndpointPool(),
  );
  followRoutes(caches, table, counters);
  followServices(caches, backends);
  const context: ProxyContext = { table, backends, refuse, now: () => performance.now(), random: Math.random };
  const server = createServer((request, response) => handleRequest(context, request, response));
  await caches.synced;
  const bound = await listen(server, host, port);
  return {
    address: { host, port: bound.port },
    stats: () => counters.read(),
    async close() {
      caches.close();
      await stop(server);
      backends.close();
    },
  };
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
    server.close(() => {
      clearTimeout(timer);
      resolve();
    });
    server.closeIdleConnections();
  });
}
