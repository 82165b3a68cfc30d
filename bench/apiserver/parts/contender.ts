/** Servers to be compared, each a process of its own behind TLS with a bearer token. */
import { spawn, execFileSync, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openCalls, type Calls } from './calls.ts';

export interface Running {
  readonly calls: Calls;
  /** From exec to the first answer. */
  readonly startMs: number;
  /** Resident memory of all its processes, in MB. */
  rssMb(): number;
  stop(): Promise<void>;
}

export interface Contender {
  readonly version: string;
  /** Starts on a folder of its own, or again on one that it has used. */
  start(dir: string): Promise<Running>;
}

export function makeDir(): { dir: string; remove(): void } {
  const dir = mkdtempSync(join(tmpdir(), 'juanie-bench-'));
  return { dir, remove: () => rmSync(dir, { recursive: true, force: true }) };
}

async function freePort(): Promise<number> {
  const probe = createServer().listen(0, '127.0.0.1');
  await once(probe, 'listening');
  const address = probe.address();
  probe.close();
  await once(probe, 'close');
  return typeof address === 'object' && address !== null ? address.port : 0;
}

async function stopAll(children: readonly ChildProcess[]): Promise<void> {
  for (const child of children.toReversed()) {
    if (child.exitCode === null && child.signalCode === null) {
      const exited = once(child, 'exit');
      child.kill('SIGTERM');
      await exited;
    }
  }
}

function rssOf(children: readonly ChildProcess[]): number {
  const pages = children.map(({ pid }) => Number(readFileSync(`/proc/${pid}/statm`, 'utf8').split(' ')[1]));
  return (pages.reduce((sum, one) => sum + one, 0) * 4096) / 1e6;
}

/** Asks until there is an answer; a server that ends instead is an error. */
async function firstAnswer(calls: Calls, children: readonly ChildProcess[]): Promise<void> {
  const end = performance.now() + 60_000;
  while (performance.now() < end) {
    if (children.some(({ exitCode }) => exitCode !== null)) {
      throw new Error('the server ended before it answered');
    }
    const status = await calls.get('/api/v1/namespaces').then(
      (answer) => answer.status,
      () => 0,
    );
    if (status === 200) {
      return;
    }
    await new Promise((resolve) => setTimeout(resolve, 2));
  }
  throw new Error('the server did not answer within a minute');
}

/** The embedded API; the compile cache is on, as in `npm start`. */
export const ours: Contender = {
  version: 'juanie',
  async start(dir) {
    const port = await freePort();
    const begun = performance.now();
    const script = join(import.meta.dirname, 'serve.ts');
    const env = { ...process.env, NODE_COMPILE_CACHE: join(tmpdir(), 'juanie-bench-compile-cache') };
    const child = spawn(process.execPath, [script, dir, String(port)], { stdio: ['ignore', 'ignore', 'inherit'], env });
    const token = async (): Promise<string> => readFileSync(join(dir, 'keys/admin.token'), 'utf8').trim();
    const calls = openCalls({ port, token });
    await firstAnswer(calls, [child]);
    const startMs = performance.now() - begun;
    return { calls, startMs, rssMb: () => rssOf([child]), stop: () => finish(calls, [child]) };
  },
};

async function finish(calls: Calls, children: readonly ChildProcess[]): Promise<void> {
  calls.close();
  await stopAll(children);
}

/** kube-apiserver over etcd, found by the environment or on PATH; undefined when one of them is absent. */
export function findPeer(): Contender | undefined {
  const apiserver = findTool('JUANIE_PEER_KUBE_APISERVER', 'kube-apiserver');
  const etcd = findTool('JUANIE_PEER_ETCD', 'etcd');
  if (apiserver === undefined || etcd === undefined) {
    return undefined;
  }
  const version = execFileSync(apiserver, ['--version'], { encoding: 'utf8' }).trim();
  return { version, start: (dir) => startPeer({ apiserver, etcd }, dir) };
}

function findTool(variable: string, name: string): string | undefined {
  const given = process.env[variable];
  if (given !== undefined && given !== '') {
    return given;
  }
  try {
    return execFileSync('sh', ['-c', 'command -v "$0"', name], { encoding: 'utf8' }).trim();
  } catch {
    return undefined;
  }
}

async function startPeer(tools: { apiserver: string; etcd: string }, dir: string): Promise<Running> {
  const [port, client, peer] = [await freePort(), await freePort(), await freePort()];
  const key = join(dir, 'sa.key');
  execFileSync('openssl', ['genrsa', '-out', key, '2048'], { stdio: 'ignore' });
  writeFileSync(join(dir, 'tokens.csv'), 'bench-token,admin,1,system:masters\n');
  const begun = performance.now();
  const etcd = spawn(
    tools.etcd,
    [
      `--data-dir=${join(dir, 'etcd')}`,
      `--listen-client-urls=http://127.0.0.1:${client}`,
      `--advertise-client-urls=http://127.0.0.1:${client}`,
      `--listen-peer-urls=http://127.0.0.1:${peer}`,
      '--log-level=error',
    ],
    { stdio: 'ignore' },
  );
  const apiserver = spawn(
    tools.apiserver,
    [
      `--etcd-servers=http://127.0.0.1:${client}`,
      `--secure-port=${port}`,
      '--bind-address=127.0.0.1',
      `--cert-dir=${join(dir, 'certs')}`,
      `--token-auth-file=${join(dir, 'tokens.csv')}`,
      `--service-account-key-file=${key}`,
      `--service-account-signing-key-file=${key}`,
      '--service-account-issuer=https://kubernetes.default.svc',
      '--service-cluster-ip-range=10.43.0.0/16',
      '--authorization-mode=AlwaysAllow',
      '--disable-admission-plugins=ServiceAccount',
    ],
    { stdio: 'ignore' },
  );
  const children = [etcd, apiserver];
  const calls = openCalls({ port, token: async () => 'bench-token' });
  await firstAnswer(calls, children);
  return {
    calls,
    startMs: performance.now() - begun,
    rssMb: () => rssOf(children),
    stop: () => finish(calls, children),
  };
}
