import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { openWorld, settle, type World } from './testing/world.ts';

async function withShop(run: (world: World) => Promise<void>, template: string | undefined = 'hello'): Promise<void> {
  const world = await openWorld();
  try {
    await world.delivery.projects.create(world.owner, {
      name: 'shop',
      ...(template === undefined ? {} : { template }),
    });
    await settle(world);
    await run(world);
  } finally {
    await world.close();
  }
}

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
