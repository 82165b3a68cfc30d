import { execFile, spawn, type ChildProcessWithoutNullStreams } from 'node:child_process';
import { fault } from './faults.ts';

export const oldestGit = '2.34';

/** The few variables of the server that a git process may see. */
const passed = [
  'PATH',
  'TMPDIR',
  'http_proxy',
  'https_proxy',
  'HTTP_PROXY',
  'HTTPS_PROXY',
  'no_proxy',
  'NO_PROXY',
  'SSL_CERT_FILE',
  'SSL_CERT_DIR',
];

/** Nothing of the machine's or a person's own configuration changes what git does here. */
export function gitEnvironment(extra: Readonly<Record<string, string>> = {}): Record<string, string> {
  const own = Object.fromEntries(
    passed.flatMap((name) => (process.env[name] === undefined ? [] : [[name, process.env[name]]])),
  );
  return {
    ...own,
    LC_ALL: 'C',
    HOME: '/nonexistent',
    GIT_CONFIG_NOSYSTEM: '1',
    GIT_CONFIG_GLOBAL: '/dev/null',
    GIT_TERMINAL_PROMPT: '0',
    GIT_ASKPASS: 'true',
    ...extra,
  } as Record<string, string>;
}

export interface GitRun {
  readonly dir?: string;
  readonly environment?: Readonly<Record<string, string>>;
  readonly input?: Uint8Array | string;
  readonly signal?: AbortSignal;
  readonly timeoutMs?: number;
  /** Default 64 MiB. */
  readonly maxOutput?: number;
}

export interface GitOutcome {
  readonly code: number;
  readonly stdout: Buffer;
  readonly stderr: string;
  /** It had more to say than `maxOutput`, and was ended. */
  readonly cut: boolean;
}

/** Runs git to its end. Fails only when it could not be run; a bad exit is in the outcome. */
export function runGit(args: readonly string[], run: GitRun = {}): Promise<GitOutcome> {
  return new Promise((resolve, reject) => {
    const options = {
      env: gitEnvironment(run.environment),
      encoding: 'buffer' as const,
      maxBuffer: run.maxOutput ?? 64 * 1024 * 1024,
      killSignal: 'SIGKILL' as const,
      ...(run.dir === undefined ? {} : { cwd: run.dir }),
      ...(run.signal === undefined ? {} : { signal: run.signal }),
      ...(run.timeoutMs === undefined ? {} : { timeout: run.timeoutMs }),
    };
    const child = execFile('git', [...args], options, (error, stdout, stderr) => {
      const failure: { code?: unknown } | null = error;
      const cut = failure?.code === 'ERR_CHILD_PROCESS_STDIO_MAXBUFFER';
      if (failure?.code === 'ENOENT') {
        reject(fault('GitMissing'));
      } else if (error !== null && !cut && typeof failure?.code !== 'number') {
        reject(error);
      } else {
        const code = typeof failure?.code === 'number' ? failure.code : cut ? 1 : 0;
        resolve({ code, stdout, stderr: stderr.toString('utf8'), cut });
      }
    });
    child.stdin?.on('error', () => undefined);
    child.stdin?.end(run.input);
  });
}

/** The same, but a bad exit is a Fault. */
export async function askGit(args: readonly string[], run: GitRun = {}): Promise<Buffer> {
  const { code, stdout, stderr } = await runGit(args, run);
  if (code !== 0) {
    throw fault('GitCommandFailed', { command: args[0] ?? '', detail: lastLine(stderr) || `exit ${code}` });
  }
  return stdout;
}

export function lastLine(text: string): string {
  return text.trimEnd().split('\n').at(-1) ?? '';
}

/** A git process that is spoken to while it runs. */
export function startGit(
  args: readonly string[],
  run: Pick<GitRun, 'dir' | 'environment'>,
): ChildProcessWithoutNullStreams {
  return spawn('git', [...args], {
    env: gitEnvironment(run.environment),
    ...(run.dir === undefined ? {} : { cwd: run.dir }),
  });
}

export interface GitVersion {
  readonly text: string;
  readonly major: number;
  readonly minor: number;
}

/** Throws GitMissing or GitTooOld. */
export async function checkGit(): Promise<GitVersion> {
  const text = (await askGit(['version'])).toString('utf8');
  const version = parseGitVersion(text);
  if (version === undefined || version.major < 2 || (version.major === 2 && version.minor < 34)) {
    throw fault('GitTooOld', { found: version?.text ?? text.trim(), needed: oldestGit });
  }
  return version;
}

export function parseGitVersion(text: string): GitVersion | undefined {
  const [, version, major, minor] = /git version (([0-9]+)\.([0-9]+)[^\s]*)/.exec(text) ?? [];
  return version === undefined ? undefined : { text: version, major: Number(major), minor: Number(minor) };
}
