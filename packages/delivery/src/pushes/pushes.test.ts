import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { gitHttpHandler, openGitHost } from '@juanie/git';
import { defineFaults } from '@juanie/fault';
import { withShop } from '../testing/shop.ts';
import { openWorld, settle, type World } from '../testing/world.ts';

const fault = defineFaults({ AppFileInvalid: { kind: 'Invalid', message: { en: 'bad', 'zh-CN': '不可用' } } });

interface Pushed {
  readonly repository?: string;
  readonly ref?: string;
  readonly after?: string | null;
  readonly forced?: boolean;
}

/** What the Git handler would ask before it keeps anything. */
async function refusal(
  world: World,
  { repository = 'juanie/shop', ref = 'refs/heads/main', after, forced = false }: Pushed,
) {
  const repo = world.git.get(repository);
  const head = repo.resolve('refs/heads/main') ?? '';
  const verdict = await world.delivery.gitAccess.beforePush?.({
    principal: world.owner,
    repository,
    options: [],
    updates: [
      {
        ref,
        before: head,
        after: after === undefined ? head : after,
        forced,
      },
    ],
    objects: {
      tree: (commit) => repo.tree(commit),
      commitInfo: (commit) => repo.commitInfo(commit),
      log: () => [],
      diffFiles: () => [],
    },
  });
  return verdict?.refused.get(ref);
}

describe('a push is refused', () => {
  it('when it rewrites or deletes the fleet', async () => {
    await withShop(async (world) => {
      const fleet = { repository: 'juanie/fleet' };

      assert.match((await refusal(world, { ...fleet, forced: true }))?.[0] ?? '', /never rewritten/);
      assert.match((await refusal(world, { ...fleet, after: null }))?.[0] ?? '', /cannot be deleted/);
      assert.equal(await refusal(world, fleet), undefined);
    });
  });

  it('when it rewrites the default branch, but not another one', async () => {
    await withShop(async (world) => {
      assert.match((await refusal(world, { forced: true }))?.[0] ?? '', /protected/);
      assert.match((await refusal(world, { after: null }))?.[0] ?? '', /cannot be deleted/);
      assert.equal(await refusal(world, { ref: 'refs/heads/idea', forced: true }), undefined);
    });
  });

  it('when its juanie.yaml cannot be used, with every problem', async () => {
    const problems = [
      { path: 'services.web.prot', file: 'juanie.yaml', line: 5, detail: 'unknown key; did you mean port?' },
      { path: 'kind', file: 'juanie.yaml', line: 2, detail: 'App is expected' },
      {
        path: 'servises',
        line: 3,
        message: { code: 'AppFileMisspelt', params: { key: 'servises', suggestion: 'services' } },
      },
    ];
    const world = await openWorld();
    await world.delivery.projects.create(world.owner, { name: 'shop', template: 'hello' });
    await settle(world);
    await world.close();
    const strict = await openWorld({
      builder: {
        plan() {
          throw fault('AppFileInvalid', {}, { problems });
        },
      },
    });
    await strict.delivery.projects.create(strict.owner, { name: 'shop', template: 'hello' });
    await settle(strict);

    assert.deepEqual((await refusal(strict, {}))?.slice(1), [
      'juanie.yaml:5 services.web.prot: unknown key; did you mean port?',
      'juanie.yaml:2 kind: App is expected',
      'juanie.yaml:3 servises: there is no "servises" here; did you mean "services"?',
    ]);
    const [build] = await strict.delivery.builds.list(strict.owner, { project: 'shop' });
    assert.deepEqual([build?.state, build?.reason], ['failed', 'AppFileInvalid']);
    await strict.close();
  });
});

