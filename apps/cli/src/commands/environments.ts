import type { Command } from 'commander';
import { environmentName, openCli, parseWhole, type Cli } from '../cli.ts';
import { finish } from '../conclude.ts';
import { readEvents } from '../client.ts';
import type { Surroundings } from '../environment.ts';
import { cliFault } from '../faults.ts';
import { renderStatus } from '../render/views.ts';
import { renderTable } from '../render/table.ts';
import { waitFor } from '../wait.ts';

export function environmentCommands(program: Command, at: Surroundings): void {
  const env = program.command('env').description('environments: list, create, delete, hold, resume, scale, restart');
  env.command('list').action(async (_: unknown, command: Command) => {
    const cli = openCli(command, at);
    const { environments: items } = await cli.api().projects.get.query({ name: await cli.project() });
    cli.terminal.answer({ items }, () => renderStatus(items, cli.terminal, Date.now()));
  });
  env
    .command('create <name>')
    .option('--tier <tier>', 'development, staging or production')
    .option('--replicas <n>')
    .option('--size <size>', 'small, medium or large')
    .option('--approval <policy>', 'automatic, optional or required')
    .action(async (name: string, options: CreateOptions, command: Command) =>
      create(openCli(command, at), name, options),
    );
  env
    .command('delete <name>')
    .description('delete it: lists what goes, proves that it is gone')
    .option('--confirm <name>', 'the name again')
    .option('--no-wait', 'answer at once')
    .action(async (name: string, options: RemoveOptions, command: Command) => {
      await remove(openCli(command, at), environmentName(name), options);
    });
  holdCommands(env, at);
  changeCommands(env, at);
  variableCommands(program, at);
  readCommands(program, at);
}

interface RemoveOptions {
  confirm?: string;
  wait: boolean;
}

/** Lists what goes, deletes after the name was said again, and looks until nothing of it is left. */
async function remove(cli: Cli, environment: string, options: RemoveOptions): Promise<void> {
  const project = await cli.project();
  const where = { project, environment };
  const found = await cli.api().environments.get.query(where);
  const removed = (await cli.api().environments.resources.query(where)).map(({ kind, name }) => ({ kind, name }));
  for (const { kind, name } of [{ kind: 'Namespace', name: found.namespace }, ...removed]) {
    cli.terminal.say(`  ${kind.padEnd(16)} ${name}`);
  }
  if (options.confirm === undefined || environmentName(options.confirm) !== environment) {
    throw cliFault('ConfirmNeeded', { name: environment });
  }
  const started = await cli.api().environments.delete.mutate({ ...where, confirm: environment });
  if (!options.wait) {
    cli.terminal.answer(started, () => `${environment} ${started.state}`);
    return;
  }
  const look = async () => (await cli.api().projects.get.query({ name: project })).environments;
  await waitFor(cli, look, {
    done: (environments) => environments.every(({ name }) => name !== environment),
    seen: () => undefined,
    again: `juanie env list -p ${project}`,
  });
  cli.terminal.answer({ name: environment, project, state: 'deleted', removed }, () =>
    cli.terminal.t(`${environment} is gone.`, `${environment} 已删除。`),
  );
}

interface CreateOptions {
  tier?: 'development' | 'staging' | 'production';
  replicas?: string;
  size?: 'small' | 'medium' | 'large';
  approval?: 'automatic' | 'optional' | 'required';
}

async function create(cli: Cli, name: string, options: CreateOptions): Promise<void> {
  const { tier, replicas, size, approval } = options;
  const made = await cli.api().environments.create.mutate({
    project: await cli.project(),
    name: environmentName(name),
    ...(tier === undefined ? {} : { tier }),
    ...(replicas === undefined ? {} : { replicas: parseReplicas(replicas) }),
    ...(size === undefined ? {} : { size }),
    ...(approval === undefined ? {} : { approval }),
  });
  cli.terminal.answer(made, () => renderStatus([made], cli.terminal, Date.now()));
}

function holdCommands(env: Command, at: Surroundings): void {
  env
    .command('hold <name>')
    .description('pause automation')
    .requiredOption('-m, --reason <text>')
    .option('--until <time>', 'ISO 8601')
    .action(async (name: string, options: { reason: string; until?: string }, command: Command) => {
      const cli = openCli(command, at);
      const where = { project: await cli.project(), environment: environmentName(name) };
      const held = await cli.api().environments.hold.mutate({
        ...where,
        reason: options.reason,
        ...(options.until === undefined ? {} : { until: options.until }),
      });
      cli.terminal.answer(held, () => renderStatus([held], cli.terminal, Date.now()));
    });
  env
    .command('resume <name>')
    .description('end a hold')
    .action(async (name: string, _: unknown, command: Command) => {
      const cli = openCli(command, at);
      const where = { project: await cli.project(), environment: environmentName(name) };
      const freed = await cli.api().environments.endHold.mutate(where);
      cli.terminal.answer(freed, () => renderStatus([freed], cli.terminal, Date.now()));
    });
}

