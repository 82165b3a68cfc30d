/** End to end in a real browser: starts the whole product, acts as a person. Says so loudly when there is no Chromium. */
import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('../..', import.meta.url));
const browser = [process.env.CHROMIUM, '/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome'].find(
  (path) => path !== undefined && existsSync(path),
);
if (browser === undefined) {
  console.error(
    'NO CHROMIUM: the pages are NOT tested. Install Debian’s chromium and fonts-noto-cjk, or set CHROMIUM.',
  );
}
const child = spawn(
  process.execPath,
  ['--test', '--test-concurrency=1', ...process.argv.slice(2), 'test/e2e/**/*.test.ts'],
  {
    cwd: root,
    stdio: 'inherit',
    env: { ...process.env, ...(browser === undefined ? {} : { CHROMIUM: browser }) },
  },
);
child.once('exit', (code) => {
  process.exitCode = code ?? 1;
});
