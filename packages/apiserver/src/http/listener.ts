import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import { createServer } from 'node:https';
import type { AddressInfo, Socket } from 'node:net';
import type { Api } from '../api.ts';
import type { Keys } from '../keys/keys.ts';
import { authenticate, type Credentials } from './authenticate.ts';
import { isPush, jsonReply, type ApiReply, type Push } from './exchange.ts';
import { handle } from './handler.ts';
import { isOpen } from './open-paths.ts';
import { Refusal, streamRefusal } from './status.ts';

/** As upstream: an object may have 1.5 MB, a request body twice that. */
const longestBody = 3 * 1024 * 1024;
const anonymous = { name: 'system:anonymous', groups: ['system:unauthenticated'] };

export interface Listener {
  readonly host: string;
  readonly port: number;
  close(): Promise<void>;
}

export interface ListenOptions {
  readonly api: Api;
  readonly keys: Keys;
  readonly credentials: Credentials;
  readonly onError: (error: unknown) => void;
}

/** The API behind TLS and HTTP/1.1. Clients show a token or a certificate of our CA. */
export async function listen(at: { host: string; port: number }, options: ListenOptions): Promise<Listener> {
  const { keys } = options;
  const server = createServer(
    {
      key: keys.server.key,
      cert: keys.server.cert,
      ca: keys.authority.cert,
      requestCert: true,
      rejectUnauthorized: false,
    },
    (request, response) => void respond(request, response, options),
  );
  // Go keeps idle connections for 90 s: one that we closed first would fail its next request.
  server.keepAliveTimeout = 120_000;
  server.requestTimeout = 0;
  server.timeout = 0;
  server.on('connection', (socket) => (socket as Socket).setNoDelay(true));
  server.on('upgrade', (request, socket) => {
    // exec, attach and port-forward: an HTTP answer, so that clients show the reason.
    socket.end(
      `HTTP/1.1 400 Bad Request\r\ncontent-type: application/json\r\nconnection: close\r\n\r\n${refusedUpgrade()}`,
    );
    request.resume();
  });
  await bind(server, at);
  const { port } = server.address() as AddressInfo;
  return { host: at.host, port, close: () => closeServer(server) };
}

function refusedUpgrade(): string {
  return JSON.stringify(new Refusal(400, 'BadRequest', { message: streamRefusal }).status);
}

function bind(server: Server, { host, port }: { host: string; port: number }): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, host, () => {
      server.off('error', reject);
      resolve();
    });
  });
}

function closeServer(server: Server): Promise<void> {
  return new Promise((resolve) => {
    server.close(() => resolve());
    server.closeAllConnections();
  });
}

async function respond(request: IncomingMessage, response: ServerResponse, options: ListenOptions): Promise<void> {
  try {
    await send(response, await answer(request, response, options));
  } catch (error) {
    // The client went away, or its request could not be read: there is nobody to tell.
    if (!response.destroyed) {
      options.onError(error);
    }
    response.destroy();
  }
}

async function answer(request: IncomingMessage, response: ServerResponse, options: ListenOptions): Promise<ApiReply> {
  const url = request.url ?? '/';
  const mark = url.indexOf('?');
  const path = mark < 0 ? url : url.slice(0, mark);
  const user = authenticate(request, options.credentials) ?? (isOpen(path) ? anonymous : undefined);
  if (user === undefined) {
    return refuse(new Refusal(401, 'Unauthorized', { message: 'Unauthorized' }));
  }
  const body = await readBody(request);
  if (body === undefined) {
    const message = `Request entity too large: limit is ${longestBody}`;
    return refuse(new Refusal(413, 'RequestEntityTooLarge', { message }));
  }
  const gone = new AbortController();
  response.once('close', () => {
    if (!response.writableFinished) {
      gone.abort(clientGone);
    }
  });
  const headers = request.headers as Record<string, string | undefined>;
  const query = new URLSearchParams(mark < 0 ? '' : url.slice(mark + 1));
  const exchange = { method: request.method ?? 'GET', path, query, headers, body, user, signal: gone.signal };
  return handle(options.api, exchange, options.onError);
}

/** One for all: to make an error with its stack for each request costs more than the request. */
const clientGone = new Error('the client is gone');

function refuse({ status }: Refusal): ApiReply {
  return jsonReply(status.code ?? 500, status);
}

const nothing = new Uint8Array();

/** The whole body; undefined when it is longer than allowed. */
async function readBody(request: IncomingMessage): Promise<Uint8Array | undefined> {
  if (request.method === 'GET' || request.method === 'HEAD') {
    return nothing;
  }
  const pieces: Buffer[] = [];
  let size = 0;
  for await (const piece of request as AsyncIterable<Buffer>) {
    size += piece.length;
    if (size > longestBody) {
      return undefined;
    }
    pieces.push(piece);
  }
  return pieces.length === 1 && pieces[0] !== undefined ? pieces[0] : Buffer.concat(pieces);
}

async function send(response: ServerResponse, { status, headers, body }: ApiReply): Promise<void> {
  for (const [name, value] of Object.entries(headers)) {
    response.setHeader(name, value);
  }
  response.statusCode = status;
  if (body instanceof Uint8Array) {
    response.setHeader('content-length', body.length);
    response.end(body);
  } else if (isPush(body)) {
    sendPush(response, body);
  } else {
    await sendPieces(response, body);
  }
}

/** Piece by piece as the client takes them. */
async function sendPieces(response: ServerResponse, pieces: Iterable<Uint8Array>): Promise<void> {
  for (const piece of pieces) {
    if (!response.write(piece)) {
      await drained(response);
    }
    if (response.destroyed) {
      return;
    }
  }
  response.end();
}

function drained(response: ServerResponse): Promise<void> {
  return new Promise((resolve) => {
    const done = (): void => {
      response.off('drain', done);
      response.off('close', done);
      resolve();
    };
    response.on('drain', done);
    response.on('close', done);
  });
}

function sendPush(response: ServerResponse, push: Push): void {
  response.flushHeaders();
  const write = chunkWriter(response);
  const stop = push.start({ write, end: () => response.end() });
  if (response.destroyed) {
    stop();
  }
  response.once('close', stop);
}

/**
 * Chunks go to the socket as one buffer each. Node would write length, data and end apart; with a thousand watchers of
 * one event that is most of the work, and the framed event is the same for all of them.
 */
function chunkWriter(response: ServerResponse): (piece: Uint8Array) => number {
  const { socket } = response;
  if (socket === null || !response.chunkedEncoding) {
    return (piece) => {
      response.write(piece);
      return response.writableLength;
    };
  }
  return (piece) => {
    if (!socket.destroyed) {
      socket.write(frameChunk(piece));
    }
    return socket.writableLength;
  };
}

let framedPiece: Uint8Array | undefined;
let framed: Uint8Array = nothing;

function frameChunk(piece: Uint8Array): Uint8Array {
  if (piece !== framedPiece) {
    framedPiece = piece;
    framed = Buffer.concat([Buffer.from(`${piece.length.toString(16)}\r\n`), piece, Buffer.from('\r\n')]);
  }
  return framed;
}
