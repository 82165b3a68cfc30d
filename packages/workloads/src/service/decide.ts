import { isDeepStrictEqual } from 'node:util';
import type { Ended, Step, Verdict } from '@juanie/controller';
import { controllerRef } from '../owners.ts';
import type { Pod } from '../pod.ts';
import { endpointGroups, type EndpointGroup } from './endpoints.ts';
import type { EndpointSlice, Service } from './service.ts';

export const serviceNameLabel = 'kubernetes.io/service-name';
export const managedByLabel = 'endpointslice.kubernetes.io/managed-by';
export const manager = 'endpointslice-controller.k8s.io';

export interface Seen {
  readonly service: Service;
  /** Pods of its namespace. */
  readonly pods: readonly Pod[];
  /** The slices that this controller keeps for it. */
  readonly slices: readonly EndpointSlice[];
}

export interface Action {
  readonly create: readonly EndpointSlice[];
  readonly update: readonly EndpointSlice[];
  readonly delete: readonly EndpointSlice[];
}

/** Endpoints in one slice, as upstream's default. */
const mostEndpoints = 100;

export function decide({ service, pods, slices }: Seen): Step<Action> {
  const next = { when: 'changed' } as const;
  const { metadata, spec } = service;
  if (metadata.deletionTimestamp !== undefined || Object.keys(spec?.selector ?? {}).length === 0) {
    return { next };
  }
  const spare = new Set(slices.filter((slice) => slice.metadata.deletionTimestamp === undefined));
  const create: EndpointSlice[] = [];
  const update: EndpointSlice[] = [];
  // A Service without pods keeps one empty slice, so that its absence of endpoints can be seen.
  const groups = endpointGroups(service, pods).flatMap(inSlices);
  for (const group of groups.length === 0 ? [{ ports: [], endpoints: [] }] : groups) {
    const held = [...spare].find((slice) => isDeepStrictEqual(slice.ports ?? [], group.ports)) ?? onlyEmpty(spare);
    if (held === undefined) {
      create.push(sliceFor(service, group));
      continue;
    }
    spare.delete(held);
    const changed = { ...held, ports: group.ports, endpoints: group.endpoints };
    if (!isDeepStrictEqual([held.ports ?? [], held.endpoints ?? []], [group.ports, group.endpoints])) {
      update.push(changed);
    }
  }
  const action = { create, update, delete: [...spare] };
  return create.length + update.length + spare.size === 0 ? { next } : { next, action };
}

/** A slice that holds nobody may be filled with any ports. */
function onlyEmpty(slices: ReadonlySet<EndpointSlice>): EndpointSlice | undefined {
  return [...slices].find(({ endpoints = [] }) => endpoints.length === 0);
}

function inSlices({ ports, endpoints }: EndpointGroup): EndpointGroup[] {
  const slices = Math.ceil(endpoints.length / mostEndpoints);
  return Array.from({ length: slices }, (_, index) => ({
    ports,
    endpoints: endpoints.slice(index * mostEndpoints, (index + 1) * mostEndpoints),
  }));
}

function sliceFor(service: Service, { ports, endpoints }: EndpointGroup): EndpointSlice {
  const { name, namespace = '', labels = {} } = service.metadata;
  const headless = service.spec?.clusterIP === 'None' ? { 'service.kubernetes.io/headless': '' } : {};
  return {
    apiVersion: 'discovery.k8s.io/v1',
    kind: 'EndpointSlice',
    metadata: {
      name: '',
      generateName: `${name}-`,
      namespace,
      labels: { ...labels, [serviceNameLabel]: name, [managedByLabel]: manager, ...headless },
      ownerReferences: [controllerRef(service)],
    },
    addressType: 'IPv4',
    endpoints,
    ports,
  };
}

export function conclude({ ending }: Ended<Seen, Action, void>): Verdict {
  return { next: ending.ok ? { when: 'changed' } : { when: 'backoff' } };
}
