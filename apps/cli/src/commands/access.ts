import { spawn } from 'node:child_process';
import type { Command } from 'commander';
import { openCli, parseWhole, type Cli } from '../cli.ts';
import { openApi } from '../client.ts';
import { namesOf, readContexts, writeContexts } from '../contexts.ts';
import type { Surroundings } from '../environment.ts';
import { cliFault } from '../faults.ts';
import { renderTable } from '../render/table.ts';

type Role = 'owner' | 'maintainer' | 'developer' | 'viewer';

export function accessCommands(program: Command, at: Surroundings): void {
  loginCommands(program, at);
  contextCommands(program, at);
  memberCommands(program, at);
  tokenCommands(program, at);
  program
    .command('clone <project> [directory]')
    .description('clone with a credential helper: pushing asks nothing')
    .action(async (project: string, directory: string | undefined, _: unknown, command: Command) =>
      clone(openCli(command, at), project, directory),
    );
  program
    .command('open [project]')
    .description('print the address of the pages')
    .action(async (project: string | undefined, _: unknown, command: Command) => {
      const cli = openCli(command, at);
      const url = `${cli.target().server}/${project === undefined ? '' : `projects/${project}`}`;
      cli.terminal.answer({ url }, () => url);
    });
}

function loginCommands(program: Command, at: Surroundings): void {
  program
    .command('login')
    .description('keep a server and a token (read from stdin) as a context')
    .option('--name <name>', 'of the context')
    .action(async (options: { name?: string }, command: Command) => {
      const cli = openCli(command, at);
      const { server } = cli.flags;
      if (server === undefined) {
        throw cliFault('LoginServerNeeded');
      }
      cli.terminal.say(cli.terminal.t('Paste an API token, then Enter:', '请粘贴 API 令牌并按回车：'));
      const token = (await readLine()).trim();
      await openApi({ server, token, why: '' }, at.language).projects.list.query();
      const name = options.name ?? new URL(server).host;
      const { items } = readContexts(at);
      writeContexts(at, {
        current: name,
        items: [...items.filter((item) => item.name !== name), { name, server, token }],
      });
      cli.terminal.answer({ name, server }, () => `${name}  ${server}`);
    });
  program.command('logout [name]').action((name: string | undefined, _: unknown, command: Command) => {
    const cli = openCli(command, at);
    const { current, items } = readContexts(at);
    const gone = name ?? current;
    writeContexts(at, {
      current: current === gone ? null : current,
      items: items.filter((item) => item.name !== gone),
    });
    cli.terminal.answer({ name: gone }, () =>
      cli.terminal.t(`${gone ?? '-'} is forgotten.`, `已移除 ${gone ?? '-'}。`),
    );
  });
}

async function readLine(): Promise<string> {
  let text = '';
  process.stdin.setEncoding('utf8');
  for await (const chunk of process.stdin) {
    text += String(chunk);
    if (text.includes('\n') || text.length > 4096) {
      break;
    }
  }
  return text.split('\n')[0] ?? '';
}

function contextCommands(program: Command, at: Surroundings): void {
  const context = program.command('context').description('which Juanie: show, list, use');
  context
    .command('show')
    .option('--why', 'say where it comes from')
    .action((options: { why?: boolean }, command: Command) => {
      const cli = openCli(command, at);
      const { server, why } = cli.target();
      cli.terminal.answer({ server, why }, () => (options.why === true ? `${server}  (${why})` : server));
    });
  context.command('list').action((_: unknown, command: Command) => {
    const cli = openCli(command, at);
    const { current, items } = readContexts(at);
    const shown = items.map(({ name, server }) => ({ name, server, current: name === current }));
    cli.terminal.answer({ items: shown }, () =>
      renderTable(
        ['', 'NAME', 'SERVER'],
        shown.map((item) => [item.current ? '*' : '', item.name, item.server]),
      ),
    );
  });
  context.command('use <name>').action((name: string, _: unknown, command: Command) => {
    const cli = openCli(command, at);
    const { items } = readContexts(at);
    if (!items.some((item) => item.name === name)) {
      throw cliFault('ContextUnknown', { name, names: namesOf({ current: null, items }) });
    }
    writeContexts(at, { current: name, items });
    cli.terminal.answer({ name }, () => name);
  });
}

