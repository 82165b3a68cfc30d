import type { Group, Kinds } from '../kinds/kinds.ts';
import type { Kind } from '../kinds/kind.ts';
import type { ApiRequest, ApiReply } from './exchange.ts';
import { bytesReply, jsonReply } from './exchange.ts';

/** `GET /api`, `/apis` and below them, in both forms that clients ask for; undefined when the path is none of these. */
export function answerDiscovery(kinds: Kinds, request: ApiRequest): ApiReply | undefined {
  if (request.method !== 'GET') {
    return undefined;
  }
  const parts = request.path.split('/').filter((part) => part !== '');
  if (parts.length > 3 || (parts.length > 2 && parts[0] === 'api')) {
    return undefined;
  }
  const aggregated = request.headers.accept?.includes('as=APIGroupDiscoveryList') === true;
  const groups = kinds.groups();
  const [root, group, version] = parts;
  if (root === 'api') {
    return answerCore(groups, { version: group, aggregated, request, depth: parts.length });
  }
  if (root !== 'apis') {
    return undefined;
  }
  if (group === undefined) {
    return aggregated
      ? aggregatedReply(request, groups.filter(isNamed))
      : jsonReply(200, groupList(groups.filter(isNamed)));
  }
  const found = groups.find((one) => one.name === group && isNamed(one));
  if (version === undefined) {
    return found === undefined
      ? undefined
      : jsonReply(200, { kind: 'APIGroup', apiVersion: 'v1', ...legacyGroup(found) });
  }
  const served = found?.versions.find((one) => one.version === version);
  return served === undefined ? undefined : jsonReply(200, resourceList(`${group}/${version}`, served.kinds));
}

const isNamed = (group: Group): boolean => group.name !== '';

interface CorePath {
  readonly version: string | undefined;
  readonly aggregated: boolean;
  readonly request: ApiRequest;
  readonly depth: number;
}

function answerCore(groups: readonly Group[], { version, aggregated, request, depth }: CorePath): ApiReply | undefined {
  const core = groups.filter((group) => !isNamed(group));
  if (version === undefined) {
    return aggregated
      ? aggregatedReply(request, core)
      : jsonReply(200, { kind: 'APIVersions', versions: ['v1'], serverAddressByClientCIDRs: [] });
  }
  const served = core[0]?.versions.find((one) => one.version === version);
  return depth > 2 || served === undefined ? undefined : jsonReply(200, resourceList(version, served.kinds));
}

function legacyGroup({ name, versions }: Group): object {
  const list = versions.map(({ version }) => ({ groupVersion: `${name}/${version}`, version }));
  return { name, versions: list, preferredVersion: list[0] };
}

function groupList(groups: readonly Group[]): object {
  return { kind: 'APIGroupList', apiVersion: 'v1', groups: groups.map(legacyGroup) };
}

function resourceList(groupVersion: string, kinds: readonly Kind[]): object {
  return { kind: 'APIResourceList', apiVersion: 'v1', groupVersion, resources: kinds.flatMap(legacyResources) };
}

function legacyResources(kind: Kind): object[] {
  const own = {
    name: kind.resource,
    singularName: kind.singular,
    namespaced: kind.namespaced,
    kind: kind.kind,
    verbs: kind.verbs,
    ...(kind.shortNames.length === 0 ? {} : { shortNames: kind.shortNames }),
    ...(kind.categories.length === 0 ? {} : { categories: kind.categories }),
  };
  const below = kind.subresources.map((sub) => ({
    name: `${kind.resource}/${sub.name}`,
    singularName: '',
    namespaced: kind.namespaced,
    ...(sub.group === kind.group && sub.version === kind.version ? {} : { group: sub.group, version: sub.version }),
    kind: sub.kind,
    verbs: sub.verbs,
  }));
  return [own, ...below];
}

/** The answer must name its form in the Content-Type, or clients take it for the legacy kind and find nothing. */
function aggregatedReply(request: ApiRequest, groups: readonly Group[]): ApiReply {
  const version = /v=v2(?!beta)/.test(request.headers.accept ?? '') ? 'v2' : 'v2beta1';
  const body = {
    kind: 'APIGroupDiscoveryList',
    apiVersion: `apidiscovery.k8s.io/${version}`,
    metadata: {},
    items: groups.map(aggregatedGroup),
  };
  const reply = bytesReply(200, Buffer.from(JSON.stringify(body)));
  const type = `application/json;g=apidiscovery.k8s.io;v=${version};as=APIGroupDiscoveryList`;
  return { ...reply, headers: { ...reply.headers, 'content-type': type } };
}

function aggregatedGroup({ name, versions }: Group): object {
  return {
    metadata: name === '' ? {} : { name },
    versions: versions.map(({ version, kinds }) => ({
      version,
      freshness: 'Current',
      resources: kinds.map(aggregatedResource),
    })),
  };
}

function aggregatedResource(kind: Kind): object {
  return {
    resource: kind.resource,
    responseKind: { group: kind.group, version: kind.version, kind: kind.kind },
    scope: kind.namespaced ? 'Namespaced' : 'Cluster',
    singularResource: kind.singular,
    verbs: kind.verbs,
    ...(kind.shortNames.length === 0 ? {} : { shortNames: kind.shortNames }),
    ...(kind.categories.length === 0 ? {} : { categories: kind.categories }),
    ...(kind.subresources.length === 0
      ? {}
      : {
          subresources: kind.subresources.map((sub) => ({
            subresource: sub.name,
            responseKind: { group: sub.group, version: sub.version, kind: sub.kind },
            verbs: sub.verbs,
          })),
        }),
  };
}
