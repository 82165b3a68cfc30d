import assert from 'node:assert/strict';
import { describe, it, type TestContext } from 'node:test';
import type { ChangeRequests, CommitStatuses, Forge } from './forge.ts';

/** A Git host with one repository `acme/app` that nothing was pushed to. */
export interface ForgeWorld {
  open(options: { readonly repository: string }): Forge;
  [Symbol.asyncDispose](): Promise<void>;
}

const author = { name: 'Ann', email: 'ann@example.test' };
const never = new AbortController().signal;
const bytes = (text: string) => new TextEncoder().encode(text);

function write(
  forge: Forge,
  files: Readonly<Record<string, string | null>>,
  how: { branch?: string; expect?: string } = {},
) {
  const entries = Object.entries(files).map(([path, text]) => [path, text === null ? null : bytes(text)] as const);
  return forge.writeFiles({ branch: 'main', message: 'Write', author, files: new Map(entries), ...how }, never);
}

async function read(forge: Forge, path: string, ref: string): Promise<string> {
  return new TextDecoder().decode(await forge.getFile(path, ref, never));
}

/** What every forge must do. An adapter that cannot, says which and why; a capability that is absent is left out. */
export function describeForge(
  name: string,
  openWorld: () => Promise<ForgeWorld>,
  skip: Readonly<Record<string, string>> = {},
): void {
  function test(title: string, run: Run): void {
    it(title, { skip: skip[title] ?? false }, async (t) => {
      await using world = await openWorld();
      await run(world.open({ repository: 'acme/app' }), { world, t });
    });
  }

  describe(`${name} as a forge`, () => {
    describeRepository(test);
    describeBranches(test);
    describeFiles(test);
    describeStatuses(test);
    describeChangeRequests(test);
    describeWebhooks(test);
  });
}

type Run = (forge: Forge, around: { readonly world: ForgeWorld; readonly t: TestContext }) => Promise<void>;
type Test = (title: string, run: Run) => void;

function describeRepository(test: Test): void {
  test('tells the default branch, and that nothing was pushed', async (forge) => {
    const { name, defaultBranch, empty, archived } = await forge.getRepository(never);

    assert.deepEqual(
      { name, defaultBranch, empty, archived },
      { name: 'acme/app', defaultBranch: 'main', empty: true, archived: false },
    );
  });

  test('names a missing repository', async (_, { world }) => {
    const missing = world.open({ repository: 'acme/none' });

    await assert.rejects(missing.getRepository(never), { reason: 'ForgeRepositoryNotFound' });
  });
}

function describeBranches(test: Test): void {
  test('makes, lists and deletes branches, and may be asked twice', async (forge) => {
    const { commit } = await write(forge, { a: '1' });
    await forge.ensureBranch('feature/x', commit, never);
    await forge.ensureBranch('feature/x', commit, never);

    assert.deepEqual(await forge.listBranches(never), [
      { name: 'feature/x', commit },
      { name: 'main', commit },
    ]);
    await forge.deleteBranch('feature/x', never);
    await forge.deleteBranch('feature/x', never);
    assert.equal(await forge.findBranch('feature/x', never), undefined);
    assert.equal((await forge.getRepository(never)).empty, false);
  });

  test('does not move a branch that is elsewhere, nor make one of no commit', async (forge) => {
    const { commit } = await write(forge, { a: '1' });
    await write(forge, { a: '2' });

    await assert.rejects(forge.ensureBranch('main', commit, never), { reason: 'ForgeBranchExists' });
    await assert.rejects(forge.ensureBranch('x', '1'.repeat(40), never), { reason: 'ForgeCommitNotFound' });
  });
}

