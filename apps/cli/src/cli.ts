import { spawnSync } from 'node:child_process';
import type { Command } from 'commander';
import { openApi, type Api } from './client.ts';
import { findTarget, type Target } from './contexts.ts';
import type { Surroundings } from './environment.ts';
import { cliFault } from './faults.ts';
import { openTerminal, type Terminal } from './terminal.ts';

/** What every command has at hand. */
export interface Cli {
  readonly at: Surroundings;
  readonly terminal: Terminal;
  readonly flags: GlobalFlags;
  /** Where it goes; throws when nothing is known. */
  target(): Target;
  api(): Api;
  /** The project that is meant: flag, environment, the folder's own, the only one there is. */
  project(): Promise<string>;
}

export interface GlobalFlags {
  readonly server?: string;
  readonly context?: string;
  readonly project?: string;
  readonly json?: boolean;
  readonly output?: string;
  readonly quiet?: boolean;
  readonly yes?: boolean;
  readonly wait?: boolean;
  readonly timeout?: string;
}

export function openCli(command: Command, at: Surroundings): Cli {
  const flags = command.optsWithGlobals<GlobalFlags>();
  const json = flags.json === true || flags.output === 'json';
  const terminal = openTerminal({
    language: at.language,
    json,
    quiet: flags.quiet === true,
    isTerminal: at.isTerminal,
  });
  let target: Target | undefined;
  let api: Api | undefined;
  const cli: Cli = {
    at,
    terminal,
    flags,
    target: () => (target ??= findTarget(at, flags)),
    api: () => (api ??= openApi(cli.target(), at.language)),
    project: () => findProject(cli),
  };
  return cli;
}

async function findProject(cli: Cli): Promise<string> {
  const named = cli.flags.project ?? cli.at.env.JUANIE_PROJECT;
  if (named !== undefined) {
    return named;
  }
  const projects = await cli.api().projects.list.query();
  const here = remoteOf(cli.at.cwd);
  const own = projects.find(({ repository }) => here !== undefined && pathOf(repository.cloneUrl) === pathOf(here));
  const [only, ...others] = own === undefined ? projects : [own];
  if (only === undefined) {
    throw cliFault('NoProject');
  }
  if (others.length > 0) {
    throw cliFault('ProjectNeeded', { names: projects.map((project) => project.name).join(', ') });
  }
  return only.name;
}

/** Where the clone that holds this folder came from. */
function remoteOf(cwd: string): string | undefined {
  const found = spawnSync('git', ['config', '--get', 'remote.origin.url'], { cwd, encoding: 'utf8', timeout: 5000 });
  return found.status === 0 ? found.stdout.trim() : undefined;
}

/** `owner/repository` of an address, whatever host and port it names: those change, the repository does not. */
function pathOf(url: string): string | undefined {
  return /\/git\/([^/]+\/[^/]+?)(?:\.git)?\/?$/.exec(url)?.[1];
}

const shortNames = new Map([
  ['dev', 'development'],
  ['prod', 'production'],
]);

/** `dev` and `prod` are understood. */
export function environmentName(name: string): string {
  return shortNames.get(name) ?? name;
}

/** The 128 of `#128`. */
export function parseNumber(text: string): number {
  return parseWhole(text.replace(/^#/, ''), { what: '<number>', least: 1, most: 1_000_000_000 });
}

export function parseLimit(text: string): number {
  return parseWhole(text, { what: '--limit', least: 1, most: 500 });
}

/** A whole number in decimal digits within its limits. */
export function parseWhole(text: string, { what, least, most }: { what: string; least: number; most: number }): number {
  const value = /^\d{1,12}$/.test(text) ? Number(text) : Number.NaN;
  if (Number.isNaN(value) || value < least || value > most) {
    throw cliFault('NumberWrong', { what, text, least, most });
  }
  return value;
}
