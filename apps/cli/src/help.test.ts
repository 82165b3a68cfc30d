import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { Command } from 'commander';
import { readSurroundings } from './environment.ts';
import { commandTexts } from './help-texts.ts';
import { textOfOption } from './help.ts';
import { program } from './main.ts';

function walk(command: Command, visit: (path: string, command: Command) => void, path = ''): void {
  visit(path, command);
  for (const child of command.commands) {
    walk(child, visit, `${path} ${child.name()}`.trim());
  }
}

describe('help', () => {
  const tree = program(readSurroundings(['--lang', 'zh-CN']));

  it('has a sentence for every command and option, and for no other', () => {
    const paths: string[] = [];
    const missing: string[] = [];
    walk(tree, (path, command) => {
      paths.push(path);
      missing.push(
        ...(commandTexts[path] === undefined ? [path] : []),
        ...command.options
          .filter(({ long }) => textOfOption(path, long ?? '') === undefined)
          .map(({ long }) => `${path} ${long}`),
      );
    });
    assert.deepEqual(missing, []);
    assert.deepEqual(Object.keys(commandTexts).toSorted(), paths.toSorted());
  });

  it('is written in the language that was asked for', () => {
    const status = tree.commands.find((command) => command.name() === 'status');
    const text = status?.helpInformation() ?? '';
    assert.match(text, /用法：/);
    assert.match(text, /各环境正在运行什么/);
    assert.match(text, /--env <name> +环境/);
    assert.doesNotMatch(text, /Usage|Options|display help/);
  });
});