function changeCommands(env: Command, at: Surroundings): void {
  env
    .command('scale <name> <replicas>')
    .option('--no-wait')
    .action(async (name: string, replicas: string, options: { wait: boolean }, command: Command) => {
      const cli = openCli(command, at);
      const wanted = parseReplicas(replicas);
      const where = { project: await cli.project(), environment: environmentName(name) };
      const started = await cli.api().environments.scale.mutate({ ...where, replicas: wanted });
      await finish(cli, started, options.wait);
    });
  env
    .command('restart <name>')
    .option('--no-wait')
    .action(async (name: string, options: { wait: boolean }, command: Command) => {
      const cli = openCli(command, at);
      const where = { project: await cli.project(), environment: environmentName(name) };
      await finish(cli, await cli.api().environments.restart.mutate(where), options.wait);
    });
}

function variableCommands(program: Command, at: Surroundings): void {
  const variable = program.command('var').description('variables of an environment: list, set, unset');
  variable
    .command('list')
    .requiredOption('-e, --env <name>')
    .action(async (options: { env: string }, command: Command) => {
      const cli = openCli(command, at);
      const items = await cli
        .api()
        .environments.variables.query({ project: await cli.project(), environment: environmentName(options.env) });
      const head = [cli.terminal.t('NAME', '名称'), cli.terminal.t('VALUE', '值')];
      cli.terminal.answer({ items }, () =>
        renderTable(
          head,
          items.map(({ name, value }) => [name, value.value]),
        ),
      );
    });
  variable
    .command('set <pairs...>')
    .description('NAME=VALUE …: one change for all of them')
    .requiredOption('-e, --env <name>')
    .option('--no-wait')
    .action(async (pairs: string[], options: { env: string; wait: boolean }, command: Command) => {
      await setVariables(openCli(command, at), options, Object.fromEntries(pairs.map(parsePair)));
    });
  variable
    .command('unset <names...>')
    .requiredOption('-e, --env <name>')
    .option('--no-wait')
    .action(async (names: string[], options: { env: string; wait: boolean }, command: Command) => {
      await setVariables(openCli(command, at), options, Object.fromEntries(names.map((name) => [name, null])));
    });
}

async function setVariables(
  cli: Cli,
  options: { env: string; wait: boolean },
  values: Readonly<Record<string, string | null>>,
): Promise<void> {
  const where = { project: await cli.project(), environment: environmentName(options.env) };
  await finish(cli, await cli.api().environments.setVariables.mutate({ ...where, values }), options.wait);
}

function parseReplicas(text: string): number {
  return parseWhole(text, { what: 'replicas', least: 0, most: 100 });
}

function parsePair(pair: string): [string, string] {
  const at = pair.indexOf('=');
  if (at < 1) {
    throw cliFault('PairWrong', { text: pair });
  }
  return [pair.slice(0, at), pair.slice(at + 1)];
}

interface LogOptions {
  env: string;
  follow?: boolean;
  tail: string;
  previous?: boolean;
  pod?: string;
}

function readCommands(program: Command, at: Surroundings): void {
  program
    .command('logs [service]')
    .requiredOption('-e, --env <name>')
    .option('-f, --follow')
    .option('--tail <n>', 'last lines', '200')
    .option('--previous', 'of the container before the last restart')
    .option('--pod <name>')
    .action(async (service: string | undefined, options: LogOptions, command: Command) => {
      const cli = openCli(command, at);
      const query = new URLSearchParams({
        project: await cli.project(),
        environment: environmentName(options.env),
        tail: String(parseWhole(options.tail, { what: '--tail', least: 0, most: 200_000 })),
        follow: String(options.follow === true),
        previous: String(options.previous === true),
      });
      for (const [key, value] of Object.entries({ service, pod: options.pod })) {
        if (value !== undefined) {
          query.set(key, value);
        }
      }
      for await (const { event, data } of readEvents(cli.target(), `/api/logs?${query}`, { language: at.language })) {
        const { pod, line } = data as { pod: string; line: string };
        if (event === 'message') {
          cli.terminal.line(data, `${pod}  ${line}`);
        }
      }
    });
  program
    .command('diff')
    .description('what a release would change in the rendered objects')
    .requiredOption('-e, --env <name>')
    .option('--release <name>')
    .action(async (options: { env: string; release?: string }, command: Command) => {
      const cli = openCli(command, at);
      const where = { project: await cli.project(), environment: environmentName(options.env) };
      const text = await cli.api().environments.diff.query({
        ...where,
        ...(options.release === undefined ? {} : { release: options.release }),
      });
      cli.terminal.answer({ diff: text, equal: text === '' }, () => text);
      process.exitCode = text === '' ? 0 : 1;
    });
}
