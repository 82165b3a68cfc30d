import type { Command } from 'commander';
import type { Told } from '@juanie/api';
import type { ProjectView } from '@juanie/delivery';
import { environmentName, openCli, type Cli } from '../cli.ts';
import type { Surroundings } from '../environment.ts';
import { FailedAnswer } from '../conclude.ts';
import { cliFault } from '../faults.ts';
import { renderProjects, renderStatus } from '../render/views.ts';
import { stepSayer, waitFor } from '../wait.ts';

type Preset = 'default' | 'trunk' | 'gitflow';

export function projectCommands(program: Command, at: Surroundings): void {
  const project = program.command('project').description('projects: create, list, show, delete');
  project
    .command('create <name>')
    .description('make a project: repository, environments, first build, first deployment')
    .option('--template <name>', 'start from a template')
    .option('--repo <url>', 'mirror an existing repository')
    .option('--rules <preset>', 'branch rules: default, trunk or gitflow')
    .option('--description <text>')
    .option('--no-wait', 'answer at once')
    .action(async (name: string, options: CreateOptions, command: Command) =>
      create(openCli(command, at), name, options),
    );
  project
    .command('list')
    .alias('ls')
    .action(async (_: unknown, command: Command) => {
      const cli = openCli(command, at);
      const items = await cli.api().projects.list.query();
      cli.terminal.answer({ items }, () => renderProjects(items, cli.terminal));
    });
  project.command('show <name>').action(async (name: string, _: unknown, command: Command) => {
    const cli = openCli(command, at);
    const found = await cli.api().projects.get.query({ name });
    cli.terminal.answer(found, () => renderProjects([found], cli.terminal));
  });
  project
    .command('resume <name>')
    .description('go on where creation failed')
    .action(async (name: string, _: unknown, command: Command) => {
      const cli = openCli(command, at);
      await cli.api().projects.resume.mutate({ name });
      await settle(cli, name);
    });
  project
    .command('delete <name>')
    .alias('rm')
    .option('--confirm <name>', 'the name again')
    .option('--no-wait', 'answer at once')
    .action(async (name: string, options: { confirm?: string; wait: boolean }, command: Command) =>
      remove(openCli(command, at), name, options),
    );
  ruleCommands(project, at);
  statusCommand(program, at);
}

/** Which pushes go where, and why one did not. */
function ruleCommands(project: Command, at: Surroundings): void {
  project
    .command('rules <name> [preset]')
    .description('show or set the branch rules')
    .action(async (name: string, preset: Preset | undefined, _: unknown, command: Command) => {
      const cli = openCli(command, at);
      const found =
        preset === undefined
          ? await cli.api().projects.get.query({ name })
          : await cli.api().projects.setRules.mutate({ name, preset });
      cli.terminal.answer(found.rules, () =>
        found.rules.items.map((rule) => `${rule.branches} → ${rule.environment} (${rule.deploy})`).join('\n'),
      );
    });
  project
    .command('pushes <name>')
    .description('why pushes did or did not deploy')
    .action(async (name: string, _: unknown, command: Command) => {
      const cli = openCli(command, at);
      const items = await cli.api().projects.pushes.query({ name });
      cli.terminal.answer({ items }, () =>
        items
          .map((push) => `${push.time}  ${push.ref}  ${push.after?.slice(0, 7) ?? '-'}  ${push.outcome.text}`)
          .join('\n'),
      );
    });
}

interface CreateOptions {
  template?: string;
  repo?: string;
  rules?: Preset;
  description?: string;
  wait: boolean;
}

async function create(cli: Cli, name: string, options: CreateOptions): Promise<void> {
  const { template, repo, rules, description } = options;
  const made = await cli.api().projects.create.mutate({
    name,
    ...(template === undefined ? {} : { template }),
    ...(repo === undefined ? {} : { repositoryUrl: repo }),
    ...(rules === undefined ? {} : { rules }),
    ...(description === undefined ? {} : { description }),
  });
  if (!options.wait) {
    cli.terminal.answer(made, () => `${made.name} ${made.state}`);
    return;
  }
  await settle(cli, name);
}

async function settle(cli: Cli, name: string): Promise<void> {
  const say = stepSayer(cli);
  const done = await waitFor(cli, () => cli.api().projects.get.query({ name }), {
    done: (project) => project.state !== 'initializing',
    seen: (project) => say(project.steps),
    again: `juanie project show ${name}`,
  });
  if (done.state !== 'active') {
    throw new FailedAnswer(cliFault('CreationFailed', { name, why: failedStep(done.steps) }), done);
  }
  cli.terminal.answer(done, () => describe(cli, done));
}

function failedStep(steps: Told<ProjectView>['steps']): string {
  return steps.find(({ state }) => state === 'failed')?.message?.text ?? '';
}

function describe(cli: Cli, project: Told<ProjectView>): string {
  const { t } = cli.terminal;
  return [
    `${project.name}: ${project.state}`,
    `${t('Clone', '克隆')}  juanie clone ${project.name}`,
    ...project.environments.map((environment) => `${environment.name.padEnd(12)} ${environment.url}`),
  ].join('\n');
}

async function remove(cli: Cli, name: string, options: { confirm?: string; wait: boolean }): Promise<void> {
  const plan = await cli.api().projects.deletionPlan.query({ name });
  for (const item of plan) {
    cli.terminal.say(`  ${item.kind.padEnd(14)} ${item.name}  ${item.detail.text}`);
  }
  if (options.confirm !== name) {
    throw cliFault('ConfirmNeeded', { name });
  }
  const started = await cli.api().projects.delete.mutate({ name, confirm: name });
  if (!options.wait) {
    cli.terminal.answer(started, () => `${name} ${started.state}`);
    return;
  }
  const say = stepSayer(cli);
  const left = await waitFor(
    cli,
    async () => (await cli.api().projects.list.query()).find((project) => project.name === name),
    {
      done: (project) => project === undefined || project.state === 'failed',
      seen: (project) => say(project?.steps ?? []),
      again: `juanie project list`,
    },
  );
  if (left !== undefined) {
    throw new FailedAnswer(cliFault('DeletionFailed', { name, why: failedStep(left.steps) }), left);
  }
  cli.terminal.answer({ name, state: 'deleted', removed: plan }, () =>
    cli.terminal.t(`${name} is gone.`, `${name} 已删除。`),
  );
}

function statusCommand(program: Command, at: Surroundings): void {
  program
    .command('status')
    .description('what runs where')
    .option('-e, --env <name>', 'one environment')
    .action(async (options: { env?: string }, command: Command) => {
      const cli = openCli(command, at);
      const project = await cli.project();
      const environments =
        options.env === undefined
          ? (await cli.api().projects.get.query({ name: project })).environments
          : [await cli.api().environments.get.query({ project, environment: environmentName(options.env) })];
      cli.terminal.answer({ project, environments }, () => renderStatus(environments, cli.terminal, Date.now()));
    });
}
