import type { Command } from 'commander';
import { environmentName, openCli, parseLimit, parseNumber, type Cli } from '../cli.ts';
import { conclude, finish } from '../conclude.ts';
import type { Surroundings } from '../environment.ts';
import { renderDeployment, renderDeployments } from '../render/views.ts';
import { watchDeployment } from '../wait.ts';

interface DeployOptions {
  env: string;
  release?: string;
  commit?: string;
  reason?: string;
  wait: boolean;
}

/** deploy, promote, approve, reject, cancel, rollback, deployment list|show|watch, watch. */
export function deliverCommands(program: Command, at: Surroundings): void {
  program
    .command('deploy')
    .description('deploy by hand')
    .requiredOption('-e, --env <name>')
    .option('--release <name>')
    .option('--commit <sha>')
    .option('-m, --reason <text>')
    .option('--no-wait')
    .action(async (options: DeployOptions, command: Command) => deploy(openCli(command, at), options));
  program
    .command('promote <from> [to]')
    .description('promote [FROM] TO: move a release to the next environment')
    .option('--release <name>')
    .option('--to <environment>')
    .option('-m, --reason <text>')
    .option('--ask', 'ask for an approval where it is optional')
    .option('--no-wait')
    .action(async (from: string, to: string | undefined, options: PromoteOptions, command: Command) =>
      promote(openCli(command, at), { from, to }, options),
    );
  decisions(program, at);
  program
    .command('rollback')
    .description('go back to an older release, or end the hold of one')
    .requiredOption('-e, --env <name>')
    .option('--to <release>')
    .option('--vars <then|now>', 'variables as they were then or as they are now')
    .option('-m, --reason <text>')
    .option('--end-hold', 'let automation go on')
    .option('--no-wait')
    .action(async (options: RollbackOptions, command: Command) => rollback(openCli(command, at), options));
  deploymentCommands(program, at);
}

async function deploy(cli: Cli, options: DeployOptions): Promise<void> {
  const project = await cli.project();
  const started = await cli.api().deployments.deploy.mutate({
    project,
    environment: environmentName(options.env),
    ...(options.release === undefined ? {} : { release: options.release }),
    ...(options.commit === undefined ? {} : { commit: options.commit }),
    ...(options.reason === undefined ? {} : { note: options.reason }),
  });
  await finish(cli, started, options.wait);
}

interface PromoteOptions {
  release?: string;
  to?: string;
  reason?: string;
  ask?: boolean;
  wait: boolean;
}

async function promote(
  cli: Cli,
  ends: { from: string; to: string | undefined },
  options: PromoteOptions,
): Promise<void> {
  const project = await cli.project();
  const target = options.to ?? ends.to;
  const source = target === undefined || /^r\d+$/.test(ends.from) ? undefined : environmentName(ends.from);
  const release = options.release ?? (/^r\d+$/.test(ends.from) ? ends.from : undefined);
  const started = await cli.api().deployments.promote.mutate({
    project,
    to: environmentName(target ?? ends.from),
    ...(source === undefined ? {} : { from: source }),
    ...(release === undefined ? {} : { release }),
    ...(options.reason === undefined ? {} : { note: options.reason }),
    ...(options.ask === undefined ? {} : { askApproval: options.ask }),
  });
  await finish(cli, started, options.wait);
}

interface RollbackOptions {
  env: string;
  to?: string;
  vars?: 'then' | 'now';
  reason?: string;
  endHold?: boolean;
  wait: boolean;
}

async function rollback(cli: Cli, options: RollbackOptions): Promise<void> {
  const project = await cli.project();
  const environment = environmentName(options.env);
  if (options.endHold === true) {
    const freed = await cli.api().environments.endHold.mutate({ project, environment });
    cli.terminal.answer(freed, () =>
      cli.terminal.t(`${environment} is no longer held.`, `${environment} 已恢复自动部署。`),
    );
    return;
  }
  const started = await cli.api().deployments.rollback.mutate({
    project,
    environment,
    note: options.reason ?? '',
    ...(options.to === undefined ? {} : { to: options.to }),
    ...(options.vars === undefined ? {} : { vars: options.vars }),
  });
  await finish(cli, started, options.wait);
}

function decisions(program: Command, at: Surroundings): void {
  program
    .command('approve <number>')
    .option('-m, --reason <text>')
    .option('--no-wait')
    .action(async (number: string, options: { reason?: string; wait: boolean }, command: Command) => {
      const cli = openCli(command, at);
      const one = { number: parseNumber(number), project: await cli.project() };
      const approved = await cli
        .api()
        .deployments.approve.mutate({ ...one, ...(options.reason === undefined ? {} : { comment: options.reason }) });
      await finish(cli, approved, options.wait);
    });
  program
    .command('reject <number>')
    .requiredOption('-m, --reason <text>')
    .action(async (number: string, options: { reason: string }, command: Command) => {
      const cli = openCli(command, at);
      const one = { number: parseNumber(number), project: await cli.project() };
      const rejected = await cli.api().deployments.reject.mutate({ ...one, comment: options.reason });
      cli.terminal.answer(rejected, () => renderDeployment(rejected, cli.terminal));
    });
  program.command('cancel <number>').action(async (number: string, _: unknown, command: Command) => {
    const cli = openCli(command, at);
    const one = { number: parseNumber(number), project: await cli.project() };
    const cancelled = await cli.api().deployments.cancel.mutate(one);
    cli.terminal.answer(cancelled, () => renderDeployment(cancelled, cli.terminal));
  });
}

function deploymentCommands(program: Command, at: Surroundings): void {
  const deployment = program.command('deployment').alias('deploys').description('deployments: list, show, watch');
  deployment
    .command('list')
    .option('-e, --env <name>')
    .option('--limit <n>', 'at most', '30')
    .action(async (options: { env?: string; limit: string }, command: Command) => {
      const cli = openCli(command, at);
      const query = { limit: parseLimit(options.limit), project: await cli.project() };
      const items = await cli.api().deployments.list.query({
        ...query,
        ...(options.env === undefined ? {} : { environment: environmentName(options.env) }),
      });
      cli.terminal.answer({ items }, () => renderDeployments(items, cli.terminal, Date.now()));
    });
  deployment.command('show <number>').action(async (number: string, _: unknown, command: Command) => {
    const cli = openCli(command, at);
    const found = await cli.api().deployments.get.query({ number: parseNumber(number), project: await cli.project() });
    cli.terminal.answer(found, () => renderDeployment(found, cli.terminal));
  });
  for (const parent of [deployment, program]) {
    parent
      .command('watch <number>')
      .description('follow to the end')
      .action(async (number: string, _: unknown, command: Command) => {
        const cli = openCli(command, at);
        conclude(cli, await watchDeployment(cli, await cli.project(), parseNumber(number)));
      });
  }
}
