/** Serves the built pages with example answers instead of a product: `node apps/web/dev/serve.ts [port]`. */
import { readFile } from 'node:fs/promises';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { extname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { answer } from './answers.ts';
import { buildLog, logLines } from './fixtures/others.ts';
import { speakIn } from './fixtures/speak.ts';

/** full: the example; empty: nothing yet; failing: every answer is a fault; slow: no answer; out: nobody signed in. */
export type Mode = 'full' | 'empty' | 'failing' | 'slow' | 'out';

export interface Example {
  readonly url: string;
  close(): Promise<void>;
}

/** Where it listens, and the built pages. */
export interface Place {
  readonly port?: number;
  readonly dist?: string;
}

const built = fileURLToPath(new URL('../dist', import.meta.url));
const types: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript',
  '.css': 'text/css',
  '.svg': 'image/svg+xml',
};

export async function serveExample(mode: Mode = 'full', { port = 0, dist = built }: Place = {}): Promise<Example> {
  const server = createServer((request, reply) => void handle({ mode, dist }, request, reply));
  await new Promise<void>((resolve) => server.listen(port, '127.0.0.1', resolve));
  const address = server.address();
  const at = typeof address === 'object' && address !== null ? address.port : port;
  return {
    url: `http://127.0.0.1:${at}`,
    close: async () => {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

async function handle(
  { mode, dist }: { mode: Mode; dist: string },
  request: IncomingMessage,
  reply: ServerResponse,
): Promise<void> {
  const url = new URL(request.url ?? '/', 'http://example');
  if (url.pathname === '/api/session') {
    json(reply, sessionOf(mode));
  } else if (url.pathname === '/api/events') {
    stream(reply, []);
  } else if (url.pathname === '/api/logs') {
    stream(reply, logLines());
  } else if (url.pathname.endsWith('/log')) {
    stream(
      reply,
      buildLog.map(([step, line]) => ({ time: new Date().toISOString(), step, line })),
    );
  } else if (url.pathname.startsWith('/api/trpc/')) {
    await procedures(mode, request, { reply, url });
  } else {
    await file(reply, dist, url.pathname);
  }
}

async function procedures(
  mode: Mode,
  request: IncomingMessage,
  to: { reply: ServerResponse; url: URL },
): Promise<void> {
  if (mode === 'slow') {
    return;
  }
  const names = to.url.pathname.slice('/api/trpc/'.length).split(',');
  const body = request.method === 'POST' ? await readBody(request) : (to.url.searchParams.get('input') ?? '{}');
  const inputs = JSON.parse(body === '' ? '{}' : body) as Record<string, Record<string, unknown>>;
  const say = speakIn(request.headers['x-juanie-lang'] === 'en' ? 'en' : 'zh-CN');
  const answers = names.map((name, index) => {
    const data = mode === 'failing' ? undefined : answer(name, inputs[index] ?? {}, say);
    const shown = mode === 'empty' && Array.isArray(data) ? [] : data;
    return shown === undefined ? fault(name, say.language) : { result: { data: shown } };
  });
  json(to.reply, answers);
}

function fault(procedure: string, language: string): object {
  const message = language === 'en' ? 'The database does not answer.' : '数据库没有响应。';
  const next = language === 'en' ? 'Try again in a minute.' : '请一分钟后重试。';
  const stillTrue = language === 'en' ? 'Applications keep running.' : '应用仍在运行。';
  const data = {
    code: 'INTERNAL_SERVER_ERROR',
    kind: 'Unavailable',
    reason: 'DatabaseUnavailable',
    next: [next],
    stillTrue: [stillTrue],
    problems: [],
    requestId: 'req_01JD4Q8ZK2',
    path: procedure,
    httpStatus: 503,
  };
  return { error: { message, code: -32_603, data } };
}

function sessionOf(mode: Mode): object {
  return {
    version: '0.1.0',
    language: 'en',
    isolation: { kind: 'namespaces', why: { code: '', params: {} } },
    addresses: {
      ui: 'http://127.0.0.1:7400',
      kubernetes: 'https://127.0.0.1:7443',
      git: 'http://127.0.0.1:7400/git',
      registry: '127.0.0.1:7400',
      gateway: 'http://127.0.0.1:7480',
    },
    csrf: 'example',
    user: mode === 'out' ? null : { id: 'u1', name: 'zhou.yu', email: 'zhou.yu@example.org', organisation: 'local' },
  };
}

function stream(reply: ServerResponse, lines: readonly unknown[]): void {
  reply.writeHead(200, { 'content-type': 'text/event-stream', 'cache-control': 'no-cache' });
  reply.write(': hello\n\n');
  for (const line of lines) {
    reply.write(`data: ${JSON.stringify(line)}\n\n`);
  }
}

async function file(reply: ServerResponse, dist: string, path: string): Promise<void> {
  const name = extname(path) === '' ? '/index.html' : path;
  try {
    const bytes = await readFile(join(dist, name));
    reply.writeHead(200, { 'content-type': types[extname(name)] ?? 'application/octet-stream' }).end(bytes);
  } catch {
    reply.writeHead(404).end();
  }
}

function json(reply: ServerResponse, value: unknown): void {
  reply.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify(value));
}

async function readBody(request: IncomingMessage): Promise<string> {
  let text = '';
  for await (const chunk of request) {
    text += String(chunk);
  }
  return text;
}

if (import.meta.main) {
  const { url } = await serveExample('full', { port: Number(process.argv[2] ?? 7500) });
  process.stdout.write(`${url}\n`);
}