function memberCommands(program: Command, at: Surroundings): void {
  const member = program.command('member').description('members: list, invite, role, remove');
  member.command('list').action(async (_: unknown, command: Command) => {
    const cli = openCli(command, at);
    const items = await cli.api().people.members.query(scope(cli));
    cli.terminal.answer({ items }, () =>
      renderTable(
        ['ID', 'NAME', 'EMAIL', 'ROLE', 'STATE'],
        items.map((item) => [item.id, item.name, item.email, item.role, item.state]),
      ),
    );
  });
  member
    .command('invite <email>')
    .requiredOption('--role <role>', 'owner, maintainer, developer or viewer')
    .action(async (email: string, options: { role: Role }, command: Command) => {
      const cli = openCli(command, at);
      const invited = await cli.api().people.invite.mutate({ email, role: options.role, ...scope(cli) });
      const link = new URL(invited.link, cli.target().server).href;
      cli.terminal.answer({ ...invited, link }, () => link);
    });
  member.command('role <id> <role>').action(async (id: string, role: Role, _: unknown, command: Command) => {
    const cli = openCli(command, at);
    const changed = await cli.api().people.setRole.mutate({ id, role, ...scope(cli) });
    cli.terminal.answer(changed, () => `${changed.name} ${changed.role}`);
  });
  member.command('remove <id>').action(async (id: string, _: unknown, command: Command) => {
    const cli = openCli(command, at);
    await cli.api().people.remove.mutate({ id, ...scope(cli) });
    cli.terminal.answer({ id, removed: true }, () => cli.terminal.t(`${id} is removed.`, `已移除 ${id}。`));
  });
}

function scope(cli: Cli): { project?: string } {
  return cli.flags.project === undefined ? {} : { project: cli.flags.project };
}

function tokenCommands(program: Command, at: Surroundings): void {
  const token = program.command('token').description('API tokens: create, list, revoke');
  token
    .command('create <name>')
    .option('--access <access>', 'read, write or admin', 'write')
    .option('--projects <names>', 'only these, separated by commas')
    .option('--days <n>', 'expires after', '90')
    .action(
      async (
        name: string,
        options: { access: 'read' | 'write' | 'admin'; projects?: string; days: string },
        command: Command,
      ) => {
        const cli = openCli(command, at);
        const projects = options.projects?.split(',');
        const made = await cli.api().people.createToken.mutate({
          name,
          scope: { access: options.access, ...(projects === undefined ? {} : { projects }) },
          expiresInDays: parseWhole(options.days, { what: '--days', least: 1, most: 3650 }),
        });
        cli.terminal.answer(made, () => made.secret);
      },
    );
  token.command('list').action(async (_: unknown, command: Command) => {
    const cli = openCli(command, at);
    const items = await cli.api().people.tokens.query();
    cli.terminal.answer({ items }, () =>
      renderTable(
        ['ID', 'NAME', 'ACCESS', 'EXPIRES'],
        items.map((item) => [item.id, item.name, item.scope.access, item.expiresAt ?? '-']),
      ),
    );
  });
  token.command('revoke <id>').action(async (id: string, _: unknown, command: Command) => {
    const cli = openCli(command, at);
    await cli.api().people.revokeToken.mutate({ id });
    cli.terminal.answer({ id, revoked: true }, () => cli.terminal.t(`${id} is revoked.`, `已吊销 ${id}。`));
  });
}

/** `git clone` with a helper that reads the token file at each use: no password is stored in the clone. */
async function clone(cli: Cli, project: string, directory: string | undefined): Promise<void> {
  const { repository } = await cli.api().projects.get.query({ name: project });
  const helper = credentialHelper(cli);
  const target = directory ?? project;
  const code = await run(cli, ['clone', '--config', `credential.helper=${helper}`, repository.cloneUrl, target]);
  if (code !== 0) {
    process.exitCode = code;
    return;
  }
  cli.terminal.answer({ project, directory: target, url: repository.cloneUrl }, () => target);
}

function credentialHelper(cli: Cli): string {
  const file = `${cli.at.dataDir}/owner.token`.replaceAll("'", "'\\''");
  const local = cli.target().why.startsWith('data directory');
  const read = local ? `cat '${file}'` : `printf %s "$JUANIE_TOKEN"`;
  return `!f() { test "$1" = get && printf 'username=juanie\\npassword=' && ${read} && echo; }; f`;
}

/** Runs git with its output on stderr: stdout is the answer's. */
function run(cli: Cli, args: readonly string[]): Promise<number> {
  return new Promise((resolve, reject) => {
    const child = spawn('git', args, { stdio: ['inherit', 2, 2], cwd: cli.at.cwd });
    child.once('error', reject);
    child.once('exit', (code) => resolve(code ?? 1));
  });
}
