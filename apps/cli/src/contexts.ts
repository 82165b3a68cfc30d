import { chmodSync, existsSync, mkdirSync, readFileSync, renameSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Surroundings } from './environment.ts';
import { cliFault } from './faults.ts';

/** Where a command goes and as whom, and why: flag, environment, context, the instance on this machine. */
export interface Target {
  readonly server: string;
  readonly token: string;
  readonly why: string;
}

export interface SavedContext {
  readonly name: string;
  readonly server: string;
  readonly token: string;
  readonly project?: string;
}

export interface Contexts {
  readonly current: string | null;
  readonly items: readonly SavedContext[];
}

export function readContexts(at: Surroundings): Contexts {
  const file = join(at.configDir, 'config.json');
  if (!existsSync(file)) {
    return { current: null, items: [] };
  }
  if ((statSync(file).mode & 0o077) !== 0) {
    throw cliFault('ContextReadable', { file });
  }
  return parseContexts(file);
}

function parseContexts(file: string): Contexts {
  try {
    const { current, items } = JSON.parse(readFileSync(file, 'utf8')) as Partial<Contexts>;
    return { current: current ?? null, items: items ?? [] };
  } catch (thrown) {
    throw cliFault('ContextBroken', { file }, { cause: thrown });
  }
}

export function writeContexts(at: Surroundings, contexts: Contexts): void {
  mkdirSync(at.configDir, { recursive: true, mode: 0o700 });
  const file = join(at.configDir, 'config.json');
  writeFileSync(`${file}.new`, `${JSON.stringify(contexts, null, 2)}\n`, { mode: 0o600 });
  chmodSync(`${file}.new`, 0o600);
  renameSync(`${file}.new`, file);
}

export function findTarget(at: Surroundings, flags: { server?: string; context?: string }): Target {
  const { env } = at;
  const server = flags.server ?? env.JUANIE_SERVER;
  const token = tokenOf(at);
  if (server !== undefined && token !== undefined) {
    return { server, token, why: flags.server === undefined ? 'JUANIE_SERVER' : '--server' };
  }
  const contexts = readContexts(at);
  const asked = flags.context ?? env.JUANIE_CONTEXT;
  const found = contexts.items.find((context) =>
    server === undefined ? context.name === (asked ?? contexts.current) : context.server === server,
  );
  if (found === undefined && asked !== undefined) {
    throw cliFault('ContextUnknown', { name: asked, names: namesOf(contexts) });
  }
  if (found !== undefined) {
    return { server: found.server, token: token ?? found.token, why: `context ${found.name}` };
  }
  return localTarget(at, server, token);
}

export function namesOf({ items }: Contexts): string {
  return items.map(({ name }) => name).join(', ') || '-';
}

/** The instance that runs on this machine as this user: its address and the owner's token are in the data directory. */
function localTarget(at: Surroundings, server: string | undefined, token: string | undefined): Target {
  const lock = join(at.dataDir, 'lock');
  const tokenFile = join(at.dataDir, 'owner.token');
  const known = existsSync(lock) ? parseLock(lock) : {};
  const address = server ?? known.ui;
  if (address === undefined || (token === undefined && !existsSync(tokenFile))) {
    throw cliFault('ServerUnknown', { data: at.dataDir });
  }
  return {
    server: address,
    token: token ?? readFileSync(tokenFile, 'utf8').trim(),
    why: `data directory ${at.dataDir}`,
  };
}

function parseLock(file: string): { ui?: string } {
  try {
    return JSON.parse(readFileSync(file, 'utf8')) as { ui?: string };
  } catch {
    // Half written by a server that is just starting: it serves nothing yet.
    return {};
  }
}

function tokenOf({ env }: Surroundings): string | undefined {
  return (
    env.JUANIE_TOKEN ??
    (env.JUANIE_TOKEN_FILE === undefined ? undefined : readFileSync(env.JUANIE_TOKEN_FILE, 'utf8').trim())
  );
}
