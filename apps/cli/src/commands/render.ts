import type { Command } from 'commander';
import type { Surroundings } from '../environment.ts';

/** Commands that need no server: the bytes that the real tools print. */
export function renderCommands(program: Command, at: Surroundings): void {
  program
    .command('kustomize')
    .description('kustomize build DIR')
    .command('build [directory]')
    .action(async (directory = '.') => {
      const { buildFolder } = await import('../kustomize.ts');
      process.stdout.write(buildFolder(at.cwd, directory));
    });
}
