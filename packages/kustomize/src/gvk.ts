import { builtInScopes } from './defaults/scopes.ts';

/** Which kind; an empty part of a selector matches anything. */
export interface Gvk {
  readonly group: string;
  readonly version: string;
  readonly kind: string;
  /** Known for kinds of resources, so that it is looked up once. */
  readonly isClusterScoped?: boolean;
}

export interface ResourceId extends Gvk {
  readonly name: string;
  /** What is written; '' and `default` are one namespace. */
  readonly namespace: string;
}

/** The namespace that upstream gives to what has none. */
export const noNamespace = '_non_namespaceable_';

export function parseGroupVersion(apiVersion: string): { group: string; version: string } {
  const slash = apiVersion.indexOf('/');
  return slash < 0
    ? { group: '', version: apiVersion }
    : { group: apiVersion.slice(0, slash), version: apiVersion.slice(slash + 1) };
}

export function apiVersionOf({ group, version }: Gvk): string {
  return group === '' ? version : `${group}/${version}`;
}

export function isSelectedBy(gvk: Gvk, selector: Partial<Gvk>): boolean {
  return (
    (!selector.group || selector.group === gvk.group) &&
    (!selector.version || selector.version === gvk.version) &&
    (!selector.kind || selector.kind === gvk.kind)
  );
}

export function equalGvk(a: Gvk, b: Gvk): boolean {
  return a.kind === b.kind && a.group === b.group && a.version === b.version;
}

/** What a build's own `openapi` says of kinds that the built-in schema does not know; of the one build that runs. */
let ownScopes: ReadonlyMap<string, boolean> | undefined;

/** Rises when scopes change: what was known of a kind before has to be looked up again. */
export let scopesEpoch = 0;

export function useScopes(scopes: ReadonlyMap<string, boolean> | undefined): void {
  if (ownScopes !== scopes) {
    scopesEpoch++;
  }
  ownScopes = scopes;
}

export function isKnownType(gvk: Gvk): boolean {
  return builtInScopes.has(typeKey(gvk));
}

function typeKey(gvk: Gvk): string {
  return `${apiVersionOf(gvk)}/${gvk.kind}`;
}

/** Only kinds that a schema knows are surely cluster-wide; others count as namespaced. */
export function isClusterScoped(gvk: Gvk): boolean {
  if (gvk.isClusterScoped !== undefined) {
    return gvk.isClusterScoped;
  }
  const key = typeKey(gvk);
  return (builtInScopes.get(key) ?? ownScopes?.get(key)) === false;
}

export function effectiveNamespace(id: ResourceId): string {
  if (isClusterScoped(id)) {
    return noNamespace;
  }
  return id.namespace === '' ? 'default' : id.namespace;
}

/** Equal for two ids exactly when upstream calls them equal. */
export function idKey(id: ResourceId): string {
  return `${id.group}\0${id.version}\0${id.kind}\0${effectiveNamespace(id)}\0${id.name}`;
}

/** Upstream's way to print a kind, as `Deployment.v1.apps`. */
export function gvkString({ group, version, kind }: Partial<Gvk>): string {
  return [kind || '[noKind]', version || '[noVer]', group || '[noGrp]'].join('.');
}

/** Upstream's way to print an id, as `Deployment.v1.apps/web.[noNs]`. */
export function idString(id: ResourceId): string {
  return `${gvkString(id)}/${id.name || '[noName]'}.${id.namespace || '[noNs]'}`;
}

const orderFirst = [
  'Namespace',
  'ResourceQuota',
  'StorageClass',
  'CustomResourceDefinition',
  'ServiceAccount',
  'PodSecurityPolicy',
  'Role',
  'ClusterRole',
  'RoleBinding',
  'ClusterRoleBinding',
  'ConfigMap',
  'Secret',
  'Endpoints',
  'Service',
  'LimitRange',
  'PriorityClass',
  'PersistentVolume',
  'PersistentVolumeClaim',
  'Deployment',
  'StatefulSet',
  'CronJob',
  'PodDisruptionBudget',
];

const orderLast = ['MutatingWebhookConfiguration', 'ValidatingWebhookConfiguration'];

export const legacyOrder = { orderFirst, orderLast } as const;

/** Kind -> rank: negative before all others, positive after them. */
export function ranksOf(order: { orderFirst: readonly string[]; orderLast: readonly string[] }): Map<string, number> {
  const ranks = new Map<string, number>();
  order.orderFirst.forEach((kind, at) => ranks.set(kind, at - order.orderFirst.length));
  order.orderLast.forEach((kind, at) => ranks.set(kind, at + 1));
  return ranks;
}

export function sortString({ group, version, kind }: Gvk): string {
  return [group || '~G', version || '~V', kind || '~K'].join('_');
}

const defaultRanks = ranksOf(legacyOrder);

/** The order in which upstream keeps field specs and back references. */
export function compareGvk(a: Gvk, b: Gvk): number {
  const rank = (defaultRanks.get(a.kind) ?? 0) - (defaultRanks.get(b.kind) ?? 0);
  return rank === 0 ? compareBytes(sortString(a), sortString(b)) : rank;
}

/** Go's string order (by bytes), which for everything but surrogate pairs is the order of code units. */
export function compareBytes(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
