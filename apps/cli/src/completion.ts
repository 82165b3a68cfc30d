import type { Command } from 'commander';
import { cliFault } from './faults.ts';

/** A completion script made from the command tree. Throws ShellUnknown for a shell that it does not know. */
export function completionScript(program: Command, shell: string): string {
  const words = treeOf(program);
  if (shell === 'bash' || shell === 'zsh') {
    const cases = words.map(({ path, next }) => `    '${path}') words='${next.join(' ')}';;`).join('\n');
    const prelude = shell === 'zsh' ? 'autoload -U +X bashcompinit && bashcompinit\n' : '';
    return `${prelude}_juanie() {\n  local words path="\${COMP_WORDS[*]:1:COMP_CWORD-1}"\n  case "$path" in\n${cases}\n  esac\n  COMPREPLY=($(compgen -W "$words" -- "\${COMP_WORDS[COMP_CWORD]}"))\n}\ncomplete -F _juanie juanie\n`;
  }
  if (shell === 'fish') {
    return words
      .flatMap(({ path, next }) =>
        next.map(
          (word) =>
            `complete -c juanie -f -n "test (commandline -poc | tail -n +2 | string join ' ') = '${path}'" -a '${word}'`,
        ),
      )
      .join('\n')
      .concat('\n');
  }
  throw cliFault('ShellUnknown', { shell });
}

function treeOf(command: Command, path = ''): { path: string; next: string[] }[] {
  const children = command.commands.flatMap((child) => treeOf(child, `${path} ${child.name()}`.trim()));
  const own = [...command.commands.map((child) => child.name()), ...command.options.map(({ long }) => long ?? '')];
  return [{ path, next: own.filter((word) => word !== '') }, ...children];
}
