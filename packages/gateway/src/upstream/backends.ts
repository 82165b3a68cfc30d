import type { Endpoint, EndpointPool } from './endpoint.ts';
import { resolve, type EndpointSlice, type Service } from './service.ts';

/** One port of a Service as requests use it. */
export interface BackendPool {
  /** undefined: there is no such Service or port. */
  readonly endpoints: readonly Endpoint[] | undefined;
  readonly unready: readonly string[];
}

export interface Backends {
  /** By `namespace/name:port`; kept current until `close`. */
  at(service: string): BackendPool;
  /** Something about a Service (`namespace/name`) has changed. */
  refresh(service: string): void;
  close(): void;
}

export interface BackendSource {
  service(key: string): Service | undefined;
  slices(key: string): readonly EndpointSlice[];
}

interface Held extends BackendPool {
  endpoints: readonly Endpoint[] | undefined;
  unready: readonly string[];
}

export function openBackends(source: BackendSource, pool: EndpointPool): Backends {
  const held = new Map<string, Map<string, Held>>();

  function fill(entry: Held, key: string, port: string): void {
    const before = entry.endpoints ?? [];
    const resolved = resolve(source.service(key), source.slices(key), port);
    // The new ones are held before the old ones are let go, so that a pod that stays keeps its connections.
    entry.endpoints = resolved?.endpoints.map((ref) => pool.hold(ref));
    entry.unready = resolved?.unready ?? [];
    before.forEach((endpoint) => pool.release(endpoint));
  }

  return {
    at(service) {
      const colon = service.lastIndexOf(':');
      const key = service.slice(0, colon);
      const port = service.slice(colon + 1);
      const ports = held.get(key) ?? new Map<string, Held>();
      const known = ports.get(port);
      if (known !== undefined) {
        return known;
      }
      const entry: Held = { endpoints: undefined, unready: [] };
      held.set(key, ports.set(port, entry));
      fill(entry, key, port);
      return entry;
    },
    refresh(key) {
      held.get(key)?.forEach((entry, port) => fill(entry, key, port));
    },
    close() {
      held.clear();
      pool.close();
    },
  };
}
