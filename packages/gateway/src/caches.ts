import { openInformer, type Informer } from '@juanie/controller';
import type { KubeObject } from '@juanie/kube';
import type { KubeClient } from '@juanie/kube-client';
import { gatewayApi, type GatewayClass, type GatewayObject, type HttpRoute, type Ingress } from './routes/objects.ts';
import { serviceNameLabel, type EndpointSlice, type Service } from './upstream/service.ts';

/** Everything that decides where a request goes. */
export interface Caches {
  readonly classes: Informer<GatewayClass>;
  readonly gateways: Informer<GatewayObject>;
  readonly routes: Informer<HttpRoute>;
  readonly ingresses: Informer<Ingress>;
  readonly services: Informer<Service>;
  readonly slices: Informer<EndpointSlice>;
  readonly namespaces: Informer<KubeObject>;
  /** Settles when all that requests depend on is known. */
  synced(options: { gatewayApi: boolean }): Promise<void>;
  close(): void;
}

export function openCaches(client: KubeClient): Caches {
  const caches = {
    classes: openInformer<GatewayClass>(client, { apiVersion: gatewayApi, kind: 'GatewayClass' }),
    gateways: openInformer<GatewayObject>(client, { apiVersion: gatewayApi, kind: 'Gateway' }),
    routes: openInformer<HttpRoute>(
      client,
      { apiVersion: gatewayApi, kind: 'HTTPRoute' },
      { indexes: { namespace: ({ metadata }) => [metadata.namespace ?? ''], service: servicesOf } },
    ),
    ingresses: openInformer<Ingress>(client, { apiVersion: 'networking.k8s.io/v1', kind: 'Ingress' }),
    services: openInformer<Service>(client, { apiVersion: 'v1', kind: 'Service' }),
    slices: openInformer<EndpointSlice>(
      client,
      { apiVersion: 'discovery.k8s.io/v1', kind: 'EndpointSlice' },
      { indexes: { service: ({ metadata }) => [`${metadata.namespace}/${metadata.labels?.[serviceNameLabel]}`] } },
    ),
    namespaces: openInformer(client, { apiVersion: 'v1', kind: 'Namespace' }),
  };
  const all = Object.values(caches) as Informer[];
  const { ingresses, services, slices } = caches;
  return {
    ...caches,
    // The kinds of the Gateway API may be installed later, or never: then nobody waits for them.
    async synced({ gatewayApi: installed }) {
      await Promise.all((installed ? all : [ingresses, services, slices]).map((informer) => informer.synced));
    },
    close: () => all.forEach((informer) => informer.close()),
  };
}

/** Services that a route names, as `namespace/name`. */
function servicesOf({ metadata, spec }: HttpRoute): string[] {
  const refs = (spec?.rules ?? []).flatMap(({ backendRefs = [] }) => backendRefs);
  return [...new Set(refs.map(({ namespace, name }) => `${namespace ?? metadata.namespace ?? ''}/${name}`))];
}
