/** The one client that speaks to both sides: HTTPS with keep-alive, no parsing beyond what a bench asks for. */
import { Agent, request } from 'node:https';
import type { IncomingMessage } from 'node:http';

export interface Answer {
  readonly status: number;
  readonly body: Buffer;
}

export interface Calls {
  get(path: string): Promise<Answer>;
  send(
    method: 'POST' | 'PUT' | 'PATCH' | 'DELETE',
    path: string,
    sent: { body: string; type?: string },
  ): Promise<Answer>;
  /** A watch on a connection of its own; tells every piece. */
  watch(path: string, onPiece: (piece: Buffer) => void): Promise<() => void>;
  close(): void;
}

export function openCalls(to: { port: number; token: () => Promise<string> }): Calls {
  const agent = new Agent({ keepAlive: true, rejectUnauthorized: false, maxSockets: 128 });
  let known: string | undefined;

  async function begin(
    method: string,
    path: string,
    sent?: { body: string; type?: string; agent?: Agent },
  ): Promise<IncomingMessage> {
    known ??= await to.token();
    const headers = {
      authorization: `Bearer ${known}`,
      accept: 'application/json',
      ...(sent === undefined || sent.body === ''
        ? {}
        : { 'content-type': sent.type ?? 'application/json', 'content-length': Buffer.byteLength(sent.body) }),
    };
    return new Promise((resolve, reject) => {
      const options = { host: '127.0.0.1', port: to.port, method, path, headers, agent: sent?.agent ?? agent };
      const out = request(options, resolve);
      out.once('error', reject);
      out.end(sent?.body);
    });
  }

  async function whole(message: IncomingMessage): Promise<Answer> {
    const pieces: Buffer[] = [];
    for await (const piece of message as AsyncIterable<Buffer>) {
      pieces.push(piece);
    }
    return { status: message.statusCode ?? 0, body: Buffer.concat(pieces) };
  }

  return {
    get: async (path) => whole(await begin('GET', path)),
    send: async (method, path, sent) => whole(await begin(method, path, sent)),
    async watch(path, onPiece) {
      const own = new Agent({ keepAlive: false, rejectUnauthorized: false });
      const message = await begin('GET', path, { body: '', agent: own });
      message.on('data', onPiece);
      message.on('error', () => undefined);
      return () => message.destroy();
    },
    close: () => agent.destroy(),
  };
}
