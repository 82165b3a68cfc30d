import { isDeepStrictEqual } from 'node:util';
import { keyOf, splitKey, type Change } from '@juanie/controller';
import type { KubeObject } from '@juanie/kube';
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

/** What the routes come to, kept as the objects say in the turn in which a change arrives. */
export interface Routing {
  /** A route at each of its parents, by `namespace/name`. */
  attachmentsOf(route: string): readonly Attachment[];
  all(): Iterable<Attachment>;
}

export function followRoutes(caches: Caches, table: RouteTable, counters: Counters): Routing {
  const attachments = new Map<string, readonly Attachment[]>();
  const around = surroundings(caches);

  function put(route: HttpRoute): void {
    const key = keyOf(route);
    const { rules, unsupported } = compileRoute(route, ownerOf('HTTPRoute', route, counters));
    const attached = attach(route, unsupported, around);
    const hosts = [...new Set(attached.flatMap((one) => one.hosts))];
    attachments.set(key, attached);
    table.set(
      `HTTPRoute ${key}`,
      hosts.map((host) => ({ host, rules })),
    );
  }

  function drop(key: string): void {
    const { namespace = '', name } = splitKey(key);
    attachments.delete(key);
    table.delete(`HTTPRoute ${key}`);
    counters.forget({ kind: 'HTTPRoute', namespace, name });
  }

  const putAll = () => caches.routes.list().forEach(put);
  caches.routes.onChange((key, { before, after }) => {
    if (after === undefined) {
      drop(key);
    } else if (!isStatusOnly(before, after)) {
      put(after);
    }
  });
  caches.classes.onChange(putAll);
  caches.gateways.onChange((_, { before, after }) => isStatusOnly(before, after) || putAll());
  caches.namespaces.onChange((_, change) => routesIn(caches, change).forEach(put));
  caches.services.onChange((_, change) => routesTo(caches, change).forEach(put));
  followIngresses(caches, table, counters);
  return {
    attachmentsOf: (route) => attachments.get(route) ?? [],
    all: () => [...attachments.values()].flat(),
  };
}

function followIngresses({ ingresses }: Caches, table: RouteTable, counters: Counters): void {
  ingresses.onChange((key, { after }) => {
    if (after !== undefined && isOurs(after)) {
      table.set(`Ingress ${key}`, compileIngress(after, ownerOf('Ingress', after, counters)));
    } else {
      const { namespace = '', name } = splitKey(key);
      table.delete(`Ingress ${key}`);
      counters.forget({ kind: 'Ingress', namespace, name });
    }
  });
}

function ownerOf(kind: 'HTTPRoute' | 'Ingress', { metadata }: KubeObject, counters: Counters) {
  const { namespace = '', name, creationTimestamp = '' } = metadata;
  const created = Date.parse(creationTimestamp) || 0;
  return { kind, namespace, name, created, counter: counters.of({ kind, namespace, name }) };
}

/** A new status decides nothing about requests; there is one for every change. */
export function isStatusOnly(before: KubeObject | undefined, after: KubeObject | undefined): boolean {
  return (
    before !== undefined &&
    after !== undefined &&
    before.metadata.uid === after.metadata.uid &&
    isDeepStrictEqual(before['spec'], after['spec'])
  );
}

/** Routes to a Service that comes or goes: their references become right or wrong. */
export function routesTo({ routes }: Caches, { key, before, after }: Change<KubeObject>): readonly HttpRoute[] {
  return before !== undefined && after !== undefined ? [] : routes.by('service', key);
}

/** Routes in a namespace whose labels change: a listener may ask for them. */
export function routesIn({ routes }: Caches, { key, before, after }: Change<KubeObject>): readonly HttpRoute[] {
  const same = isDeepStrictEqual(before?.metadata.labels, after?.metadata.labels);
  return same ? [] : routes.by('namespace', key);
}

export function isOurs({ spec, metadata }: Ingress): boolean {
  const named = spec?.ingressClassName ?? metadata.annotations?.['kubernetes.io/ingress.class'];
  return named === undefined || named === className;
}
