import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openGitHost, type GitHost } from '../host.ts';
import type { GitAccess, GitLimits } from '../http/access.ts';
import { gitHttpHandler } from '../http/handler.ts';
import type { GitUpdate } from '../repository.ts';

/** A Git host behind real HTTP, and real git clients with nothing of this machine's configuration. Tests only. */
export interface World {
  readonly dir: string;
  readonly host: GitHost;
  readonly url: string;
  /** Every ref that moved. */
  readonly updates: GitUpdate[];
  /** What went wrong inside. */
  readonly errors: unknown[];
  /** Runs git in a folder below `dir`; throws with its output where it fails. */
  git(folder: string, ...args: readonly string[]): Promise<string>;
  /** The same, whatever its exit. */
  tryGit(folder: string, ...args: readonly string[]): Promise<{ code: number; output: string }>;
  remoteOf(repository: string, user?: string): string;
  [Symbol.asyncDispose](): Promise<void>;
}

export interface WorldOptions {
  readonly access?: Partial<GitAccess<string>>;
  readonly limits?: Partial<GitLimits>;
}

/** Anybody who names themselves is that person; `public/*` may be read by all. */
export const openAccess: GitAccess<string> = {
  authenticate(authorization) {
    const [user, password] = Buffer.from(authorization?.replace(/^Basic /, '') ?? '', 'base64')
      .toString()
      .split(':');
    return Promise.resolve(password === 'secret' ? user : undefined);
  },
  may(principal, repository, verb) {
    if (principal === undefined) {
      return Promise.resolve(verb === 'read' && repository.startsWith('public/') ? 'yes' : 'authenticate');
    }
    return Promise.resolve(
      repository.startsWith('hidden/') ? 'hidden' : principal === 'reader' && verb === 'write' ? 'no' : 'yes',
    );
  },
};

export async function openWorld(options: WorldOptions = {}): Promise<World> {
  const dir = mkdtempSync(join(tmpdir(), 'juanie-git-'));
  const host = await openGitHost({ root: join(dir, 'git') });
  const updates: GitUpdate[] = [];
  const errors: unknown[] = [];
  host.onUpdate((update) => updates.push(update));
  const handler = gitHttpHandler(
    host,
    { ...openAccess, ...options.access },
    {
      ...(options.limits === undefined ? {} : { limits: options.limits }),
      onError: (error) => errors.push(error),
    },
  );
  const server = createServer((request, response) => void handler(request, response));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;

  const tryGit: World['tryGit'] = (folder, ...args) =>
    new Promise((resolve) => {
      const settings = { cwd: join(dir, folder), env: clientEnvironment(dir), maxBuffer: 1 << 28 };
      execFile('git', args, settings, (error, stdout, stderr) => {
        resolve({ code: error === null ? 0 : Number(error.code ?? 1), output: stdout + stderr });
      });
    });
  return {
    dir,
    host,
    updates,
    errors,
    url: `http://127.0.0.1:${port}`,
    tryGit,
    async git(folder, ...args) {
      const { code, output } = await tryGit(folder, ...args);
      if (code !== 0) {
        throw new Error(`git ${args.join(' ')}: ${output}`);
      }
      return output.trimEnd();
    },
    remoteOf: (repository, user = 'ann') => `http://${user}:secret@127.0.0.1:${port}/git/${repository}.git`,
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
      await host.close();
      rmSync(dir, { recursive: true, force: true });
    },
  };
}

function clientEnvironment(home: string): NodeJS.ProcessEnv {
  return {
    PATH: process.env.PATH,
    HOME: home,
    LC_ALL: 'C.UTF-8',
    GIT_CONFIG_NOSYSTEM: '1',
    GIT_TERMINAL_PROMPT: '0',
    GIT_AUTHOR_NAME: 'Ann',
    GIT_AUTHOR_EMAIL: 'ann@example.test',
    GIT_COMMITTER_NAME: 'Ann',
    GIT_COMMITTER_EMAIL: 'ann@example.test',
    GIT_CONFIG_COUNT: '1',
    GIT_CONFIG_KEY_0: 'init.defaultBranch',
    GIT_CONFIG_VALUE_0: 'main',
  };
}