describe('Git access', () => {
  it('knows people by their tokens, over basic and bearer', async () => {
    await withShop(async ({ delivery, owner }) => {
      const { secret } = await delivery.people.createToken(owner, { name: 'git', scope: { access: 'write' } });
      const basic = `Basic ${Buffer.from(`anything:${secret}`).toString('base64')}`;
      const { gitAccess } = delivery;

      assert.equal((await gitAccess.authenticate(basic))?.id, owner.id);
      assert.equal((await gitAccess.authenticate(`Bearer ${secret}`))?.id, owner.id);
      assert.equal(await gitAccess.authenticate('Basic eDp5'), undefined);
      assert.equal(await gitAccess.authenticate(undefined), undefined);
    });
  });

  it('shows a repository only to those who may see the project', async () => {
    await withShop(async (world) => {
      const { gitAccess } = world.delivery;
      const viewer = await world.person('v', 'viewer');
      const stranger = { ...viewer, id: 'nobody' };

      assert.equal(await gitAccess.may(undefined, 'juanie/shop', 'read'), 'authenticate');
      assert.equal(await gitAccess.may(viewer, 'juanie/shop', 'read'), 'yes');
      assert.equal(await gitAccess.may(viewer, 'juanie/shop', 'write'), 'no');
      assert.equal(await gitAccess.may(stranger, 'juanie/shop', 'read'), 'hidden');
      assert.equal(await gitAccess.may(world.owner, 'juanie/none', 'read'), 'hidden');
      assert.equal(await gitAccess.may(viewer, 'juanie/fleet', 'read'), 'no');
      assert.equal(await gitAccess.may(world.owner, 'juanie/fleet', 'write'), 'yes');
    });
  });

  it('gives the registry the same rights', async () => {
    await withShop(async (world) => {
      const { registryAccess } = world.delivery;
      const viewer = await world.person('v', 'viewer');

      assert.equal(await registryAccess.may(viewer, 'shop/web', 'pull'), 'yes');
      assert.equal(await registryAccess.may(viewer, 'shop/web', 'push'), 'no');
      assert.equal(await registryAccess.may(world.owner, 'other/web', 'pull'), 'hidden');
    });
  });
});

describe('a push that was not recorded', () => {
  it('is found at the next start', async () => {
    const dir = mkdtempSync(join(tmpdir(), 'juanie-audit-'));
    const first = await openWorld({ dir });
    await first.delivery.projects.create(first.owner, { name: 'shop', template: 'hello' });
    await settle(first);
    const file = 'deploy/flux/apps/shop/overlays/development/kustomization.yaml';
    const fleet = first.git.get('juanie/fleet');
    const text = new TextDecoder().decode(fleet.tree('main').read(file)).replace('count: 1', 'count: 4');
    const author = { name: 'Lin', email: 'lin@example.com' };
    await first.git
      .get('juanie/shop')
      .commit({ branch: 'main', author, message: 'Late\n', change: () => new Map([['a', 'b']]) });
    await fleet.commit({ branch: 'main', author, message: 'Four pods\n', change: () => new Map([[file, text]]) });
    await first.close();
    const second = await openWorld({ dir });
    await settle(second);
    await second.pass(1_000);

    const development = await second.delivery.environments.get(second.owner, {
      project: 'shop',
      environment: 'development',
    });
    assert.deepEqual([development.release?.subject, development.ready.desired], ['Late', 4]);
    const [push] = await second.delivery.projects.pushes(second.owner, 'shop');
    assert.equal(push?.by, 'Lin');
    await second.close();
    rmSync(dir, { recursive: true, force: true });
  });
});

describe('a mirror', () => {
  it('deploys what its upstream got, by the button and by the interval', async () => {
    const root = mkdtempSync(join(tmpdir(), 'juanie-upstream-'));
    const upstream = await openGitHost({ root });
    const theirs = await upstream.create('acme/site', { defaultBranch: 'master' });
    const author = { name: 'Ana', email: 'ana@example.com' };
    const commit = (subject: string) =>
      theirs.commit({ branch: 'master', author, message: `${subject}\n`, change: () => new Map([['page', subject]]) });
    await commit('One');
    const access = { authenticate: async () => undefined, may: async () => 'yes' as const };
    const server = createServer(gitHttpHandler(upstream, access));
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/git/acme/site.git`;
    const world = await openWorld({ privateMirrors: true });
    const { projects, environments } = world.delivery;
    await projects.create(world.owner, { name: 'site', repositoryUrl: url });
    await settle(world);
    const subject = async () =>
      (await environments.get(world.owner, { project: 'site', environment: 'development' })).release?.subject;

    assert.equal(await subject(), 'One');
    await commit('Two');
    const synced = await projects.syncRepository(world.owner, 'site');
    await settle(world);
    assert.deepEqual([synced.kind, synced.defaultBranch, await subject()], ['mirror', 'master', 'Two']);
    await commit('Three');
    await world.pass(300_100);
    assert.equal(await subject(), 'Three');

    await new Promise((resolve) => server.close(resolve));
    await world.close();
    await upstream.close();
    rmSync(root, { recursive: true, force: true });
  });
});
