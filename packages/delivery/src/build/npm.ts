import { access, constants, realpath } from 'node:fs/promises';
import { delimiter, dirname, isAbsolute, join } from 'node:path';

/** The machine's npm: its program for Node, and the folders that have to be visible to use it. */
export interface Npm {
  readonly cli: string;
  /** Where the commands `npm` and `npx` are. */
  readonly bin: string;
  readonly folders: readonly string[];
}

export async function findNpm(path: string): Promise<Npm | undefined> {
  for (const folder of path.split(delimiter).filter(isAbsolute)) {
    const command = join(folder, 'npm');
    const found = await access(command, constants.X_OK).then(
      () => true,
      () => false,
    );
    const cli = found ? await realpath(command) : undefined;
    if (cli?.endsWith('npm-cli.js')) {
      // …/npm/bin/npm-cli.js
      return { cli, bin: folder, folders: [dirname(dirname(cli)), folder] };
    }
  }
  return undefined;
}
