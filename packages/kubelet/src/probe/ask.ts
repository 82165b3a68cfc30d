import { get as httpGet, type IncomingMessage } from 'node:http';
import { get as httpsGet } from 'node:https';
import { connect } from 'node:net';
import type { Handler } from '../pod/pod.ts';
import type { ProbeOutcome } from './prober.ts';

export interface AskOptions {
  readonly timeoutMs: number;
  readonly resolvePort: (port: number | string) => number | undefined;
  readonly exec: (command: readonly string[], timeoutMs: number) => Promise<{ code: number; output: string }>;
}

const host = '127.0.0.1';

/** Asks a container once, in the words of a kubelet. */
export async function ask(handler: Handler, options: AskOptions): Promise<ProbeOutcome> {
  try {
    if (handler.exec !== undefined) {
      const { code, output } = await options.exec(handler.exec.command ?? [], options.timeoutMs);
      return { ok: code === 0, message: output.slice(0, 10_240).trimEnd() };
    }
    if (handler.httpGet !== undefined) {
      return await askHttp(handler.httpGet, options);
    }
    const port = handler.tcpSocket?.port ?? handler.grpc?.port;
    return port === undefined ? { ok: true, message: '' } : await askTcp(portOf(port, options), options.timeoutMs);
  } catch (thrown) {
    return { ok: false, message: thrown instanceof Error ? thrown.message : String(thrown) };
  }
}

function portOf(port: number | string, { resolvePort }: AskOptions): number {
  const found = resolvePort(port);
  if (found === undefined) {
    throw new Error(`couldn't find port: ${port}`);
  }
  return found;
}

function askTcp(port: number, timeoutMs: number): Promise<ProbeOutcome> {
  return new Promise((resolve) => {
    const socket = connect({ port, host });
    const end = (ok: boolean, message: string) => {
      socket.destroy();
      resolve({ ok, message });
    };
    socket.setTimeout(timeoutMs, () => end(false, `dial tcp ${host}:${port}: i/o timeout`));
    socket.once('connect', () => end(true, ''));
    socket.once('error', (error: NodeJS.ErrnoException) => end(false, dialText(port, error)));
  });
}

function dialText(port: number, error: NodeJS.ErrnoException): string {
  const why = error.code === 'ECONNREFUSED' ? 'connect: connection refused' : error.message;
  return `dial tcp ${host}:${port}: ${why}`;
}

type HttpGet = NonNullable<Handler['httpGet']>;

function askHttp(request: HttpGet, options: AskOptions): Promise<ProbeOutcome> {
  const port = portOf(request.port, options);
  const secure = request.scheme?.toUpperCase() === 'HTTPS';
  const url = `${secure ? 'https' : 'http'}://${host}:${port}${request.path ?? '/'}`;
  const given = Object.fromEntries((request.httpHeaders ?? []).map(({ name, value }) => [name.toLowerCase(), value]));
  const headers = { 'user-agent': 'kube-probe/1.32', accept: '*/*', connection: 'close', ...given };
  return new Promise((resolve) => {
    const answered = (response: IncomingMessage) => resolve(judgeAnswer(response));
    const outgoing = secure
      ? httpsGet(url, { headers, agent: false, rejectUnauthorized: false }, answered)
      : httpGet(url, { headers, agent: false }, answered);
    const timer = setTimeout(() => {
      resolve({
        ok: false,
        message: `Get "${url}": context deadline exceeded (Client.Timeout exceeded while awaiting headers)`,
      });
      outgoing.destroy();
    }, options.timeoutMs);
    outgoing.once('close', () => clearTimeout(timer));
    outgoing.once('error', (error: NodeJS.ErrnoException) =>
      resolve({ ok: false, message: `Get "${url}": ${dialText(port, error)}` }),
    );
  });
}

/** 200 to 399 is healthy; a redirect counts as an answer and is not followed. */
function judgeAnswer(response: IncomingMessage): ProbeOutcome {
  const status = response.statusCode ?? 0;
  response.destroy();
  const ok = status >= 200 && status < 400;
  return { ok, message: ok ? '' : `HTTP probe failed with statuscode: ${status}` };
}
