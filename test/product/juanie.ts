/** Starts the whole product as a person would, in a folder of its own, on free ports. */
import { spawn, type ChildProcess } from 'node:child_process';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { watch } from 'node:fs';
import { request } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

export const root = fileURLToPath(new URL('../..', import.meta.url));

export interface Ready {
  readonly pid: number;
  readonly data: string;
  readonly ui: string;
  readonly signIn: string;
  readonly tokenFile: string;
  readonly git: string;
  readonly fleet: string;
  readonly registry: string;
  readonly gateway: string;
  readonly kubernetes: { readonly server: string; readonly kubeconfig: string };
  readonly sample?: {
    readonly project: string;
    readonly repository: string;
    readonly urls: Readonly<Record<string, string>>;
  };
}

export interface Juanie {
  readonly ready: Ready;
  /** Everything that it printed so far. */
  output(): string;
  /** Runs a command line against it and reads its one JSON answer. */
  json<T>(...args: readonly string[]): Promise<{ readonly code: number; readonly value: T; readonly stderr: string }>;
  run(...args: readonly string[]): Promise<{ readonly code: number; readonly stdout: string; readonly stderr: string }>;
  /** Asks a query of the API as the owner. */
  ask<T>(procedure: string, input: object): Promise<T>;
  /** What a visitor of this address sees. */
  visit(url: string): Promise<{ readonly status: number; readonly body: string }>;
  /** Asks again at every event of the live stream, until there is an answer. */
  until<T>(ask: () => Promise<T | undefined>): Promise<T>;
  /** The signal, then the end of the process. */
  stop(signal?: NodeJS.Signals): Promise<number | null>;
  [Symbol.asyncDispose](): Promise<void>;
}

export interface Options {
  /** Kept after the end; default: a folder that goes with it. */
  readonly data?: string;
  readonly flags?: readonly string[];
  readonly env?: Readonly<Record<string, string>>;
}

export async function startJuanie(options: Options = {}): Promise<Juanie> {
  const home = await mkdtemp(join(tmpdir(), 'juanie-test-'));
  const data = options.data ?? join(home, 'data');
  const readyFile = join(home, 'ready.json');
  const env = {
    ...process.env,
    HOME: home,
    LANG: 'C.UTF-8',
    JUANIE_DATA: data,
    XDG_CONFIG_HOME: join(home, 'config'),
    ...options.env,
  };
  const free = ['--listen', '--kube', '--gateway'].flatMap((flag) => [flag, '127.0.0.1:0']);
  const flags = options.flags ?? free;
  const child = spawn(process.execPath, [cli, 'up', '--ready-file', readyFile, ...flags], {
    env,
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const printed = collect(child);
  const ended = new Promise<number | null>((resolve) => child.once('exit', resolve));
  const ready = await Promise.race([
    readWhenThere(readyFile),
    ended.then((code) => Promise.reject(new Error(`Juanie ended with ${code}:\n${printed()}`))),
  ]);
  const stop = async (signal: NodeJS.Signals = 'SIGTERM'): Promise<number | null> => {
    child.kill(signal);
    return ended;
  };
  return {
    ready,
    output: printed,
    stop,
    visit: (url) => visit(ready.gateway, url),
    until: (ask) => until(ready, ask),
    ask: (procedure, input) => askApi(ready, procedure, input),
    run: (...args) => run(args, env),
    async json<T>(...args: readonly string[]) {
      const { code, stdout, stderr } = await run([...args, '--json'], env);
      return { code, value: JSON.parse(stdout) as T, stderr };
    },
    async [Symbol.asyncDispose]() {
      await stop();
      await rm(home, { recursive: true, force: true });
    },
  };
}

async function askApi<T>(ready: Ready, procedure: string, input: object): Promise<T> {
  const authorization = `Bearer ${(await readFile(ready.tokenFile, 'utf8')).trim()}`;
  const url = `${ready.ui}/api/trpc/${procedure}?input=${encodeURIComponent(JSON.stringify(input))}`;
  const reply = await fetch(url, { headers: { authorization } });
  const { result, error } = (await reply.json()) as { result?: { data: T }; error?: { message: string } };
  if (result === undefined) {
    throw new Error(`${procedure}: ${error?.message ?? reply.status}`);
  }
  return result.data;
}

/** The stream is opened before the first look, so that nothing falls between them. */
async function until<T>(ready: Ready, ask: () => Promise<T | undefined>): Promise<T> {
  const authorization = `Bearer ${(await readFile(ready.tokenFile, 'utf8')).trim()}`;
  const stop = new AbortController();
  const stream = await fetch(`${ready.ui}/api/events`, { headers: { authorization }, signal: stop.signal });
  try {
    for await (const _ of stream.body ?? []) {
      const answer = await ask();
      if (answer !== undefined) {
        return answer;
      }
    }
    throw new Error('The live stream ended before there was an answer.');
  } finally {
    stop.abort();
  }
}

const cli = join(root, 'apps/cli/bin/juanie.mjs');

function collect(child: ChildProcess): () => string {
  let text = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream?.setEncoding('utf8').on('data', (chunk: string) => {
      text += chunk;
    });
  }
  return () => text;
}

/** The ready file is renamed into place: once it is there it is whole. */
async function readWhenThere(file: string): Promise<Ready> {
  const folder = join(file, '..');
  const seen = new Promise<void>((resolve) => {
    const watcher = watch(folder, (_, name) => {
      if (name === 'ready.json') {
        watcher.close();
        resolve();
      }
    });
  });
  await seen;
  return JSON.parse(await readFile(file, 'utf8')) as Ready;
}

function run(
  args: readonly string[],
  env: NodeJS.ProcessEnv,
): Promise<{ code: number; stdout: string; stderr: string }> {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, [cli, ...args], { env, stdio: ['ignore', 'pipe', 'pipe'] });
    const out = { stdout: '', stderr: '' };
    child.stdout.setEncoding('utf8').on('data', (chunk: string) => (out.stdout += chunk));
    child.stderr.setEncoding('utf8').on('data', (chunk: string) => (out.stderr += chunk));
    child.once('error', reject);
    child.once('close', (code) => resolve({ code: code ?? 1, ...out }));
  });
}

/** `*.localhost` may not resolve here: the gateway is dialled and the host named. */
function visit(gateway: string, url: string): Promise<{ status: number; body: string }> {
  const { hostname, port } = new URL(gateway);
  const { host, pathname } = new URL(url);
  return new Promise((resolve, reject) => {
    const asked = request({ hostname, port, path: pathname, headers: { host } }, (reply) => {
      let body = '';
      reply.setEncoding('utf8').on('data', (chunk: string) => (body += chunk));
      reply.once('end', () => resolve({ status: reply.statusCode ?? 0, body }));
    });
    asked.once('error', reject);
    asked.end();
  });
}
