import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { withShop } from './testing/shop.ts';
import { openWorld, settle, type World } from './testing/world.ts';

const environment = (world: World, name: string) =>
  world.delivery.environments.get(world.owner, { project: 'shop', environment: name });

describe('a new project', () => {
  it('is made in one action and runs its template on development', async () => {
    await withShop(async (world) => {
      const project = await world.delivery.projects.get(world.owner, 'shop');

      assert.equal(project.state, 'active');
      assert.deepEqual(
        project.steps.map(({ name, state }) => `${name} ${state}`),
        [
          'repository success',
          'template success',
          'environments success',
          'fleet success',
          'hosts success',
          'build success',
        ],
      );
      const [development, staging, production] = project.environments;
      assert.equal(development?.release?.name, 'r1');
      assert.equal(development?.deployment?.state, 'success');
      assert.deepEqual([development?.health, development?.sync], ['healthy', 'synced']);
      assert.deepEqual(
        [development?.replicas, staging?.replicas, production?.replicas, production?.approval],
        [1, 2, 3, 'required'],
      );
      assert.deepEqual(production?.hosts, ['shop.localhost']);
      assert.equal(staging?.release, null);
      assert.deepEqual(staging?.promotion?.possible, true);
    });
  });

  it('refuses a name that is taken, reserved or unfit', async () => {
    await withShop(async ({ delivery, owner }) => {
      await assert.rejects(delivery.projects.create(owner, { name: 'shop' }), { reason: 'NameTaken' });
      await assert.rejects(delivery.projects.create(owner, { name: 'fleet' }), { reason: 'NameReserved' });
      await assert.rejects(delivery.projects.create(owner, { name: 'Shop_1' }), { reason: 'ProjectNameInvalid' });
      await assert.rejects(delivery.projects.create(owner, { name: 'x', template: 'nope' }), {
        reason: 'TemplateNotFound',
      });
    });
  });

  it('answers a repeated call with the same project', async () => {
    await withShop(async ({ delivery, owner }) => {
      const once = { name: 'twice', idempotencyKey: 'k1' };
      await delivery.projects.create(owner, once);
      const again = await delivery.projects.create(owner, once);

      assert.equal(again.name, 'twice');
    });
  });
});

describe('a push', () => {
  it('is built, released and deployed where the rules say', async () => {
    await withShop(async (world) => {
      const { lines, commit } = await world.push({ files: { 'page.js': 'new' }, subject: 'Better page' });

      const development = await environment(world, 'development');
      assert.match(lines[0] ?? '', /development/);
      assert.equal(development.release?.commit, commit);
      assert.equal(development.release?.subject, 'Better page');
      const [push] = await world.delivery.projects.pushes(world.owner, 'shop');
      assert.equal(push?.outcome.code, 'PushDeploysAndWaits');
      const steps = development.deployment?.steps.map(({ name, state }) => `${name} ${state}`);
      assert.deepEqual(steps, [
        'queue success',
        'checks success',
        'approval skipped',
        'commit success',
        'fetch success',
        'apply success',
        'rollout success',
        'health success',
        'verify success',
      ]);
    });
  });

  it('says why nothing is built', async () => {
    await withShop(async (world) => {
      const { lines } = await world.push({ branch: 'idea', files: { a: 'b' } });

      assert.match(lines[0] ?? '', /No rule/);
    });
  });

  it('writes a fleet commit that says who, what and why', async () => {
    await withShop(async (world) => {
      await world.push({ files: { 'page.js': 'new' } });

      const fleet = world.git.get('juanie/fleet');
      const [commit] = fleet.log({ from: 'main', limit: 1 });
      assert.equal(commit?.subject, 'Deploy r2 of shop to development');
      assert.deepEqual(
        commit?.trailers.map(({ key, value }) => `${key}: ${value}`),
        [
          'Juanie-Action: deploy',
          'Juanie-Project: shop',
          'Juanie-Environment: development',
          'Juanie-Release: r2',
          'Juanie-Deployment: 2',
        ],
      );
      assert.equal(commit?.author.name, 'Owner');
      assert.equal(commit?.committer.name, 'Juanie');
    });
  });
});

