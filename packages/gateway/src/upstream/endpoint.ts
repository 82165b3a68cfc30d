import { Agent } from 'node:http';
import type { PodConnection } from '../fast/pod-connection.ts';

/** One address that answers for pods. Shared by all Services whose slices name it. */
export interface Endpoint {
  readonly id: string;
  readonly address: string;
  readonly port: number;
  /** Connections of the long way. */
  readonly agent: Agent;
  /** Connections of the fast way that nobody uses at the moment; the last one is the freshest. */
  readonly idle: PodConnection[];
  /** No Service names it any more: its connections close as they become free. */
  closed: boolean;
  /** Requests that wait for this endpoint's answer or are reading it. */
  inFlight: number;
  /** After a refused connection it is asked last until this time. */
  avoidUntil: number;
}

export interface EndpointRef {
  readonly address: string;
  readonly port: number;
}

/** Endpoints by address; one that nobody holds any more finishes what it does and closes its idle connections. */
export interface EndpointPool {
  hold(ref: EndpointRef): Endpoint;
  release(endpoint: Endpoint): void;
  close(): void;
}

/** A connection is dropped here before Node's servers drop it at their end (5 s), so that none is used in that moment. */
const idleMs = 4000;

export function openEndpointPool(): EndpointPool {
  const held = new Map<string, { endpoint: Endpoint; holders: number }>();

  return {
    hold({ address, port }) {
      const id = `${address}:${port}`;
      const entry = held.get(id) ?? { endpoint: openEndpoint({ id, address, port }), holders: 0 };
      entry.holders += 1;
      held.set(id, entry);
      return entry.endpoint;
    },
    release(endpoint) {
      const entry = held.get(endpoint.id);
      if (entry === undefined || entry.endpoint !== endpoint) {
        return;
      }
      entry.holders -= 1;
      if (entry.holders === 0) {
        held.delete(endpoint.id);
        endpoint.closed = true;
        closeIdle(endpoint);
      }
    },
    close() {
      held.forEach(({ endpoint }) => {
        endpoint.closed = true;
        closeIdle(endpoint);
        endpoint.agent.destroy();
      });
      held.clear();
    },
  };
}

function openEndpoint({ id, address, port }: EndpointRef & { id: string }): Endpoint {
  const agent = new Agent({
    keepAlive: true,
    maxSockets: 1024,
    maxFreeSockets: 256,
    timeout: idleMs,
    scheduling: 'lifo',
  });
  return { id, address, port, agent, idle: [], closed: false, inFlight: 0, avoidUntil: 0 };
}

/** Sockets in use finish their request; `maxFreeSockets` of none makes the agent close them after it. */
function closeIdle({ agent, idle }: Endpoint): void {
  idle.splice(0).forEach(({ socket }) => socket.destroy());
  agent.maxFreeSockets = 0;
  for (const sockets of Object.values(agent.freeSockets)) {
    sockets?.forEach((socket) => socket.destroy());
  }
}
