import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { detectIsolation, openSandbox } from '@juanie/kubelet';
import { openRegistry, type Registry } from '@juanie/oci';
import type { FileTree } from '@juanie/kube';
import type { Builder } from '../core/builder.ts';
import { findNpm } from './npm.ts';
import { openBuilder } from './open-builder.ts';
import { planBuild } from './plan.ts';
import { mapTree } from './testing/map-tree.ts';

const npm = await findNpm(process.env['PATH'] ?? '');

describe('a build with npm', { skip: npm === undefined ? 'npm is not on the PATH' : false, timeout: 120_000 }, () => {
  let dir: string;
  let registry: Registry;
  let builder: Builder;
  let lines: string[] = [];

  before(async () => {
    dir = await mkdtemp(join(tmpdir(), 'juanie-npm-'));
    registry = await openRegistry({ root: join(dir, 'oci') });
    builder = openBuilder({
      registry,
      sandbox: await openSandbox({ folder: join(dir, 'sandbox'), isolation: await detectIsolation() }),
      folders: { work: join(dir, 'work'), cache: join(dir, 'cache') },
      surroundings: process.env,
    });
  });
  after(async () => {
    await registry.close();
    await rm(dir, { recursive: true, force: true });
  });

  async function build(tree: FileTree, commit: string) {
    lines = [];
    const job = {
      project: 'shop',
      number: 1,
      commit: commit.repeat(40),
      commitTime: new Date(0),
      tree,
      repository: { name: 'juanie/shop', dir: '' },
      plan: planBuild(tree),
    };
    const watcher = { step: () => undefined, line: (_: string, line: string) => void lines.push(line) };
    const { images } = await builder.run(job, watcher, new AbortController().signal);
    return registry.readImage('shop/web', images['web']?.split('@')[1] ?? '');
  }

  /** A package as npm would publish it, in the repository itself: nothing is fetched. */
  function packed(
    name: string,
    files: Readonly<Record<string, string>>,
  ): { name: string; content: string; integrity: string } {
    const folder = join(dir, 'packing', name, 'package');
    mkdirSync(folder, { recursive: true });
    for (const [file, content] of Object.entries({
      ...files,
      'package.json': JSON.stringify({ name, version: '1.0.0', ...(files['bin'] ? { bin: 'bin' } : {}) }),
    })) {
      writeFileSync(join(folder, file), content);
    }
    const archive = join(dir, 'packing', `${name}.tgz`);
    execFileSync('tar', ['--mtime=@0', '-cf', archive, '-C', join(dir, 'packing', name), 'package']);
    const bytes = readFileSync(archive);
    return {
      name,
      content: bytes.toString('latin1'),
      integrity: `sha512-${createHash('sha512').update(bytes).digest('base64')}`,
    };
  }

  function treeOf(more: Readonly<Record<string, string>>): FileTree {
    const used = packed('used', { 'index.js': 'module.exports = "used";' });
    const tool = packed('tool', { bin: '#!/usr/bin/env node\nrequire("fs").writeFileSync("built.js", "// built")\n' });
    const spec = (name: string) => `file:vendor/${name}.tgz`;
    const manifest = {
      name: 'shop',
      version: '1.0.0',
      scripts: { start: 'node server.js', build: 'tool' },
      dependencies: { used: spec('used') },
      devDependencies: { tool: spec('tool') },
    };
    const entry = (found: typeof used, extra: object) => ({
      version: '1.0.0',
      resolved: spec(found.name),
      integrity: found.integrity,
      ...extra,
    });
    const { scripts: _, ...root } = manifest;
    const lock = {
      name: 'shop',
      version: '1.0.0',
      lockfileVersion: 3,
      requires: true,
      packages: {
        '': root,
        'node_modules/used': entry(used, {}),
        'node_modules/tool': entry(tool, { dev: true, bin: { tool: 'bin' } }),
      },
    };
    const text = mapTree({
      'package.json': JSON.stringify(manifest),
      'package-lock.json': JSON.stringify(lock),
      'server.js': 'require("used")',
      'vendor/used.tgz': used.content,
      'vendor/tool.tgz': tool.content,
      ...more,
    });
    return {
      ...text,
      read: (path) =>
        path.endsWith('.tgz')
          ? Buffer.from(Buffer.from(text.read(path) ?? []).toString('utf8'), 'latin1')
          : text.read(path),
    };
  }

  it('installs once, prunes what only development needs and shares the layer', async () => {
    const first = await build(treeOf({}), '1');

    assert.ok(lines.includes('$ npm ci'), lines.join('\n'));
    assert.equal(first?.layers.length, 2);

    const second = await build(treeOf({ 'server.js': '// changed' }), '2');

    assert.ok(!lines.includes('$ npm ci'), lines.join('\n'));
    assert.ok(lines.includes('package-lock.json has not changed: nothing to install'));
    assert.equal(second?.layers[0]?.digest, first?.layers[0]?.digest);
    assert.notEqual(second?.layers[1]?.digest, first?.layers[1]?.digest);
    const names = await namesIn(first?.open(first.layers[0]?.digest ?? ''));
    assert.deepEqual(names, ['app/node_modules/used/index.js', 'app/node_modules/used/package.json']);
    assert.ok((await namesIn(first?.open(first.layers[1]?.digest ?? ''))).includes('app/built.js'));
  });

  async function namesIn(layer: NodeJS.ReadableStream | undefined): Promise<string[]> {
    const parts: Buffer[] = [];
    for await (const part of layer ?? []) {
      parts.push(part as Buffer);
    }
    const text = execFileSync('tar', ['-tf', '-'], { input: Buffer.concat(parts) }).toString('utf8');
    return text.split('\n').filter((name) => name !== '' && !name.endsWith('/'));
  }
});
