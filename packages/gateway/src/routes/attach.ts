import type { Condition } from '@juanie/kube';
import { intersections } from './hostname.ts';
import {
  gatewayGroup,
  type BackendRef,
  type GatewayObject,
  type HttpRoute,
  type Listener,
  type NamespaceSelector,
  type ParentRef,
} from './objects.ts';

/** What a route is judged against. */
export interface Surroundings {
  /** Gateways of our class only. */
  gateway(namespace: string, name: string): GatewayObject | undefined;
  labelsOf(namespace: string): Readonly<Record<string, string>>;
  hasService(namespace: string, name: string): boolean;
}

export type Saying = Pick<Condition, 'type' | 'status'> & { readonly reason: string; readonly message: string };

/** A route at one of its parents: the hosts it gets there, and what is to be said about it. */
export interface Attachment {
  readonly parentRef: ParentRef;
  readonly gateway: string;
  readonly listeners: readonly string[];
  readonly hosts: readonly string[];
  readonly sayings: readonly Saying[];
}

/** One attachment for each parent that is a Gateway of ours; parents of other controllers are left to them. */
export function attach(route: HttpRoute, unsupported: readonly string[], around: Surroundings): Attachment[] {
  const resolved = resolveRefs(route, around);
  return (route.spec?.parentRefs ?? []).flatMap((parentRef) => {
    const { group = gatewayGroup, kind = 'Gateway', namespace = route.metadata.namespace ?? '', name } = parentRef;
    const gateway = group === gatewayGroup && kind === 'Gateway' ? around.gateway(namespace, name) : undefined;
    if (gateway === undefined) {
      return [];
    }
    const { listeners, hosts, refusal } = accept({ route, parentRef, gateway }, around);
    const accepted = unsupported.length > 0 ? unsupportedSaying(unsupported) : (refusal ?? acceptedSaying);
    const open = accepted.status === 'True';
    return {
      parentRef,
      gateway: `${namespace}/${name}`,
      listeners: open ? listeners : [],
      hosts: open ? hosts : [],
      sayings: [accepted, resolved],
    };
  });
}

const acceptedSaying: Saying = { type: 'Accepted', status: 'True', reason: 'Accepted', message: 'Route is accepted' };

function unsupportedSaying(fields: readonly string[]): Saying {
  const message = `Not supported: ${fields.join('; ')}`;
  return { type: 'Accepted', status: 'False', reason: 'UnsupportedValue', message };
}

function refused(reason: string, message: string): Saying {
  return { type: 'Accepted', status: 'False', reason, message };
}

function accept(
  { route, parentRef, gateway }: { route: HttpRoute; parentRef: ParentRef; gateway: GatewayObject },
  around: Surroundings,
): { listeners: string[]; hosts: string[]; refusal?: Saying } {
  const { sectionName, port } = parentRef;
  const named = (gateway.spec?.listeners ?? []).filter(
    (listener) => (sectionName ?? listener.name) === listener.name && (port ?? listener.port) === listener.port,
  );
  if (named.length === 0) {
    return { listeners: [], hosts: [], refusal: refused('NoMatchingParent', 'No listener of the Gateway is meant') };
  }
  const allowed = named.filter((listener) => isAllowed(listener, { route, gateway }, around));
  if (allowed.length === 0) {
    const message = 'The listeners do not allow routes of this namespace or kind';
    return { listeners: [], hosts: [], refusal: refused('NotAllowedByListeners', message) };
  }
  const fitting = allowed
    .map(({ name, hostname }) => ({ name, hosts: intersections(hostname, route.spec?.hostnames) }))
    .filter(({ hosts }) => hosts.length > 0);
  const listeners = fitting.map(({ name }) => name);
  const hosts = [...new Set(fitting.flatMap((one) => one.hosts))];
  return hosts.length > 0
    ? { listeners, hosts }
    : {
        listeners,
        hosts,
        refusal: refused('NoMatchingListenerHostname', 'No hostname of the route fits a listener of the Gateway'),
      };
}

/** Only plain HTTP is served. */
export function isServed({ protocol }: Listener): boolean {
  return protocol === 'HTTP';
}

function isAllowed(
  listener: Listener,
  { route, gateway }: { route: HttpRoute; gateway: GatewayObject },
  around: Surroundings,
): boolean {
  const { namespaces = {}, kinds } = listener.allowedRoutes ?? {};
  const fromKind = kinds?.every(({ kind }) => kind !== 'HTTPRoute') !== true || kinds.length === 0;
  const namespace = route.metadata.namespace ?? '';
  if (!isServed(listener) || !fromKind) {
    return false;
  }
  switch (namespaces.from ?? 'Same') {
    case 'All':
      return true;
    case 'Selector':
      return selects(namespaces.selector, around.labelsOf(namespace));
    case 'None':
      return false;
    case 'Same':
      return namespace === gateway.metadata.namespace;
  }
}

function selects(selector: NamespaceSelector | undefined, labels: Readonly<Record<string, string>>): boolean {
  const { matchLabels = {}, matchExpressions = [] } = selector ?? {};
  return (
    Object.entries(matchLabels).every(([key, value]) => labels[key] === value) &&
    matchExpressions.every(({ key, operator, values = [] }) => {
      const value = labels[key];
      const listed = value !== undefined && values.includes(value);
      return operator === 'In'
        ? listed
        : operator === 'NotIn'
          ? !listed
          : (value !== undefined) === (operator === 'Exists');
    })
  );
}

function resolveRefs(route: HttpRoute, around: Surroundings): Saying {
  const own = route.metadata.namespace ?? '';
  const refs = (route.spec?.rules ?? []).flatMap(({ backendRefs = [] }) => backendRefs);
  const wrong = refs.map((ref) => problemOf(ref, own, around)).find((problem) => problem !== undefined);
  return wrong === undefined
    ? { type: 'ResolvedRefs', status: 'True', reason: 'ResolvedRefs', message: 'All references are resolved' }
    : { type: 'ResolvedRefs', status: 'False', ...wrong };
}

function problemOf(ref: BackendRef, own: string, around: Surroundings): Pick<Saying, 'reason' | 'message'> | undefined {
  const { group = '', kind = 'Service', namespace = own, name, port } = ref;
  const what = `${kind} ${namespace}/${name}`;
  if (group !== '' || kind !== 'Service') {
    return { reason: 'InvalidKind', message: `${what}: only Services can answer` };
  }
  if (namespace !== own) {
    return { reason: 'RefNotPermitted', message: `${what} is in another namespace` };
  }
  if (!around.hasService(namespace, name)) {
    return { reason: 'BackendNotFound', message: `${what} not found` };
  }
  return port === undefined ? { reason: 'UnsupportedProtocol', message: `${what}: a port is needed` } : undefined;
}
