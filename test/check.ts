/** Format, lint and types; every one is run, the first failure decides the exit code. */
import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('..', import.meta.url));
const steps = [
  ['node_modules/.bin/oxfmt', '--check'],
  ['node_modules/.bin/oxlint', '--deny-warnings'],
  ['node_modules/.bin/tsc', '--noEmit', '-p', '.'],
] as const;

let failed = 0;
for (const [command, ...args] of steps) {
  const { status } = spawnSync(`${root}${command}`, args, { cwd: root, stdio: 'inherit' });
  failed ||= status ?? 1;
}
process.exitCode = failed;
