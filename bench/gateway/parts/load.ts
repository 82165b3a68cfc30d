import { connect, type Socket } from 'node:net';

export interface Load {
  readonly requests: number;
  readonly seconds: number;
  /** Sorted, in milliseconds. */
  readonly latencies: Float64Array;
}

export interface LoadOptions {
  readonly port: number;
  readonly connections: number;
  readonly requests: number;
  /** Bytes of a body; an answer ends with its last one. */
  readonly size: number;
  /** Requests in a second over all connections; absent: as many as go. */
  readonly rate?: number;
}

const ask = Buffer.from('GET / HTTP/1.1\r\nHost: bench.localhost\r\nUser-Agent: bench\r\nAccept: */*\r\n\r\n');
const headEnd = Buffer.from('\r\n\r\n');

/** Sends requests over kept connections, one at a time on each, and measures each answer to its last byte. */
export async function load({ port, connections, requests, size, rate }: LoadOptions): Promise<Load> {
  const latencies = new Float64Array(requests);
  let sent = 0;
  let done = 0;
  const sockets = await Promise.all(Array.from({ length: connections }, () => dial(port)));
  const start = performance.now();
  await new Promise<void>((resolve, reject) => {
    for (const socket of sockets) {
      drive(socket);
    }
    function drive(socket: Socket): void {
      let began = 0;
      let missing = -1;
      const next = (): void => {
        if (sent >= requests) {
          return;
        }
        const due = rate === undefined ? 0 : start + (sent * 1000) / rate - performance.now();
        sent += 1;
        if (due > 1) {
          setTimeout(go, due);
        } else {
          go();
        }
      };
      const go = (): void => {
        began = performance.now();
        missing = -1;
        socket.write(ask);
      };
      socket.on('error', reject);
      socket.on('close', () => done < requests && reject(new Error('A connection was closed.')));
      socket.on('data', (chunk) => {
        if (missing < 0) {
          const end = chunk.indexOf(headEnd);
          if (end < 0 || !chunk.subarray(0, 12).equals(ok)) {
            reject(new Error(`Not answered with 200: ${chunk.subarray(0, 200).toString()}`));
            return;
          }
          missing = size - (chunk.length - end - 4);
        } else {
          missing -= chunk.length;
        }
        if (missing === 0) {
          latencies[done] = performance.now() - began;
          done += 1;
          if (done === requests) {
            resolve();
          } else {
            next();
          }
        }
      });
      next();
    }
  });
  const seconds = (performance.now() - start) / 1000;
  sockets.forEach((socket) => socket.destroy());
  return { requests, seconds, latencies: latencies.sort() };
}

const ok = Buffer.from('HTTP/1.1 200');

function dial(port: number): Promise<Socket> {
  return new Promise((resolve, reject) => {
    const socket = connect({ port, host: '127.0.0.1', noDelay: true }, () => resolve(socket));
    socket.once('error', reject);
  });
}

export function percentile({ latencies }: Load, part: number): number {
  return latencies[Math.min(latencies.length - 1, Math.floor(latencies.length * part))] ?? Number.NaN;
}
