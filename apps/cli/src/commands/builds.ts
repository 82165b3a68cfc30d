import type { Command } from 'commander';
import { openCli, parseLimit, parseNumber } from '../cli.ts';
import { readEvents } from '../client.ts';
import type { Surroundings } from '../environment.ts';
import { renderBuilds, renderReleases } from '../render/views.ts';

export function buildCommands(program: Command, at: Surroundings): void {
  const build = program.command('build').description('builds: list, show, log, cancel, retry');
  build
    .command('list')
    .option('--limit <n>', 'at most', '20')
    .action(async (options: { limit: string }, command: Command) => {
      const cli = openCli(command, at);
      const query = { limit: parseLimit(options.limit), project: await cli.project() };
      const items = await cli.api().builds.list.query(query);
      cli.terminal.answer({ items }, () => renderBuilds(items, cli.terminal, Date.now()));
    });
  build.command('show <number>').action(async (number: string, _: unknown, command: Command) => {
    const cli = openCli(command, at);
    const found = await cli.api().builds.get.query({ number: parseNumber(number), project: await cli.project() });
    cli.terminal.answer(found, () =>
      [renderBuilds([found], cli.terminal, Date.now()), ...found.lastLines.map((line) => `  ${line}`)].join('\n'),
    );
  });
  build
    .command('log <number>')
    .option('--no-follow', 'stop at what is there')
    .action(async (number: string, options: { follow: boolean }, command: Command) => {
      const cli = openCli(command, at);
      const path = `/api/projects/${encodeURIComponent(await cli.project())}/builds/${parseNumber(number)}/log?follow=${options.follow}`;
      for await (const { event, data } of readEvents(cli.target(), path, { language: at.language })) {
        const { step, line } = data as { step: string; line: string };
        if (event === 'message') {
          cli.terminal.line(data, `${step.padEnd(8)} ${line}`);
        }
      }
    });
  for (const verb of ['cancel', 'retry'] as const) {
    build.command(`${verb} <number>`).action(async (number: string, _: unknown, command: Command) => {
      const cli = openCli(command, at);
      const done = await cli.api().builds[verb].mutate({ number: parseNumber(number), project: await cli.project() });
      cli.terminal.answer(done, () => renderBuilds([done], cli.terminal, Date.now()));
    });
  }
  releaseCommands(program, at);
}

function releaseCommands(program: Command, at: Surroundings): void {
  program
    .command('release')
    .description('releases: list')
    .command('list')
    .option('--limit <n>', 'at most', '20')
    .action(async (options: { limit: string }, command: Command) => {
      const cli = openCli(command, at);
      const query = { limit: parseLimit(options.limit), project: await cli.project() };
      const items = await cli.api().releases.list.query(query);
      cli.terminal.answer({ items }, () => renderReleases(items, cli.terminal, Date.now()));
    });
}
