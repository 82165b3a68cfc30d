import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { isFault } from '@juanie/fault';
import { isolationOff, openSandbox } from '@juanie/kubelet';
import { openRegistry, type Registry } from '@juanie/oci';
import type { Builder } from '../core/builder.ts';
import { openBuilder } from './open-builder.ts';
import { planBuild } from './plan.ts';
import type { BuilderOptions } from './workshop.ts';
import { mapTree } from './testing/map-tree.ts';

const commit = 'c'.repeat(40);

describe('a builder', () => {
  let dir: string;
  let registry: Registry;
  let builder: Builder;
  let options: BuilderOptions;
  let lines: string[] = [];
  let steps: string[] = [];
  const told = new Set<() => void>();

  function lineLike(shape: RegExp): Promise<void> {
    return new Promise((resolve) => {
      told.add(() => lines.some((line) => shape.test(line)) && resolve());
    });
  }

  before(async () => {
    dir = await mkdtemp(join(tmpdir(), 'juanie-builder-'));
    registry = await openRegistry({ root: join(dir, 'oci') });
    options = {
      registry,
      sandbox: await openSandbox({ folder: join(dir, 'sandbox'), isolation: isolationOff }),
      folders: { work: join(dir, 'work'), cache: join(dir, 'cache') },
      surroundings: process.env,
    };
    builder = openBuilder(options);
  });
  after(async () => {
    await registry.close();
    await rm(dir, { recursive: true, force: true });
  });

  async function build(files: Record<string, string>, signal = new AbortController().signal, by = builder) {
    const tree = mapTree(files);
    lines = [];
    steps = [];
    const job = {
      project: 'shop',
      number: 1,
      commit,
      commitTime: new Date('2026-01-02T03:04:05Z'),
      tree,
      repository: { name: 'juanie/shop', dir: '/nowhere' },
      plan: planBuild(tree),
    };
    const watcher = {
      step: (name: string, state: string) => void steps.push(`${name} ${state}`),
      line(_step: string, line: string) {
        lines.push(line);
        told.forEach((tell) => tell());
      },
    };
    return by.run(job, watcher, signal);
  }

  it('makes the same image of a commit every time', async () => {
    const files = { 'package.json': '{"scripts":{"start":"node server.js"}}', 'server.js': '// hi' };

    const first = await build(files);
    const second = await build(files);

    assert.deepEqual(first, second);
    assert.match(first.images['web'] ?? '', /^registry\.juanie\.internal\/shop\/web@sha256:[0-9a-f]{64}$/);
    const image = await registry.readImage('shop/web', first.images['web']?.split('@')[1] ?? '');
    assert.deepEqual(image?.config.config?.Cmd, ['node', 'server.js']);
    assert.equal(image?.config.config?.Labels?.['art.juanie.base'], 'host/node-24');
    assert.deepEqual(steps, ['install skipped', 'build skipped', 'test skipped', 'image running', 'image success']);
  });

  it('runs the build and the test of an application', async () => {
    const scripts = { start: 'node out.js', build: 'echo "//made" > out.js', test: 'grep made out.js' };

    await build({ 'package.json': JSON.stringify({ scripts }) });

    assert.deepEqual(lines.slice(0, 3), ['$ echo "//made" > out.js', '$ grep made out.js', '//made']);
  });

  it('says which step failed and how', async () => {
    const scripts = { start: 'node out.js', build: 'echo oh no >&2; exit 3' };

    const failing = build({ 'package.json': JSON.stringify({ scripts }) });

    await assert.rejects(failing, {
      reason: 'BuildStepFailed',
      params: { step: 'build', service: 'web', command: scripts.build, code: 3 },
    });
    assert.ok(lines.includes('oh no'));
  });

  it('ends the whole tree when it is cancelled', async () => {
    const abort = new AbortController();
    const script = 'setsid sleep 1000 & echo $!; sleep 1000';
    const building = build(
      { 'package.json': JSON.stringify({ scripts: { start: 'node x.js', build: script } }) },
      abort.signal,
    );
    await lineLike(/^\d+$/);

    abort.abort();

    await assert.rejects(building, { reason: 'BuildCancelled' });
    const pid = Number(lines.find((line) => /^\d+$/.test(line)));
    assert.equal(isAlive(pid), false);
  });

  it('shows a build nothing of the server', async () => {
    process.env['SERVER_SECRET'] = 'x';
    const script = 'env | cut -d= -f1 | sort | tr "\\n" " "';
    try {
      await build({ 'package.json': JSON.stringify({ scripts: { start: 'node x.js', build: script } }) });
    } finally {
      delete process.env['SERVER_SECRET'];
    }

    const names = lines.find((line) => line.includes('JUANIE_COMMIT')) ?? '';
    assert.match(names, /CI .*HOME .*PATH /);
    assert.doesNotMatch(names, /SERVER_SECRET/);
  });

  it('stops a build that takes too long or too much', async () => {
    const limits = { memoryBytes: 300 * 1024 ** 2, cpuSeconds: 60, wallSeconds: 2 };
    const strict = openBuilder({ ...options, limits });
    const run = (script: string) => {
      const scripts = { start: 'node x.js', build: script };
      return build({ 'package.json': JSON.stringify({ scripts }) }, new AbortController().signal, strict);
    };
    const slow = run('sleep 1000');
    await assert.rejects(slow, {
      reason: 'BuildLimitExceeded',
      params: { step: 'build', service: 'web', what: 'time', limit: '2 s' },
    });

    const script = `node -e "const held = []; setInterval(() => held.push(Buffer.alloc(2e7, 1)), 5)"`;
    const greedy = run(script);
    await assert.rejects(greedy, (thrown: unknown) => isFault(thrown) && thrown.reason === 'BuildLimitExceeded');
  });

  it('falls back to one page where an application asks for it', async () => {
    const file = `apiVersion: juanie.art/v1
kind: App
services: { web: { type: static, run: { fallback: index.html } } }
`;
    const missing = build({ 'juanie.yaml': file, 'other.html': '' });
    await assert.rejects(missing, { reason: 'BuildOutputMissing' });

    await build({ 'juanie.yaml': file, 'index.html': '' });
  });

  it('serves static files with a server of its own', async () => {
    const result = await build({ 'index.html': '<h1>hi</h1>', 'css/site.css': 'h1{}' });

    const image = await registry.readImage('shop/web', result.images['web']?.split('@')[1] ?? '');
    assert.deepEqual(image?.config.config?.Cmd, ['node', 'serve.mjs']);
    assert.equal(image?.layers.length, 2);
  });
});

function isAlive(pid: number): boolean {
  try {
    return !/\) [ZX] /.test(readFileSync(`/proc/${pid}/stat`, 'utf8'));
  } catch {
    return false;
  }
}
