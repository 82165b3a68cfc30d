import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { Command, CommanderError } from 'commander';
import { describeFault } from '@juanie/fault';
import { usageFault } from './usage.ts';

/** A small tree like the real one, whose parser says what is wrong. */
function parse(argv: readonly string[]): CommanderError {
  const program = new Command('juanie');
  const status = program.command('status').option('-e, --env <name>').allowExcessArguments(false);
  const reject = program.command('reject <number>').requiredOption('-m, --reason <text>');
  for (const command of [program, status, reject]) {
    command.exitOverride().configureOutput({ outputError: () => undefined, writeErr: () => undefined });
  }
  try {
    program.parse([...argv], { from: 'user' });
  } catch (thrown) {
    assert.ok(thrown instanceof CommanderError);
    return thrown;
  }
  throw new Error('The command line is right.');
}

const cases: [line: string, reason: string, en: string, zh: string][] = [
  [
    'stat',
    'CommandMisspelt',
    'There is no command `stat`. Did you mean `status`?',
    '没有命令 `stat`。你是想用 `status` 吗？',
  ],
  ['frobnicate', 'CommandUnknown', 'There is no command `frobnicate`.', '没有命令 `frobnicate`。'],
  ['status --nope', 'OptionUnknown', 'There is no option `--nope` here.', '此处没有选项 `--nope`。'],
  [
    'status --emv x',
    'OptionMisspelt',
    'There is no option `--emv` here. Did you mean `--env`?',
    '此处没有选项 `--emv`。你是想用 `--env` 吗？',
  ],
  ['status -e', 'OptionEmpty', 'The option `-e, --env <name>` needs a value.', '选项 `-e, --env <name>` 需要一个值。'],
  ['status one', 'ArgumentsTooMany', 'That is more than this command takes: 1 arguments.', '参数过多：给出了 1 个。'],
  ['reject -m x', 'ArgumentMissing', '<number> is missing.', '缺少参数 <number>。'],
  ['reject 3', 'OptionNeeded', 'The option `-m, --reason <text>` is needed.', '缺少必需的选项 `-m, --reason <text>`。'],
  ['', 'SubcommandNeeded', 'Name one of the commands above.', '请指定上面列出的子命令之一。'],
];

describe('usageFault', () => {
  for (const [line, reason, en, zh] of cases) {
    it(`juanie ${line}: ${reason}`, () => {
      const fault = usageFault(parse(line.split(' ').filter((word) => word !== '')));
      assert.equal(fault.reason, reason);
      assert.equal(fault.kind, 'Invalid');
      assert.equal(describeFault({}, fault, 'en').message, en);
      assert.equal(describeFault({}, fault, 'zh-CN').message, zh);
    });
  }

  it('keeps the words of the parser where it knows no better', () => {
    const fault = usageFault({ code: 'commander.other', message: 'error: something else' });
    assert.equal(fault.reason, 'UsageWrong');
    assert.equal(fault.message, 'something else');
  });
});
