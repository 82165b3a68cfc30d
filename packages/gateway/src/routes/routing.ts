import { keyOf } from '@juanie/controller';
import type { Caches } from '../caches.ts';
import type { Counters } from '../stats.ts';
import { attach, type Attachment, type Surroundings } from './attach.ts';
import { compileRoute } from './compile.ts';
import { compileIngress } from './ingress.ts';
import { controllerName, type HttpRoute, type Ingress } from './objects.ts';
import type { RouteTable } from './table.ts';

/** The class of Ingresses that are served; those that name none are served, too. */
export const className = 'juanie';

export function surroundings({ classes, gateways, namespaces, services }: Caches): Surroundings {
  return {
    gateway(namespace, name) {
      const gateway = gateways.get(namespace, name);
      const of = gateway?.spec?.gatewayClassName ?? '';
      return classes.at(of)?.spec?.controllerName === controllerName ? gateway : undefined;
    },
    labelsOf: (namespace) => namespaces.at(namespace)?.metadata.labels ?? {},
    hasService: (namespace, name) => services.get(namespace, name) !== undefined,
  };
}

/** What a route is worth at this moment: its rules on the hosts it gets, and what its parents say. */
export function judge(route: HttpRoute, caches: Caches, counters: Counters) {
  const { namespace = '', name, creationTimestamp = '' } = route.metadata;
  const counter = counters.of({ kind: 'HTTPRoute', namespace, name });
  const created = Date.parse(creationTimestamp) || 0;
  const { rules, unsupported } = compileRoute(route, { kind: 'HTTPRoute', namespace, name, created, counter });
  const attachments: Attachment[] = attach(route, unsupported, surroundings(caches));
  const hosts = [...new Set(attachments.flatMap((one) => one.hosts))];
  return { attachments, hosts: hosts.map((host) => ({ host, rules })) };
}

/** Keeps the table as the objects say, in the turn in which a change arrives. */
export function followRoutes(caches: Caches, table: RouteTable, counters: Counters): void {
  const put = (route: HttpRoute) => table.set(`HTTPRoute ${keyOf(route)}`, judge(route, caches, counters).hosts);
  const putAll = () => caches.routes.list().forEach(put);
  caches.routes.onChange((key, { after }) => {
    if (after === undefined) {
      table.delete(`HTTPRoute ${key}`);
      const [namespace = '', name = ''] = key.split('/');
      counters.forget({ kind: 'HTTPRoute', namespace, name });
    } else {
      put(after);
    }
  });
  caches.classes.onChange(putAll);
  caches.gateways.onChange((_, { before, after }) => {
    // Its status changes with every route and decides nothing.
    if (JSON.stringify(before?.spec) !== JSON.stringify(after?.spec)) {
      putAll();
    }
  });
  caches.namespaces.onChange((_, { before, after }) => {
    if (JSON.stringify(before?.metadata.labels) !== JSON.stringify(after?.metadata.labels)) {
      putAll();
    }
  });
  caches.ingresses.onChange((key, { after }) => {
    if (after === undefined || !isOurs(after)) {
      table.delete(`Ingress ${key}`);
    } else {
      table.set(`Ingress ${key}`, ingressHosts(after, counters));
    }
  });
}

export function isOurs({ spec, metadata }: Ingress): boolean {
  const named = spec?.ingressClassName ?? metadata.annotations?.['kubernetes.io/ingress.class'];
  return named === undefined || named === className;
}

function ingressHosts(ingress: Ingress, counters: Counters) {
  const { namespace = '', name, creationTimestamp = '' } = ingress.metadata;
  const counter = counters.of({ kind: 'Ingress', namespace, name });
  return compileIngress(ingress, {
    kind: 'Ingress',
    namespace,
    name,
    created: Date.parse(creationTimestamp) || 0,
    counter,
  });
}
