import { createServer } from 'node:net';
import { fault } from '../faults.ts';

/** Ports of this machine that pods listen on; one that is taken here is given to nobody else. */
export interface PortBook {
  /** A port that was free a moment ago and is not promised to another pod. */
  take(): Promise<number>;
  /** Takes what an earlier server had given to a container that still runs. */
  keep(port: number): boolean;
  /** The same port again, if nobody else has it now. */
  takeAgain(port: number): Promise<boolean>;
  release(ports: Iterable<number>): void;
}

/** Below the range from which Linux takes ports for outgoing connections. */
const range = { from: 20_000, to: 32_000 };

export function openPortBook({ from, to } = range, random: () => number = Math.random): PortBook {
  const taken = new Set<number>();
  return {
    async take() {
      let port = from + Math.floor(random() * (to - from));
      for (let tries = 0; tries < to - from; tries += 1) {
        port = port + 1 < to ? port + 1 : from;
        if (taken.has(port)) {
          continue;
        }
        taken.add(port);
        if (await isFree(port)) {
          return port;
        }
        taken.delete(port);
      }
      throw fault('PodPortsExhausted', { from, to });
    },
    keep(port) {
      const isNew = !taken.has(port);
      taken.add(port);
      return isNew;
    },
    async takeAgain(port) {
      if (taken.has(port)) {
        return false;
      }
      taken.add(port);
      if (await isFree(port)) {
        return true;
      }
      taken.delete(port);
      return false;
    },
    release(ports) {
      for (const port of ports) {
        taken.delete(port);
      }
    },
  };
}

/** On every address: an application may listen on all of them. */
function isFree(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const server = createServer();
    server.once('error', () => resolve(false));
    server.listen({ port, host: '0.0.0.0', exclusive: true }, () => server.close(() => resolve(true)));
  });
}