function describeFiles(test: Test): void {
  test('writes files in one commit and reads them at a branch and a commit', async (forge) => {
    const first = await write(forge, { 'a/b.txt': 'one', gone: 'x' });
    await write(forge, { 'a/b.txt': 'two', gone: null }, { expect: first.commit });

    assert.equal(await read(forge, 'a/b.txt', 'main'), 'two');
    assert.equal(await read(forge, 'a/b.txt', first.commit), 'one');
    assert.equal(await forge.getFile('gone', 'main', never), undefined);
  });

  test('has no value for a missing file or ref', async (forge) => {
    await write(forge, { a: '1' });

    assert.equal(await forge.getFile('nope', 'main', never), undefined);
    assert.equal(await forge.getFile('a', 'nope', never), undefined);
  });

  test('refuses a write on a branch that moved, that is missing, or of a bad path', async (forge) => {
    const { commit } = await write(forge, { a: '1' });
    await write(forge, { a: '2' });

    await assert.rejects(write(forge, { a: '3' }, { expect: commit }), {
      reason: 'ForgeBranchMoved',
      kind: 'Conflict',
    });
    await assert.rejects(write(forge, { a: '3' }, { branch: 'none' }), { reason: 'ForgeBranchNotFound' });
    await assert.rejects(write(forge, { '../a': '3' }), { reason: 'ForgePathInvalid' });
  });
}

function describeStatuses(test: Test): void {
  function withStatuses(title: string, run: (forge: Forge, statuses: CommitStatuses) => Promise<void>): void {
    test(title, async (forge, { t }) => {
      await (forge.statuses === undefined ? t.skip('no commit statuses') : run(forge, forge.statuses));
    });
  }

  withStatuses('keeps the newest status of each context', async (forge, statuses) => {
    const { commit } = await write(forge, { a: '1' });
    const say = (context: string, state: 'pending' | 'success') =>
      statuses.set(commit, { context, state, description: state }, never);
    await say('juanie/test', 'pending');
    await say('juanie/build', 'pending');
    await say('juanie/build', 'success');

    const listed = await statuses.list(commit, never);

    assert.deepEqual(
      listed.map(({ context, state }) => [context, state]),
      [
        ['juanie/build', 'success'],
        ['juanie/test', 'pending'],
      ],
    );
  });

  withStatuses('names a commit that is not there', async (_, statuses) => {
    const status = { context: 'x', state: 'success', description: '' } as const;

    await assert.rejects(statuses.set('1'.repeat(40), status, never), { reason: 'ForgeCommitNotFound' });
  });
}

function describeChangeRequests(test: Test): void {
  const draft = { source: 'feature', target: 'main', title: 'Add b', description: 'Because.' };

  function withRequests(title: string, run: (forge: Forge, requests: ChangeRequests) => Promise<void>): void {
    test(title, async (forge, { t }) => {
      if (forge.changeRequests === undefined) {
        return t.skip('no change requests');
      }
      const base = await write(forge, { a: '1' });
      await forge.ensureBranch('feature', base.commit, never);
      await write(forge, { b: '1' }, { branch: 'feature' });
      await run(forge, forge.changeRequests);
    });
  }

  withRequests('opens one change request for a branch, and keeps its words up to date', async (_, requests) => {
    const opened = await requests.ensure(draft, never);
    const again = await requests.ensure({ ...draft, title: 'Add b, better said' }, never);

    const read = await requests.get(opened.number, never);

    assert.equal(again.number, opened.number);
    assert.deepEqual(read, { ...draft, title: 'Add b, better said', number: opened.number, state: 'open' });
  });

  withRequests('closes one, after which another can be opened', async (_, requests) => {
    const { number } = await requests.ensure(draft, never);
    await requests.close(number, never);
    await requests.close(number, never);

    assert.equal((await requests.get(number, never)).state, 'closed');
    assert.notEqual((await requests.ensure(draft, never)).number, number);
  });

  withRequests('names what is missing', async (_, requests) => {
    await assert.rejects(requests.get(99, never), { reason: 'ForgeChangeRequestNotFound' });
    await assert.rejects(requests.ensure({ ...draft, source: 'none' }, never), { reason: 'ForgeBranchNotFound' });
  });
}

function describeWebhooks(test: Test): void {
  test('ensures and removes a webhook, each twice', async (forge, { t }) => {
    const { webhooks } = forge;
    if (webhooks === undefined) {
      return t.skip('no webhooks');
    }
    const url = new URL('https://juanie.example.test/hooks/x');

    await webhooks.ensure(url, 'one', never);
    await webhooks.ensure(url, 'two', never);
    await webhooks.remove(url, never);
    await webhooks.remove(url, never);
  });
}
