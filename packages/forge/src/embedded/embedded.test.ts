import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { openGitHost } from '@juanie/git';
import { describeForge, type ForgeWorld } from '../conformance.ts';
import type { Fetch } from '../forge.ts';
import { forgeAdapters, pickForge } from '../forges.ts';

const noFetch: Fetch = () => Promise.reject(new Error('the embedded host is not fetched from'));
const account = { baseUrl: new URL('http://git.juanie.internal'), token: undefined };

async function openWorld(): Promise<ForgeWorld & { merge(source: string, target: string): Promise<void> }> {
  const root = mkdtempSync(join(tmpdir(), 'juanie-forge-'));
  const git = await openGitHost({ root });
  const app = await git.create('acme/app');
  const adapters = forgeAdapters({ git });
  return {
    open({ repository }) {
      const url = new URL(`http://git.juanie.internal/${repository}.git`);
      return pickForge(adapters, url).open(url, account, noFetch);
    },
    async merge(source, target) {
      const [before = null, after = null] = [target, source].map((name) => app.refs().get(`refs/heads/${name}`));
      await app.updateRef({ ref: `refs/heads/${target}`, before, after });
    },
    async [Symbol.asyncDispose]() {
      await git.close();
      rmSync(root, { recursive: true, force: true });
    },
  };
}

describeForge('the embedded host', openWorld);

describe('the embedded host', () => {
  it('sees a change request merged by a push, also when the branch is gone', async () => {
    await using world = await openWorld();
    const forge = world.open({ repository: 'acme/app' });
    const { signal } = new AbortController();
    const author = { name: 'Ann', email: 'ann@example.test' };
    const files = new Map([['a', new Uint8Array([1])]]);
    const { commit } = await forge.writeFiles({ branch: 'main', message: 'A', author, files }, signal);
    await forge.ensureBranch('feature', commit, signal);
    await forge.writeFiles(
      { branch: 'feature', message: 'B', author, files: new Map([['b', new Uint8Array([2])]]) },
      signal,
    );
    const draft = { source: 'feature', target: 'main', title: 'B', description: '' };
    const opened = await forge.changeRequests?.ensure(draft, signal);

    await world.merge('feature', 'main');
    await forge.deleteBranch('feature', signal);

    assert.equal((await forge.changeRequests?.get(opened?.number ?? 0, signal))?.state, 'merged');
  });

  it('is not asked for repositories elsewhere', async () => {
    await using world = await openWorld();
    assert.ok(world);
    assert.throws(() => pickForge([], new URL('https://github.com/a/b')), { reason: 'ForgeUnknown' });
  });
});
