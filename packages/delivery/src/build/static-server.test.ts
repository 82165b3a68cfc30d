import assert from 'node:assert/strict';
import { spawn, type ChildProcess } from 'node:child_process';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { contentTypeOf, staticServer } from './static-server.ts';

const site = {
  '/index.html': '<h1>home</h1>',
  '/about.html': 'about',
  '/docs/index.html': 'docs',
  '/404.html': 'lost',
  '/app.js': '0123456789',
  '/empty.txt': '',
};

describe('the file server of static images', () => {
  let dir: string;
  let server: ChildProcess;
  let base: string;

  before(async () => {
    dir = await mkdtemp(join(tmpdir(), 'juanie-static-'));
    const port = await freePort();
    base = `http://127.0.0.1:${port}`;
    for (const [path, content] of Object.entries(site)) {
      await mkdir(dirname(join(dir, 'site', path)), { recursive: true });
      await writeFile(join(dir, 'site', path), content);
    }
    await writeFile(join(dir, 'secret'), 'x');
    const files = Object.fromEntries(
      Object.entries(site).map(([path, text]) => [path, [text.length, `"${text.length}"`, contentTypeOf(path)]]),
    );
    await writeFile(join(dir, 'site.json'), JSON.stringify({ fallback: null, files }));
    // The test has to know when it listens; in a pod the probe finds out.
    await writeFile(join(dir, 'serve.mjs'), `${staticServer}server.once('listening', () => console.log('ready'));`);
    server = spawn(process.execPath, ['serve.mjs'], {
      cwd: dir,
      env: { PORT: String(port) },
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    await new Promise((resolve) => server.stdout?.once('data', resolve));
  });
  after(async () => {
    const ended = new Promise((resolve) => server.once('exit', resolve));
    server.kill('SIGTERM');
    await ended;
    await rm(dir, { recursive: true, force: true });
  });

  const rows: readonly {
    ask: string;
    headers?: Record<string, string>;
    method?: string;
    status: number;
    body?: string;
    has?: readonly [string, string];
  }[] = [
    { ask: '/', status: 200, body: '<h1>home</h1>', has: ['content-type', 'text/html; charset=utf-8'] },
    { ask: '/about', status: 200, body: 'about' },
    { ask: '/docs/', status: 200, body: 'docs' },
    { ask: '/docs?a=1', status: 308, has: ['location', '/docs/?a=1'] },
    { ask: '/app.js', status: 200, body: '0123456789', has: ['content-type', 'text/javascript; charset=utf-8'] },
    {
      ask: '/app.js',
      headers: { range: 'bytes=2-4' },
      status: 206,
      body: '234',
      has: ['content-range', 'bytes 2-4/10'],
    },
    { ask: '/app.js', headers: { range: 'bytes=-3' }, status: 206, body: '789' },
    { ask: '/app.js', headers: { range: 'bytes=20-' }, status: 416, has: ['content-range', 'bytes */10'] },
    { ask: '/app.js', headers: { range: 'bytes=2-4', 'if-range': '"other"' }, status: 200, body: '0123456789' },
    { ask: '/app.js', headers: { 'if-none-match': 'W/"10"' }, status: 304, body: '' },
    { ask: '/app.js', method: 'HEAD', status: 200, body: '', has: ['content-length', '10'] },
    { ask: '/app.js', method: 'POST', status: 405 },
    { ask: '/empty.txt', status: 200, body: '' },
    { ask: '/nothing', status: 404, body: 'lost' },
    { ask: '/%2e%2e/secret', status: 404, body: 'lost' },
    { ask: '/..%2fsecret', status: 404, body: 'lost' },
    { ask: '/%zz', status: 400 },
  ];
  for (const { ask, headers = {}, method = 'GET', status, body, has } of rows) {
    it(`answers ${method} ${ask} ${JSON.stringify(headers)} with ${status}`, async () => {
      const answer = await fetch(`${base}${ask}`, { method, headers, redirect: 'manual' });

      assert.equal(answer.status, status);
      if (body !== undefined) {
        assert.equal(await answer.text(), body);
      }
      if (has !== undefined) {
        assert.equal(answer.headers.get(has[0]), has[1]);
      }
    });
  }
});

it('knows content types by the end of the name', () => {
  assert.equal(contentTypeOf('/a/b.CSS'), 'text/css; charset=utf-8');
  assert.equal(contentTypeOf('/a.b/c'), 'application/octet-stream');
});

function freePort(): Promise<number> {
  return new Promise((resolve) => {
    const probe = createServer().listen(0, '127.0.0.1', () => {
      const { port } = probe.address() as { port: number };
      probe.close(() => resolve(port));
    });
  });
}
