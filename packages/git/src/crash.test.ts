import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { openGitHost } from './host.ts';

/** Runs a writer until it has acknowledged so many commits, kills it there and then, and answers them. */
async function writeAndKill(root: string, count: number): Promise<string[]> {
  const child = spawn(process.execPath, [join(import.meta.dirname, 'testing/writer.ts'), root], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
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
  return said.split('\n').filter((line) => line.length === 40);
}

describe('kill -9', () => {
  it('loses no acknowledged commit and leaves nothing that stops the next server', async () => {
    const root = mkdtempSync(join(tmpdir(), 'juanie-git-crash-'));
    try {
      const acknowledged: string[] = [];
      for (const count of [1, 7, 30]) {
        acknowledged.push(...(await writeAndKill(root, count)));
      }
      const host = await openGitHost({ root });
      const repository = host.get('juanie/fleet');

      const history = new Set(repository.log({ from: 'main' }).map(({ id }) => id));

      assert.ok(acknowledged.length >= 38);
      assert.deepEqual(
        acknowledged.filter((id) => !history.has(id)),
        [],
      );
      const author = { name: 'Ann', email: 'ann@example.test' };
      await repository.commit({ branch: 'main', author, message: 'After', change: () => new Map() });
      assert.deepEqual(await repository.fsck(), { clean: true, problems: [] });
      assert.deepEqual(readdirSync(join(root, '.aside')), []);
      await host.close();
    } finally {
      rmSync(root, { recursive: true, force: true });
    }
  });
});
