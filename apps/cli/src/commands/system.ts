import type { Command } from 'commander';
import { openCli } from '../cli.ts';
import type { Surroundings } from '../environment.ts';

/** up, sign-in, doctor, completion, version. */
export function systemCommands(program: Command, at: Surroundings): void {
  upCommand(program, at);
  program
    .command('sign-in')
    .description('a new one-time link for the local owner')
    .action(async (_: unknown, command: Command) => {
      const cli = openCli(command, at);
      const { link } = await cli.api().people.signInLink.mutate();
      const url = new URL(link, cli.target().server).href;
      cli.terminal.answer({ url }, () => url);
    });
  program
    .command('doctor')
    .description('check this machine and the running instance')
    .option('--pre', 'only what a first start needs')
    .action(async (options: { pre?: boolean }, command: Command) => {
      const { runDoctor } = await import('../doctor/doctor.ts');
      await runDoctor(openCli(command, at), options.pre === true);
    });
  program
    .command('completion <shell>')
    .description('bash, zsh or fish')
    .action(async (shell: string) => {
      const { completionScript } = await import('../completion.ts');
      process.stdout.write(completionScript(program, shell));
    });
  program.command('version').action((_: unknown, command: Command) => {
    const cli = openCli(command, at);
    const found = { version: program.version() ?? '', node: process.version };
    cli.terminal.answer(found, () => `juanie ${found.version} (Node ${found.node})`);
  });
}

function upCommand(program: Command, at: Surroundings): void {
  program
    .command('up')
    .description('start everything in the foreground')
    .option('--data <dir>', 'everything that Juanie keeps (JUANIE_DATA)')
    .option('--listen <host:port>', 'pages, API, Git, registry (JUANIE_LISTEN), default 127.0.0.1:7400')
    .option('--kube <host:port>', 'embedded Kubernetes API (JUANIE_KUBE), default 127.0.0.1:7443')
    .option('--gateway <host:port>', 'entrance of the applications (JUANIE_GATEWAY), default 127.0.0.1:7480')
    .option('--domain <name>', 'default host of environments (JUANIE_DOMAIN), default localhost')
    .option('--no-sample', 'do not deploy the sample project at the first start')
    .option('--ready-file <file>', 'written when everything serves')
    .option('--config <file>', 'juanie-server.yaml (JUANIE_CONFIG)')
    .action(async (options: Record<string, string | boolean | undefined>) => {
      const { up } = await import('../up.ts');
      await up(at, options);
    });
}
