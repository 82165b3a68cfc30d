import { isDeepStrictEqual } from 'node:util';
import type { Reconciler, Verdict } from '@juanie/controller';
import type { KubeObject } from '@juanie/kube';
import { controllerRef } from '../owners.ts';
import type { World } from '../world.ts';
import { endpointGroups } from './endpoints.ts';
import type { Endpoint, EndpointPort, Service } from './service.ts';

interface Address {
  readonly ip: string;
  readonly nodeName?: string;
  readonly targetRef?: Endpoint['targetRef'];
}

interface Subset {
  readonly addresses?: readonly Address[];
  readonly notReadyAddresses?: readonly Address[];
  readonly ports?: readonly EndpointPort[];
}

export interface Endpoints extends KubeObject {
  subsets?: readonly Subset[];
}

interface Seen {
  readonly service: Service;
  readonly held: Endpoints | undefined;
  readonly subsets: readonly Subset[];
}

/** Keeps the Endpoints object of the Service's name, for what has not learned to read EndpointSlices. */
export function endpointsReconciler({ client, pods, services, endpoints }: World): Reconciler<Seen, 'write', void> {
  const changed: Verdict = { next: { when: 'changed' } };
  return {
    async observe(key) {
      const service = services.at(key);
      return service === undefined
        ? undefined
        : {
            service,
            held: endpoints.at(key),
            subsets: subsetsOf(service, pods.by('namespace', service.metadata.namespace ?? '')),
          };
    },
    decide({ service, held, subsets }) {
      const concerned = Object.keys(service.spec?.selector ?? {}).length > 0;
      const right = held !== undefined && isDeepStrictEqual(held.subsets ?? [], subsets);
      return concerned && !right && service.metadata.deletionTimestamp === undefined
        ? { ...changed, action: 'write' }
        : changed;
    },
    async act({ service, held, subsets }) {
      endpoints.note(
        held === undefined
          ? await client.create(endpointsOf(service, subsets))
          : await client.update({ ...held, subsets }),
      );
    },
    conclude: ({ ending }) => (ending.ok ? changed : { next: { when: 'backoff' } }),
    publish: async () => undefined,
  };
}

function endpointsOf(service: Service, subsets: readonly Subset[]): Endpoints {
  const { name, namespace = '', labels = {} } = service.metadata;
  const ownerReferences = [controllerRef(service)];
  return { apiVersion: 'v1', kind: 'Endpoints', metadata: { name, namespace, labels, ownerReferences }, subsets };
}

function subsetsOf(service: Service, pods: Parameters<typeof endpointGroups>[1]): Subset[] {
  return endpointGroups(service, pods)
    .map(({ ports, endpoints }) => {
      const lasting = endpoints.filter(({ conditions }) => !conditions.terminating);
      const ready = lasting.filter(({ conditions }) => conditions.ready).map(addressOf);
      const notReady = lasting.filter(({ conditions }) => !conditions.ready).map(addressOf);
      return {
        ...(ready.length === 0 ? {} : { addresses: ready }),
        ...(notReady.length === 0 ? {} : { notReadyAddresses: notReady }),
        ports,
      };
    })
    .filter(({ addresses, notReadyAddresses }) => addresses !== undefined || notReadyAddresses !== undefined);
}

function addressOf({ addresses, nodeName, targetRef }: Endpoint): Address {
  return {
    ip: addresses[0] ?? '',
    ...(nodeName === undefined ? {} : { nodeName }),
    ...(targetRef === undefined ? {} : { targetRef }),
  };
}
