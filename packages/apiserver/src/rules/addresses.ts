import { readStored } from '../view/decode.ts';
import type { Store } from '../store/store.ts';

/** Gives out what is unique in the cluster: addresses of services and ports of nodes. */
export interface Allocator {
  /** The address that was wanted, or a free one. Undefined: the wanted one is taken or outside of the range. */
  clusterIP(wanted: string | undefined): string | undefined;
  nodePort(wanted: number | undefined): number | undefined;
}

const firstPort = 30_000;
const lastPort = 32_767;
/** 10.43.0.0/16, as K3s; .0.1 is the API's own service, .0.10 is for DNS. */
const network = '10.43';
const hosts = 65_534;
const firstFree = 256;

interface ServiceSpec {
  readonly clusterIP?: string;
  readonly ports?: readonly { readonly nodePort?: number }[];
}

/** What is taken is read off the stored services each time: they are few, and so nothing can leak. */
export function openAllocator(store: Store): Allocator {
  const specs = (): ServiceSpec[] =>
    store
      .collection('services')
      .list()
      .map((stored) => (readStored(stored)['spec'] ?? {}) as ServiceSpec);
  let next = firstFree + Math.floor(Math.random() * (hosts - firstFree));

  return {
    clusterIP(wanted) {
      const taken = new Set(specs().map(({ clusterIP }) => clusterIP));
      if (wanted !== undefined) {
        return wanted.startsWith(`${network}.`) && !taken.has(wanted) ? wanted : undefined;
      }
      for (let tried = 0; tried < hosts; tried += 1) {
        next = next >= hosts ? firstFree : next + 1;
        const address = `${network}.${next >> 8}.${next & 255}`;
        if (!taken.has(address)) {
          return address;
        }
      }
      return undefined;
    },
    nodePort(wanted) {
      const taken = new Set(specs().flatMap(({ ports }) => (ports ?? []).map(({ nodePort }) => nodePort)));
      if (wanted !== undefined) {
        return wanted >= firstPort && wanted <= lastPort && !taken.has(wanted) ? wanted : undefined;
      }
      for (let port = firstPort; port <= lastPort; port += 1) {
        if (!taken.has(port)) {
          return port;
        }
      }
      return undefined;
    },
  };
}
