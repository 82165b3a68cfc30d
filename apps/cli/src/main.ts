import { Command, CommanderError } from 'commander';
import { catalogOf, describeFault, exitCodeOf, isFault, toFault, type Catalog, type Described } from '@juanie/fault';
import { ServerFault, translate } from './client.ts';
import { accessCommands } from './commands/access.ts';
import { buildCommands } from './commands/builds.ts';
import { deliverCommands } from './commands/deliver.ts';
import { environmentCommands } from './commands/environments.ts';
import { projectCommands } from './commands/projects.ts';
import { renderCommands } from './commands/render.ts';
import { systemCommands } from './commands/system.ts';
import { FailedAnswer } from './conclude.ts';
import { findTarget } from './contexts.ts';
import { flagValue, readSurroundings, type Surroundings } from './environment.ts';
import { exitCodeText } from './help-texts.ts';
import { describeTree } from './help.ts';
import { renderError, wantsJson } from './render/error.ts';
import { usageFault } from './usage.ts';

export const version = '0.1.0';

/** Runs one command line; sets the exit code. */
export async function main(argv: readonly string[]): Promise<void> {
  const at = readSurroundings(argv);
  try {
    await program(at).parseAsync([...argv], { from: 'user' });
  } catch (thrown) {
    report(at, argv, { thrown, catalog: await catalogFor(thrown) });
  }
}

/** The tree of all commands. */
export function program(at: Surroundings): Command {
  const juanie = new Command('juanie')
    .version(version, '--version')
    .option('-p, --project <name>')
    .option('--server <url>')
    .option('--context <name>')
    .option('--json', 'one JSON document on stdout')
    .option('-o, --output <format>', 'table or json')
    .option('-q, --quiet')
    .option('-y, --yes', 'never ask')
    .option('--timeout <time>', 'of waiting: 90s, 10m, 1h')
    .option('--lang <language>', 'en or zh-CN')
    .exitOverride()
    .configureOutput({ outputError: () => undefined })
    .showSuggestionAfterError();
  for (const register of [
    projectCommands,
    deliverCommands,
    buildCommands,
    environmentCommands,
    accessCommands,
    renderCommands,
    systemCommands,
  ]) {
    register(juanie, at);
  }
  inherit(juanie);
  describeTree(juanie, at.language);
  juanie.addHelpText('after', exitCodeText[at.language]);
  return juanie;
}

/** Subcommands take the global options in any place and throw instead of leaving. */
function inherit(command: Command): void {
  for (const child of command.commands) {
    child.exitOverride().configureOutput({ outputError: () => undefined });
    for (const option of command.options.filter(({ long }) => long !== '--version' && long !== undefined)) {
      if (
        !child.options.some(
          ({ long, short }) => long === option.long || (short !== undefined && short === option.short),
        )
      ) {
        child.addOption(option);
      }
    }
    inherit(child);
  }
}

interface Failure {
  readonly thrown: unknown;
  readonly catalog: Catalog;
}

/** The sentences inside a fault of what runs in this process; loaded when there are any. */
async function catalogFor(thrown: unknown): Promise<Catalog> {
  if (!isFault(thrown) || !thrown.problems.some(({ message }) => message !== undefined)) {
    return {};
  }
  const [{ kustomizeMessages }, { manifestMessages }] = await Promise.all([
    import('@juanie/kustomize'),
    import('@juanie/kube'),
  ]);
  return catalogOf(kustomizeMessages.catalog, manifestMessages.catalog);
}

/** The one place where a failure becomes text, JSON and an exit code. */
function report(at: Surroundings, argv: readonly string[], failure: Failure): void {
  const { thrown } = failure;
  if (thrown instanceof CommanderError && thrown.exitCode === 0) {
    return;
  }
  const { error, code, answer } = explain(at, argv, failure);
  process.exitCode = code;
  if (wantsJson(argv)) {
    process.stdout.write(`${JSON.stringify({ ...answer, apiVersion: 'juanie.art/v1', error }, null, 2)}\n`);
    return;
  }
  process.stderr.write(`${renderError(error, at.language)}\n`);
}

interface Explained {
  readonly error: Described;
  readonly code: number;
  /** What is known in spite of the failure. */
  readonly answer?: object;
}

function explain(at: Surroundings, argv: readonly string[], { thrown, catalog }: Failure): Explained {
  if (thrown instanceof CommanderError) {
    return explain(at, argv, { thrown: usageFault(thrown), catalog });
  }
  if (thrown instanceof FailedAnswer) {
    return { ...explain(at, argv, { thrown: thrown.fault, catalog }), answer: thrown.answer };
  }
  const known = translate(thrown, serverOf(at, argv));
  if (known instanceof ServerFault) {
    const { reason, message, problems, next, stillTrue, kind } = known.error;
    return { error: { reason, message, problems, next, stillTrue }, code: exitCodeOf(kind) };
  }
  const fault = toFault(known);
  const described = describeFault(catalog, fault, at.language);
  if (fault.kind !== 'Internal') {
    return { error: described, code: fault.reason === 'WaitTimedOut' ? 7 : exitCodeOf(fault.kind) };
  }
  const cause = fault.cause instanceof Error ? (fault.cause.stack ?? fault.cause.message) : String(fault.cause);
  return { error: { ...described, message: cause }, code: 1 };
}

/** The server that was asked, as far as it can be told after a failure. */
function serverOf(at: Surroundings, argv: readonly string[]): string {
  const flag = (name: string): object => {
    const value = flagValue(argv, `--${name}`);
    return value === undefined ? {} : { [name]: value };
  };
  try {
    return findTarget(at, { ...flag('server'), ...flag('context') }).server;
  } catch {
    return at.env.JUANIE_SERVER ?? '-';
  }
}