describe('a deployment that fails', () => {
  it('keeps evidence, goes back to what worked, and blocks only that release', async () => {
    await withShop(async (world) => {
      world.cluster.logs.set('shop-development/web-r2-0-0/web', 'Error: Cannot find module x\n');
      await world.push({ files: { behaviour: 'exits' } });

      const development = await environment(world, 'development');
      const [rollback, failed, first] = await world.delivery.deployments.list(world.owner, { project: 'shop' });
      assert.equal(failed?.state, 'rollback');
      assert.equal(failed?.message?.code, 'ContainerKeepsExiting');
      assert.equal(failed?.rolledBackBy, rollback?.number);
      assert.equal(failed?.evidence?.pods[0]?.exitCode, 1);
      assert.deepEqual(failed?.evidence?.logs[0]?.lines, ['Error: Cannot find module x']);
      assert.deepEqual([rollback?.kind, rollback?.state, rollback?.rollsBack], ['rollback', 'success', failed?.number]);
      assert.equal(first?.state, 'success');
      assert.equal(development.release?.name, 'r1');
      assert.deepEqual([development.hold?.cause, development.hold?.blockedRelease], ['rollback-auto', 'r2']);
      const [commit] = world.git.get('juanie/fleet').log({ from: 'main', limit: 1 });
      assert.equal(commit?.trailers.find(({ key }) => key === 'Juanie-Reverts')?.value, failed?.fleetCommit);
    });
  });

  it('lets a newer release in, which ends the hold', async () => {
    await withShop(async (world) => {
      await world.push({ files: { behaviour: 'exits' } });
      await world.push({ files: { behaviour: 'fine' } });

      const development = await environment(world, 'development');
      assert.deepEqual([development.release?.name, development.hold], ['r3', null]);
    });
  });

  it('gives up on an image that cannot be pulled after ten seconds', async () => {
    await withShop(async (world) => {
      await world.push({ files: { behaviour: 'cannot-pull' } });
      const before = await environment(world, 'development');
      await world.pass(10_100);

      const [, failed] = await world.delivery.deployments.list(world.owner, { project: 'shop' });
      assert.equal(before.deployment?.state, 'running');
      assert.equal(failed?.message?.code, 'ContainerCannotStart');
      assert.equal(failed?.state, 'rollback');
    });
  });

  it('gives up on a rollout without progress after the deadline', async () => {
    await withShop(async (world) => {
      await world.push({ files: { behaviour: 'never-ready' } });
      await world.pass(121_000);

      const [, failed] = await world.delivery.deployments.list(world.owner, { project: 'shop' });
      assert.deepEqual([failed?.message?.code, failed?.state], ['RolloutTimedOut', 'rollback']);
    });
  });

  it('is overtaken by a newer push while it hangs', async () => {
    await withShop(async (world) => {
      await world.push({ files: { behaviour: 'never-ready' } });
      await world.push({ files: { behaviour: 'fine' } });

      const [newer, hung] = await world.delivery.deployments.list(world.owner, { project: 'shop' });
      assert.deepEqual([hung?.state, hung?.reason], ['cancelled', 'Superseded']);
      assert.equal(newer?.state, 'success');
    });
  });

  it('says so when there is nothing to go back to', async () => {
    await withShop(async (world) => {
      await world.push({ files: { behaviour: 'exits', 'index.js': '' } });

      const development = await environment(world, 'development');
      assert.deepEqual([development.deployment?.state, development.state], ['failed', 'failed']);
      assert.equal(development.deployment?.stillTrue[0]?.code, 'NothingToReturnTo');
    }, 'none');
  });
});

describe('an installation that moves to another domain', () => {
  it('takes its default hosts along in one commit, and leaves chosen ones', async () => {
    const dir = mkdtempSync(join(tmpdir(), 'juanie-domain-'));
    const first = await openWorld({ dir });
    await first.delivery.projects.create(first.owner, { name: 'shop', template: 'hello' });
    await settle(first);
    await first.delivery.environments.create(first.owner, { project: 'shop', name: 'qa', hosts: ['qa.example.com'] });
    await settle(first);
    await first.close();
    const second = await openWorld({ dir, domain: 'apps.example.org' });
    const { environments } = await second.delivery.projects.get(second.owner, 'shop');
    const commits = second.git.get('juanie/fleet').log({ from: 'main' });

    assert.deepEqual(
      environments.map(({ hosts }) => hosts),
      [
        ['shop-development.apps.example.org'],
        ['shop-staging.apps.example.org'],
        ['shop.apps.example.org'],
        ['shop-qa.apps.example.org', 'qa.example.com'],
      ],
    );
    assert.equal(commits[0]?.subject, 'Move from localhost to apps.example.org');
    const tree = second.git.get('juanie/fleet').tree('main');
    const route = new TextDecoder().decode(tree.read('deploy/flux/apps/shop/overlays/development/route.yaml'));
    assert.match(route, /shop-development\.apps\.example\.org/);
    await second.close();
    rmSync(dir, { recursive: true, force: true });
  });
});

