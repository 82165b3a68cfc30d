import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { openRegistry } from './open-registry.ts';

/** Runs a pusher until it has acknowledged so many images, kills it there and then, and answers them. */
async function pushAndKill(root: string, count: number): Promise<string[]> {
  const script = join(import.meta.dirname, 'testing/pusher.ts');
  const child = spawn(process.execPath, [script, root], { stdio: ['ignore', 'pipe', 'inherit'] });
  let said = '';
  await new Promise<void>((resolve) => {
    child.once('close', () => resolve());
    child.stdout.setEncoding('utf8').on('data', (text: string) => {
      said += text;
      if (said.split('\n').length > count) {
        child.kill('SIGKILL');
      }
    });
  });
  return said.split('\n').filter((line) => /@sha256:[0-9a-f]{64}$/.test(line));
}

describe('kill -9', () => {
  it('loses no acknowledged image, and what was half-done is cleared away', async () => {
    const root = mkdtempSync(join(tmpdir(), 'juanie-oci-crash-'));
    try {
      const acknowledged: string[] = [];
      for (const count of [1, 4, 10]) {
        acknowledged.push(...(await pushAndKill(root, count)));
      }

      const registry = await openRegistry({ root });

      assert.ok(acknowledged.length >= 15);
      for (const reference of acknowledged) {
        const [repository = '', digest = ''] = reference.split('@');
        const image = await registry.readImage(repository, digest);
        assert.equal(image?.layers.length, 1, reference);
      }
      assert.deepEqual((await registry.check()).damaged, []);
      assert.deepEqual(readdirSync(join(root, 'incoming')), []);
      await registry.collectGarbage({ graceMs: 0 });
      assert.deepEqual((await registry.check()).damaged, []);
      for (const reference of acknowledged) {
        const [repository = '', digest = ''] = reference.split('@');
        assert.notEqual(await registry.readImage(repository, digest), undefined);
      }
      await registry.close();
    } finally {
      rmSync(root, { recursive: true, force: true });
    }
  });
});
