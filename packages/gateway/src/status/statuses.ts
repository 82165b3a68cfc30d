import { keyOf, runController, type Change, type Clock, type Controller, type Pass } from '@juanie/controller';
import type { Fault } from '@juanie/fault';
import type { KubeObject } from '@juanie/kube';
import type { KubeClient } from '@juanie/kube-client';
import type { Caches } from '../caches.ts';
import type { HttpRoute } from '../routes/objects.ts';
import { isStatusOnly, routesIn, routesTo, type Routing } from '../routes/routing.ts';
import { classStatus } from './class-status.ts';
import { gatewayStatus } from './gateway-status.ts';
import { ingressStatus } from './ingress-status.ts';
import { routeStatus } from './route-status.ts';

export interface StatusOptions {
  readonly client: KubeClient;
  readonly caches: Caches;
  readonly routing: Routing;
  readonly clock: Clock;
  readonly address: string;
  /** Told of passes that failed; they are tried again. */
  readonly onError: (fault: Fault) => void;
}

/** Writes the statuses of all objects that the gateway follows. Requests never wait for any of this. */
export function startStatuses(options: StatusOptions): Controller[] {
  const { client, caches, routing, clock, address, onError } = options;
  // Two writers of one status meet now and then: the next pass sees what the other one wrote.
  const onPass = ({ fault }: Pass): void => void (fault !== undefined && fault.kind !== 'Conflict' && onError(fault));
  const { classes, gateways, ingresses, namespaces, routes, services } = caches;
  const allRoutes = () => routes.list().map(keyOf);
  return [
    runController({ name: 'gatewayclass', reconciler: classStatus(client, caches), wake: [classes], clock, onPass }),
    runController({
      name: 'gateway',
      reconciler: gatewayStatus(options),
      clock,
      onPass,
      wake: [
        gateways,
        { informer: routes, keysOf: parentsOf },
        { informer: classes, keysOf: () => gateways.list().map(keyOf) },
      ],
    }),
    runController({
      name: 'httproute',
      reconciler: routeStatus(client, caches, routing),
      clock,
      onPass,
      wake: [
        routes,
        { informer: gateways, keysOf: ({ before, after }) => (isStatusOnly(before, after) ? [] : allRoutes()) },
        { informer: classes, keysOf: allRoutes },
        { informer: namespaces, keysOf: (change) => routesIn(caches, change).map(keyOf) },
        { informer: services, keysOf: (change) => routesTo(caches, change).map(keyOf) },
      ],
    }),
    runController({
      name: 'ingress',
      reconciler: ingressStatus(client, caches, address),
      wake: [ingresses],
      clock,
      onPass,
    }),
  ];
}

/** Gateways that a route names or named. */
function parentsOf({ before, after }: Change<KubeObject>): string[] {
  return [before, after].flatMap((object) => {
    const route = object as HttpRoute | undefined;
    return (route?.spec?.parentRefs ?? []).map(
      ({ namespace, name }) => `${namespace ?? route?.metadata.namespace ?? ''}/${name}`,
    );
  });
}
