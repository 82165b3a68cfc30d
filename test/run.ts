/** Runs every unit test of the repository with the test runner of this Node; arguments pass through. */
import { spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('..', import.meta.url));
const patterns = [
  'packages/*/src/**/*.test.ts',
  'apps/*/src/**/*.test.ts',
  'test/repo/**/*.test.ts',
  'test/product/**/*.test.ts',
];
const child = spawn(process.execPath, ['--test', '--test-timeout=180000', ...process.argv.slice(2), ...patterns], {
  cwd: root,
  stdio: 'inherit',
});
child.once('exit', (code, signal) => {
  process.exitCode = signal === null ? (code ?? 1) : 1;
});
