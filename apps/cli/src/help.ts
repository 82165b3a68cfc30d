import type { Command } from 'commander';
import type { Language, Text } from '@juanie/fault';
import { commandTexts, optionTexts } from './help-texts.ts';

const titles: Readonly<Record<string, string>> = {
  'Usage:': '用法：',
  'Arguments:': '参数：',
  'Options:': '选项：',
  'Commands:': '命令：',
};

/** Gives every command and option its sentence in the reader's language. */
export function describeTree(command: Command, language: Language, path = ''): void {
  const own = commandTexts[path];
  if (own !== undefined) {
    command.description(own[language]);
  }
  for (const option of command.options) {
    option.description = textOfOption(path, option.long ?? '')?.[language] ?? option.description;
  }
  command.helpOption('-h, --help', language === 'zh-CN' ? '显示帮助' : 'show this help');
  if (command.commands.length > 0) {
    command.helpCommand('help [command]', language === 'zh-CN' ? '显示某个命令的帮助' : 'show the help of a command');
  }
  command.configureHelp({
    showGlobalOptions: false,
    styleTitle: (title) => (language === 'zh-CN' ? (titles[title] ?? title) : title),
  });
  for (const child of command.commands) {
    describeTree(child, language, `${path} ${child.name()}`.trim());
  }
}

/** An option means the same everywhere, unless a command says otherwise. */
export function textOfOption(path: string, long: string): Text | undefined {
  return optionTexts[`${path} ${long}`] ?? optionTexts[long];
}
