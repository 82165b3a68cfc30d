import { Command, CommanderError } from 'commander';
import { catalogOf, describeFault, exitCodeOf, toFault, type Described } from '@juanie/fault';
import { ServerFault, translate } from './client.ts';
import { accessCommands } from './commands/access.ts';
import { buildCommands } from './commands/builds.ts';
import { deliverCommands } from './commands/deliver.ts';
import { environmentCommands } from './commands/environments.ts';
import { projectCommands } from './commands/projects.ts';
import { renderCommands } from './commands/render.ts';
import { systemCommands } from './commands/system.ts';
import { readSurroundings, type Surroundings } from './environment.ts';
import { cliFault } from './faults.ts';

export const version = '0.1.0';

/** Runs one command line; sets the exit code. */
export async function main(argv: readonly string[]): Promise<void> {
  const at = readSurroundings(argv);
  try {
    await program(at).parseAsync([...argv], { from: 'user' });
  } catch (thrown) {
    report(at, argv, thrown);
  }
}

function program(at: Surroundings): Command {
  const juanie = new Command('juanie')
    .description(
      at.language === 'zh-CN'
        ? '从 git push 到运行中、可观测、可回滚的应用'
        : 'From git push to a running, observed, reversible application',
    )
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
    .configureOutput({ writeErr: () => undefined })
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
  return juanie;
}

/** Subcommands take the global options in any place and throw instead of leaving. */
function inherit(command: Command): void {
  for (const child of command.commands) {
    child.exitOverride().configureOutput({ writeErr: () => undefined });
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

/** The one place where a failure becomes text, JSON and an exit code. */
function report(at: Surroundings, argv: readonly string[], thrown: unknown): void {
  if (thrown instanceof CommanderError && thrown.exitCode === 0) {
    return;
  }
  const json = argv.includes('--json') || argv.join(' ').includes('-o json');
  const { error, code } = explain(at, thrown);
  process.exitCode = code;
  if (json) {
    process.stdout.write(`${JSON.stringify({ apiVersion: 'juanie.art/v1', error }, null, 2)}\n`);
    return;
  }
  const zh = at.language === 'zh-CN';
  const places = error.problems.map(
    ({ file, line, path, message }) =>
      `  ${[file, line].filter((part) => part !== undefined).join(':')}${file === undefined ? '' : ' '}${path}: ${message}`,
  );
  const still = error.stillTrue.map((sentence) => `${zh ? '仍然' : 'Still'}  ${sentence}`);
  const next = error.next.map((sentence) => `${zh ? '下一步' : 'Next'}   ${sentence}`);
  process.stderr.write(`${[`✗ ${error.message}`, ...places, ...still, ...next].join('\n')}\n`);
}

function explain(at: Surroundings, thrown: unknown): { error: Described; code: number } {
  if (thrown instanceof CommanderError) {
    const detail = thrown.message.replace(/^error: /, '');
    return explain(at, cliFault('UsageWrong', { detail }));
  }
  const known = translate(thrown, at.env.JUANIE_SERVER ?? '');
  if (known instanceof ServerFault) {
    const { reason, message, problems, next, stillTrue, kind } = known.error;
    return { error: { reason, message, problems, next, stillTrue }, code: exitCodeOf(kind) };
  }
  const fault = toFault(known);
  const described = describeFault(catalogOf(), fault, at.language);
  if (fault.kind !== 'Internal') {
    return { error: described, code: exitCodeOf(fault.kind) };
  }
  const cause = fault.cause instanceof Error ? (fault.cause.stack ?? fault.cause.message) : String(fault.cause);
  return { error: { ...described, message: cause }, code: 1 };
}
