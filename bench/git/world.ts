/** Folders, servers and a git client for the benchmarks of this folder. */
import { execFile, execFileSync, spawn } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

export type Side = 'ours' | 'peer';

export const gitVersion = execFileSync('git', ['version'], { encoding: 'utf8' }).trim().replace('git version ', 'git ');

export interface GitWorld {
  readonly dir: string;
  /** Bare repositories of one side. */
  rootOf(side: Side): string;
  /** Starts the server of one side and waits until it listens. */
  start(side: Side): Promise<string>;
  git(folder: string, ...args: readonly string[]): Promise<string>;
  [Symbol.asyncDispose](): Promise<void>;
}

export async function openGitWorld(): Promise<GitWorld> {
  const dir = mkdtempSync(join(tmpdir(), 'juanie-bench-git-'));
  const children: (() => Promise<void>)[] = [];
  const rootOf = (side: Side) => join(dir, side);
  const environment = {
    PATH: process.env['PATH'],
    HOME: dir,
    GIT_CONFIG_NOSYSTEM: '1',
    GIT_TERMINAL_PROMPT: '0',
    GIT_AUTHOR_NAME: 'Bench',
    GIT_AUTHOR_EMAIL: 'bench@example.test',
    GIT_COMMITTER_NAME: 'Bench',
    GIT_COMMITTER_EMAIL: 'bench@example.test',
  };
  writeFileSync(join(dir, '.gitconfig'), '[init]\n\tdefaultBranch = main\n[gc]\n\tauto = 0\n');
  for (const side of ['ours', 'peer'] as const) {
    mkdirSync(rootOf(side));
  }
  return {
    dir,
    rootOf,
    async start(side) {
      const script = join(import.meta.dirname, 'server.ts');
      const child = spawn(process.execPath, [script, side, rootOf(side)], {
        stdio: ['ignore', 'pipe', 'inherit'],
        // As the product starts: with what Node compiled the last time.
        env: { ...environment, NODE_COMPILE_CACHE: join(dir, 'compiled') },
      });
      children.push(async () => {
        const ended = new Promise((resolve) => child.once('exit', resolve));
        child.kill('SIGKILL');
        await ended;
      });
      const port = await new Promise<string>((resolve) =>
        child.stdout.once('data', (text: Buffer) => resolve(text.toString().trim())),
      );
      return `http://127.0.0.1:${port}`;
    },
    git: (folder, ...args) =>
      new Promise((resolve, reject) => {
        execFile('git', args, { cwd: join(dir, folder), env: environment }, (error, stdout) =>
          error ? reject(error) : resolve(stdout.trim()),
        );
      }),
    async [Symbol.asyncDispose]() {
      await Promise.all(children.map((stop) => stop()));
      rmSync(dir, { recursive: true, force: true });
    },
  };
}

/** The peer as it is set up for the same promise: what was answered is on disk, refs too. */
export function makeBare(path: string): void {
  execFileSync('git', ['init', '-q', '--bare', '-b', 'main', path]);
  for (const [key, value] of [
    ['http.receivepack', 'true'],
    ['uploadpack.allowFilter', 'true'],
    ['core.fsync', 'committed,loose-object,reference'],
    ['receive.fsckObjects', 'true'],
    ['gc.auto', '0'],
    ['receive.autogc', 'false'],
  ] as const) {
    execFileSync('git', ['-C', path, 'config', key, value]);
  }
}

/** A server that does nothing: it says what a Git server would, so that what remains is the client's own time. */
export async function openNullServer(state: { head: string }): Promise<{ url: string; server: Server }> {
  const packet = (text: string) => (Buffer.byteLength(text) + 4).toString(16).padStart(4, '0') + text;
  const capabilities =
    'report-status report-status-v2 delete-refs side-band-64k quiet atomic ofs-delta push-options object-format=sha1 agent=null';
  const server = createServer((request, response) => {
    if (request.method === 'GET') {
      response.writeHead(200, { 'content-type': 'application/x-git-receive-pack-advertisement' });
      response.end(
        `${packet('# service=git-receive-pack\n')}0000${packet(`${state.head} refs/heads/main\0${capabilities}\n`)}0000`,
      );
      return;
    }
    request.resume().once('end', () => {
      const report = `${packet('unpack ok\n')}${packet('ok refs/heads/main\n')}0000`;
      response.writeHead(200, { 'content-type': 'application/x-git-receive-pack-result' });
      response.end(`${packet(`\u0001${report}`)}0000`);
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, server };
}
