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
  const [only, ...others] = projects.map((project) => project.name);
  if (only === undefined || others.length > 0) {
    throw cliFault('ProjectNeeded', { names: projects.map((project) => project.name).join(', ') || '-' });
  }
  return only;
}

const shortNames: Readonly<Record<string, string>> = { dev: 'development', prod: 'production' };

/** `dev` and `prod` are understood. */
export function environmentName(name: string): string {
  return shortNames[name] ?? name;
}

/** A whole number of at least 1, such as the 128 of `#128`. */
export function parseNumber(text: string): number {
  const value = Number(text.replace(/^#/, ''));
  if (!Number.isInteger(value) || value < 1) {
    throw cliFault('UsageWrong', { detail: `${text} is not a number` });
  }
  return value;
}
