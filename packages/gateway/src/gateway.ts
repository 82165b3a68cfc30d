import { performance } from 'node:perf_hooks';
import { systemClock, type Clock } from '@juanie/controller';
import type { Fault } from '@juanie/fault';
import type { KubeObject } from '@juanie/kube';
import type { KubeClient } from '@juanie/kube-client';
import { openCaches, type Caches } from './caches.ts';
import { openFront } from './front.ts';
import type { Place } from './pages/page.ts';
import { openPages } from './pages/refuse.ts';
import type { ProxyContext } from './proxy/context.ts';
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
  /** The names of the environment in a namespace, for the pages that stand in for it. Default: its labels say. */
  readonly placeOf?: (namespace: string) => Place | undefined;
  /** Told of statuses that could not be written, for the log. */
  readonly onError?: (fault: Fault) => void;
}

export interface Gateway {
  readonly address: { readonly host: string; readonly port: number };
  stats(): RouteStats[];
  /** Takes no new connection, lets requests end for a moment, then closes the rest. */
  close(): Promise<void>;
}

/** Opens the entrance. Settles when it listens and knows the world. */
export async function startGateway(options: GatewayOptions): Promise<Gateway> {
  const { client, host, port, clock = systemClock, onError = () => undefined } = options;
  const caches = openCaches(client);
  const counters = openCounters();
  const table = openRouteTable();
  const backends = openBackends(
    { service: (key) => caches.services.at(key), slices: (key) => caches.slices.by('service', key) },
    openEndpointPool(),
  );
  const routing = followRoutes(caches, table, counters);
  followServices(caches, backends);
  const { placeOf = (namespace: string) => placeByLabels(caches.namespaces.at(namespace)) } = options;
  const draw = openPages({ placeOf, now: () => clock.now() });
  const context: ProxyContext = { table, backends, draw, now: () => performance.now(), random: Math.random };
  const front = openFront(context);
  await caches.synced({ gatewayApi: await ensureClass(client) });
  const bound = await front.listen(host, port);
  const statuses = startStatuses({ client, caches, routing, clock, address: host, onError });
  return {
    address: { host, port: bound },
    stats: () => counters.read(),
    async close() {
      await Promise.all(statuses.map((controller) => controller.close()));
      caches.close();
      await front.close();
      backends.close();
    },
  };
}

function placeByLabels(namespace: KubeObject | undefined): Place | undefined {
  const { 'juanie.art/project': project, 'juanie.art/environment': environment } = namespace?.metadata.labels ?? {};
  return project === undefined || environment === undefined ? undefined : { project, environment };
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