describe('the live stream', () => {
  it('tells what happened after an id, and says when it is too old', async () => {
    await withShop(async ({ delivery, owner }) => {
      const stop = new AbortController();
      const seen: string[] = [];
      for await (const event of delivery.live(owner, 0, stop.signal)) {
        if ('resync' in event) {
          continue;
        }
        seen.push(event.topic);
        if (event.topic === 'deployment') {
          break;
        }
      }
      const [future] = await first(delivery.live(owner, 1_000_000, stop.signal), 1);

      assert.deepEqual([...new Set(seen)].slice(0, 2), ['project', 'environment']);
      assert.ok(future !== undefined && 'resync' in future);
    });
  });
});

async function first<T>(items: AsyncIterable<T>, count: number): Promise<T[]> {
  const taken: T[] = [];
  for await (const item of items) {
    taken.push(item);
    if (taken.length === count) {
      break;
    }
  }
  return taken;
}

describe('retention', () => {
  it('removes what is old and nothing refers to, and only that', async () => {
    await withShop(async (world) => {
      await world.push({ files: { behaviour: 'exits' } });
      await world.push({ branch: 'main', files: { behaviour: 'fine' } });
      const before = await world.delivery.releases.list(world.owner, { project: 'shop' });
      await world.pass(100 * 86_400_000);
      await world.delivery.collect();
      const after = await world.delivery.releases.list(world.owner, { project: 'shop' });
      const [, , failed] = await world.delivery.deployments.list(world.owner, { project: 'shop' });

      assert.deepEqual(
        after.map(({ name }) => name),
        before.map(({ name }) => name),
      );
      assert.deepEqual([failed?.state, failed?.evidence], ['rollback', null]);
    });
  });
});

describe('a build', () => {
  it('that fails says at which step and why, and can be tried again', async () => {
    await withShop(async (world) => {
      await world.push({ files: { broken: 'tests fail' } });
      const [build] = await world.delivery.builds.list(world.owner, { project: 'shop' });
      const again = await world.delivery.builds.retry(world.owner, { project: 'shop', number: build?.number ?? 0 });
      await settle(world);

      assert.equal(build?.state, 'failed');
      assert.equal(build?.steps.find(({ name }) => name === 'image')?.state, 'failed');
      assert.equal(again.number, (build?.number ?? 0) + 1);
      const lines = [];
      for await (const { line } of world.delivery.builds.log(world.owner, {
        project: 'shop',
        number: 2,
        signal: AbortSignal.abort(),
      })) {
        lines.push(line);
      }
      assert.match(lines.at(-1) ?? '', /image of/);
    });
  });

  it('of the same commit makes no second release', async () => {
    await withShop(async (world) => {
      await world.delivery.builds.retry(world.owner, { project: 'shop', number: 1 });
      await settle(world);

      const releases = await world.delivery.releases.list(world.owner, { project: 'shop' });
      assert.deepEqual(
        releases.map(({ name }) => name),
        ['r1'],
      );
    });
  });

  it('that waits is given up for a newer push of its branch', async () => {
    const held: (() => void)[] = [];
    const world = await openWorld({
      builder: { run: () => new Promise((_resolve, reject) => held.push(() => reject(new Error('enough')))) },
    });
    await world.delivery.projects.create(world.owner, { name: 'shop', template: 'hello' });
    await world.delivery.projects.create(world.owner, { name: 'other', template: 'hello' });
    await waitUntil(() => held.length === 2);
    const repository = world.git.get('juanie/shop');
    const author = { name: 'Lin', email: 'lin@example.com' };
    for (const text of ['a', 'b']) {
      const made = await repository.commit({
        branch: 'main',
        author,
        message: text,
        change: () => new Map([['x', text]]),
      });
      const update = { ref: 'refs/heads/main', before: made.parent, after: made.id, forced: false };
      await world.delivery.gitAccess.afterPush?.({
        principal: world.owner,
        repository: 'juanie/shop',
        updates: [update],
        options: [],
      });
    }
    const builds = await world.delivery.builds.list(world.owner, { project: 'shop' });
    const cancelled = await world.delivery.builds.cancel(world.owner, { project: 'shop', number: 3 });
    held.forEach((end) => end());
    await settle(world);

    assert.deepEqual(
      builds.map(({ number, state, reason }) => [number, state, reason]),
      [
        [3, 'queued', null],
        [2, 'cancelled', 'Superseded'],
        [1, 'running', null],
      ],
    );
    assert.deepEqual([cancelled.state, cancelled.reason], ['cancelled', 'Cancelled']);
    await world.close();
  });
});

async function waitUntil(isTrue: () => boolean): Promise<void> {
  while (!isTrue()) {
    await new Promise<void>((resolve) => setImmediate(resolve));
  }
}
