import type { KubeObject } from '@juanie/kube';

export interface Service extends KubeObject {
  spec?: {
    readonly type?: string;
    readonly ports?: readonly { readonly name?: string; readonly port: number }[];
  };
}

export interface EndpointSlice extends KubeObject {
  endpoints?: readonly SliceEndpoint[];
  ports?: readonly { readonly name?: string; readonly port?: number }[];
}

export interface SliceEndpoint {
  readonly addresses: readonly string[];
  readonly conditions?: { readonly ready?: boolean; readonly serving?: boolean; readonly terminating?: boolean };
  readonly targetRef?: { readonly name?: string };
}

export const serviceNameLabel = 'kubernetes.io/service-name';

export interface Resolved {
  /** What may be asked: ready endpoints; when there are none, those that still serve while they end. */
  readonly endpoints: readonly { readonly address: string; readonly port: number }[];
  /** Pods that are there but not ready, by name. */
  readonly unready: readonly string[];
}

/** The endpoints of one port of a Service; undefined when the Service has no such port. */
export function resolve(
  service: Service | undefined,
  slices: readonly EndpointSlice[],
  port: string,
): Resolved | undefined {
  const wanted = service?.spec?.ports?.find((one) => String(one.port) === port || (one.name ?? '') === port);
  if (wanted === undefined) {
    return undefined;
  }
  const all = slices.flatMap(({ endpoints = [], ports = [] }) => {
    const number = ports.find(({ name = '' }) => name === (wanted.name ?? ''))?.port;
    return number === undefined ? [] : endpoints.map((endpoint) => ({ endpoint, number }));
  });
  const ready = all.filter(({ endpoint }) => endpoint.conditions?.ready !== false);
  const serving = all.filter(({ endpoint: { conditions } }) => conditions?.serving === true);
  return {
    endpoints: (ready.length > 0 ? ready : serving).flatMap(({ endpoint, number }) =>
      endpoint.addresses.map((address) => ({ address, port: number })),
    ),
    unready: all
      .filter(({ endpoint }) => endpoint.conditions?.ready === false)
      .map(({ endpoint }) => endpoint.targetRef?.name ?? ''),
  };
}
