import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Language } from '@juanie/fault';

const root = fileURLToPath(new URL('../../..', import.meta.url));
const web = join(root, 'apps/web');
const dist = join(web, 'dist');

/** Folder of the built pages; builds them first when their sources have changed, never otherwise. The signal gives up. */
export async function buildPages(
  say: (line: string) => void,
  language: Language,
  signal: AbortSignal,
): Promise<string> {
  const stamp = join(dist, '.sources');
  const found = existsSync(stamp) ? readFileSync(stamp, 'utf8') : '';
  const wanted = existsSync(join(web, 'index.html')) ? sourcesId() : found;
  if (found !== wanted) {
    const started = Date.now();
    say(
      language === 'zh-CN'
        ? '· 正在构建页面（仅在源码变化时）'
        : '· building the pages (only when their sources changed)',
    );
    await build(signal);
    writeFileSync(stamp, wanted);
    say(`✔ ${language === 'zh-CN' ? '页面已构建' : 'pages built'} ${((Date.now() - started) / 1000).toFixed(1)} s`);
  }
  return dist;
}

/** Names, sizes and times of everything that the pages are made of. */
function sourcesId(): string {
  const hash = createHash('sha256');
  for (const folder of ['apps/web', 'packages/api/src', 'packages/delivery/src']) {
    for (const entry of readdirSync(join(root, folder), { recursive: true, withFileTypes: true })) {
      const path = join(entry.parentPath, entry.name);
      if (entry.isFile() && !/node_modules|\/dist\/|\.test\.ts$/.test(path)) {
        const { size, mtimeMs } = statSync(path);
        hash.update(`${path} ${size} ${mtimeMs}\n`);
      }
    }
  }
  return hash.digest('hex');
}

function build(signal: AbortSignal): Promise<void> {
  const vite = join(root, 'node_modules/vite/bin/vite.js');
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, [vite, 'build', '--logLevel', 'error'], {
      cwd: web,
      stdio: ['ignore', 2, 2],
      signal,
    });
    child.once('error', reject);
    child.once('exit', (code) =>
      code === 0 ? resolve() : reject(new Error(`The pages could not be built (exit ${code ?? 'by signal'}).`)),
    );
  });
}
