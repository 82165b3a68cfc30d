import { request as httpRequest, Agent as HttpAgent, type IncomingMessage } from 'node:http';
import { request as httpsRequest, Agent as HttpsAgent } from 'node:https';
import { fault } from './faults.ts';
import type { KubeReply, KubeRequest, Transport } from './transport.ts';

/** A cluster on the network. Certificates and keys are PEM. */
export interface ClusterAccess {
  /** `https://host:port` */
  readonly server: string;
  readonly ca?: string;
  readonly token?: string;
  readonly cert?: string;
  readonly key?: string;
}

/** HTTP with keep-alive; node's own client, because the global fetch takes no CA and no client certificate. */
export function fetchTransport(access: ClusterAccess): Transport {
  const server = new URL(access.server);
  const secure = server.protocol === 'https:';
  const { ca, cert, key, token } = access;
  const agent = secure
    ? new HttpsAgent({ keepAlive: true, ...(ca && { ca }), ...(cert && { cert }), ...(key && { key }) })
    : new HttpAgent({ keepAlive: true });
  const authorization = token === undefined ? {} : { authorization: `Bearer ${token}` };

  return {
    async send(request) {
      const options = {
        method: request.method,
        agent,
        headers: { ...request.headers, ...authorization, ...lengthOf(request) },
        ...(request.signal === undefined ? {} : { signal: request.signal }),
      };
      const url = new URL(request.path, server);
      const reply = await exchange(secure ? httpsRequest(url, options) : httpRequest(url, options), request.body);
      return replyOf(reply, request);
    },
  };
}

function lengthOf({ body }: KubeRequest): Record<string, string> {
  return body === undefined ? {} : { 'content-length': String(body.length) };
}

function exchange(sent: ReturnType<typeof httpRequest>, body: Uint8Array | undefined): Promise<IncomingMessage> {
  return new Promise((resolve, reject) => {
    sent.once('response', resolve);
    sent.once('error', (cause) => reject(fault('KubeUnavailable', { message: cause.message }, { cause })));
    sent.end(body);
  });
}

async function replyOf(reply: IncomingMessage, request: KubeRequest): Promise<KubeReply> {
  const headers = Object.fromEntries(
    Object.entries(reply.headers).map(([name, value]) => [
      name,
      Array.isArray(value) ? value.join(', ') : (value ?? ''),
    ]),
  );
  const status = reply.statusCode ?? 0;
  const streams = status < 400 && /[?&](watch|follow)=/.test(request.path);
  if (streams) {
    return { status, headers, body: reply };
  }
  const pieces: Uint8Array[] = [];
  for await (const piece of reply as AsyncIterable<Uint8Array>) {
    pieces.push(piece);
  }
  return { status, headers, body: Buffer.concat(pieces) };
}
