import { fault } from './faults.ts';
import { lastLine, runGit, type GitOutcome } from './git-process.ts';
import { checkMirrorAddress, resolveHost, type MirrorAddress, type Resolve } from './mirror-address.ts';
import { isObjectId } from './object.ts';
import type { OpenRepository } from './open-repository.ts';
import { isOwnRefName } from './ref-name.ts';
import { updateRefs, type RefUpdate } from './ref-update.ts';

export interface MirrorOptions {
  /** Hosts inside this network too. Default false. */
  readonly allowPrivate?: boolean | undefined;
  /** User and password (or token) for HTTP basic; never part of a message. Default: those in the address. */
  readonly credentials?: { readonly user: string; readonly password: string } | undefined;
  /** Default 10 minutes. */
  readonly timeoutMs?: number | undefined;
  readonly signal?: AbortSignal | undefined;
  /** Default: as this machine resolves names. */
  readonly resolve?: Resolve | undefined;
}

export interface MirrorReport {
  /** Refs that moved. */
  readonly updates: readonly RefUpdate[];
  readonly defaultBranch: string;
}

/**
 * Brings branches and tags of another host here. git fetches the objects that are missing, by their ids; then the
 * refs are moved as every other ref is, so that they are durable before anybody is told.
 */
export async function fetchMirror(
  repository: OpenRepository,
  url: string,
  options: MirrorOptions = {},
): Promise<MirrorReport> {
  const { allowPrivate = false, timeoutMs = 600_000, signal } = options;
  const address = await checkMirrorAddress(url, { allowPrivate, resolve: options.resolve ?? resolveHost });
  const credentials = options.credentials ?? address.credentials;
  const fetching: Fetching = { repository, address, credentials, timeoutMs, signal };
  const theirs = parseRemote(await remoteGit(fetching, ['ls-remote', '--symref', address.url]));
  await fetchObjects(fetching, new Set(theirs.refs.values()));
  const updates = planUpdates(repository, theirs.refs);
  const by = { name: 'Juanie', email: 'juanie@localhost', at: repository.options.now() };
  const how = { by, note: 'mirror', startedAt: repository.options.startedAt };
  // Deletions first: a name may make room for one below it.
  const steps = [updates.filter(({ after }) => after === null), updates.filter(({ after }) => after !== null)];
  const done: RefUpdate[] = [];
  for (const step of steps) {
    const failed = await updateRefs(repository.refStore, step, how);
    done.push(...step.filter(({ ref }) => !failed.has(ref)));
  }
  if (theirs.head !== undefined && repository.refStore.head() !== theirs.head) {
    await repository.writeHead(theirs.head);
  }
  repository.notify(done);
  return { updates: done, defaultBranch: repository.defaultBranch() };
}

async function fetchObjects(fetching: Fetching, ids: ReadonlySet<string>): Promise<void> {
  const { repository, address } = fetching;
  // What a ref here points to is whole; anything else that happens to be here may lack what it refers to.
  const whole = new Set(repository.refStore.list().values());
  const missing = [...ids].filter((id) => !whole.has(id));
  if (missing.length > 0) {
    const quietly = ['--no-tags', '--no-write-fetch-head', '--no-auto-maintenance', '--quiet'];
    await remoteGit(fetching, ['fetch', ...quietly, '--stdin', address.url], `${missing.join('\n')}\n`);
    repository.packAdded();
  }
}

/** Ours become theirs. */
function planUpdates(repository: OpenRepository, theirs: ReadonlyMap<string, string>): RefUpdate[] {
  const ours = repository.refStore.list();
  const updates: RefUpdate[] = [];
  for (const ref of new Set([...ours.keys(), ...theirs.keys()])) {
    const [before, after] = [ours.get(ref) ?? null, theirs.get(ref) ?? null];
    if (isMirrored(ref) && before !== after) {
      updates.push({ ref, before, after });
    }
  }
  return updates;
}

function isMirrored(ref: string): boolean {
  return isOwnRefName(ref) && /^refs\/(heads|tags)\//.test(ref);
}

interface Fetching {
  readonly repository: OpenRepository;
  readonly address: MirrorAddress;
  readonly credentials: MirrorOptions['credentials'];
  readonly timeoutMs: number;
  readonly signal: AbortSignal | undefined;
}

async function remoteGit(fetching: Fetching, args: readonly string[], input = ''): Promise<string> {
  const { address, repository, timeoutMs, signal } = fetching;
  const environment = { ...configuration(settingsOf(fetching)), GIT_ALLOW_PROTOCOL: 'https:http' };
  let outcome: GitOutcome;
  try {
    const run = { dir: repository.dir, environment, input, timeoutMs, ...(signal === undefined ? {} : { signal }) };
    outcome = await runGit(args, run);
  } catch (error) {
    if ((error as { killed?: boolean }).killed === true) {
      throw fault('GitMirrorTimeout', { url: address.url, seconds: Math.round(timeoutMs / 1000) });
    }
    throw error;
  }
  if (outcome.code !== 0) {
    throw fault('GitMirrorFailed', { url: address.url, detail: explain(outcome.stderr) });
  }
  return outcome.stdout.toString('utf8');
}

/** By the environment: other users of this machine see a process's arguments. */
function settingsOf({ address, credentials }: Fetching): [string, string][] {
  const { host, port, addresses } = address;
  // Held to the addresses that were checked: a name that answers differently a moment later leads nowhere else.
  const pinned = addresses.map((one) => (one.includes(':') ? `[${one}]` : one)).join(',');
  const settings: [string, string][] = [
    ['http.curloptResolve', `${host.includes(':') ? `[${host}]` : host}:${port}:${pinned}`],
    ['http.followRedirects', 'false'],
    ['http.lowSpeedLimit', '1000'],
    ['http.lowSpeedTime', '60'],
    ['fetch.fsckObjects', 'true'],
    ['core.fsync', 'all'],
    ['gc.auto', '0'],
  ];
  if (credentials !== undefined) {
    const basic = Buffer.from(`${credentials.user}:${credentials.password}`).toString('base64');
    settings.push(['http.extraHeader', `Authorization: Basic ${basic}`]);
  }
  return settings;
}

function configuration(settings: readonly (readonly [string, string])[]): Record<string, string> {
  const entries = settings.flatMap(([key, value], at) => [
    [`GIT_CONFIG_KEY_${at}`, key],
    [`GIT_CONFIG_VALUE_${at}`, value],
  ]);
  return { ...Object.fromEntries(entries), GIT_CONFIG_COUNT: String(settings.length) } as Record<string, string>;
}

/** git's last words, without what could be a password. */
function explain(stderr: string): string {
  const lines = stderr.split('\n').filter((line) => /^(fatal|error|remote):/.test(line));
  return (lines.at(-1) ?? lastLine(stderr))
    .replace(/^(fatal|error): /, '')
    .replace(/\/\/[^/@\s]*@/g, '//')
    .slice(0, 500);
}

interface RemoteRefs {
  /** The branch that HEAD names. */
  readonly head: string | undefined;
  readonly refs: ReadonlyMap<string, string>;
}

function parseRemote(output: string): RemoteRefs {
  const refs = new Map<string, string>();
  let head: string | undefined;
  for (const line of output.split('\n')) {
    const [left = '', name = ''] = line.split('\t');
    if (isObjectId(left) && isMirrored(name)) {
      refs.set(name, left);
    } else if (name === 'HEAD' && left.startsWith('ref: refs/heads/') && isOwnRefName(left.slice(5))) {
      head = left.slice(5);
    }
  }
  return { head, refs };
}
