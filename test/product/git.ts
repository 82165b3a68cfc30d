import { execFile } from 'node:child_process';
import { mkdtemp, writeFile, mkdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';

const exec = promisify(execFile);

/** A clone that a person works in. */
export interface Clone {
  readonly dir: string;
  git(...args: readonly string[]): Promise<{ stdout: string; stderr: string }>;
  /** Writes files (null removes), commits. Answers the commit. */
  commit(files: Readonly<Record<string, string | null>>, message: string): Promise<string>;
  /** Pushes and answers what the server said on `remote:` lines. */
  push(...args: readonly string[]): Promise<string>;
}

/** Clones with a token as password; nothing of this machine's Git configuration counts. */
export async function clone(url: string, token: string): Promise<Clone> {
  const dir = await mkdtemp(join(tmpdir(), 'juanie-clone-'));
  const env = { ...process.env, GIT_CONFIG_GLOBAL: '/dev/null', GIT_CONFIG_NOSYSTEM: '1', GIT_TERMINAL_PROMPT: '0' };
  const author = ['-c', 'user.name=Lin Wei', '-c', 'user.email=lin@example.org', '-c', 'init.defaultBranch=main'];
  const git = (...args: readonly string[]) => exec('git', [...author, ...args], { cwd: dir, env });
  const address = new URL(url);
  address.username = 'juanie';
  address.password = token;
  await git('clone', '--quiet', address.href, '.');
  return {
    dir,
    git,
    async commit(files, message) {
      for (const [name, text] of Object.entries(files)) {
        await (text === null ? rm(join(dir, name)) : write(join(dir, name), text));
      }
      await git('add', '--all');
      await git('commit', '--quiet', '--message', message);
      return (await git('rev-parse', 'HEAD')).stdout.trim();
    },
    push: async (...args) => (await git('push', ...args)).stderr,
  };
}

async function write(file: string, text: string): Promise<void> {
  await mkdir(dirname(file), { recursive: true });
  await writeFile(file, text);
}
