import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { at, look, toProduction, withShop } from './testing/shop.ts';
import { settle, type World } from './testing/world.ts';

describe('settings of an environment', () => {
  it('are one fleet commit each: variables, replicas, a restart', async () => {
    await withShop(async (world) => {
      const { environments } = world.delivery;
      await environments.setVariables(world.owner, { ...at('development'), values: { A: '1', B: '2' } });
      await environments.scale(world.owner, { ...at('development'), replicas: 3 });
      await environments.restart(world.owner, at('development'));
      await settle(world);

      const development = await look(world, 'development');
      const subjects = world.git
        .get('juanie/fleet')
        .log({ from: 'main', limit: 3 })
        .map(({ subject }) => subject);
      assert.deepEqual(subjects, [
        'Restart shop in development',
        'Scale shop in development to 3',
        'Change A, B of shop in development',
      ]);
      assert.deepEqual([development.replicas, development.ready], [3, { ready: 3, desired: 3 }]);
      assert.equal(development.deployment?.kind, 'change');
    });
  });

  it('that were made before the first deployment come with it', async () => {
    await withShop(async (world) => {
      const { environments, deployments } = world.delivery;
      await environments.setVariables(world.owner, { ...at('staging'), values: { A: '1' } });
      await environments.scale(world.owner, { ...at('staging'), replicas: 4 });
      await settle(world);
      await deployments.promote(world.owner, { project: 'shop', to: 'staging' });
      await settle(world);

      const staging = await look(world, 'staging');
      const variables = await environments.variables(world.owner, at('staging'));
      assert.deepEqual([staging.ready.desired, variables.map(({ name }) => name)], [4, ['A']]);
    });
  });

  it('refuse names and values that cannot be', async () => {
    await withShop(async ({ delivery, owner }) => {
      const set = (values: Record<string, string>) =>
        delivery.environments.setVariables(owner, { ...at('staging'), values });

      await assert.rejects(set({ 'a-b': '1' }), { reason: 'VariableNameInvalid' });
      await assert.rejects(set({ PORT: '1' }), { reason: 'VariableReserved' });
      await assert.rejects(set({ A: 'x'.repeat(40_000) }), { reason: 'VariableTooLong' });
    });
  });
});

describe('a hold by a person', () => {
  it('stops automation, and a later one wins over an older release that waited', async () => {
    await withShop(async (world) => {
      const { environments } = world.delivery;
      await environments.hold(world.owner, { ...at('development'), reason: 'demo' });
      await world.push({ files: { 'page.js': 'two' } });
      await world.push({ files: { 'page.js': 'three' } });
      const waiting = await world.delivery.deployments.list(world.owner, at('development'));
      await environments.endHold(world.owner, at('development'));
      await settle(world);

      assert.deepEqual(
        waiting.map(({ state, waitingFor }) => `${state} ${waitingFor}`),
        ['pending hold', 'cancelled null', 'success null'],
      );
      assert.equal((await look(world, 'development')).release?.name, 'r3');
    });
  });

  it('ends by itself at its time', async () => {
    await withShop(async (world) => {
      const until = '2026-01-02T03:14:05Z';
      await world.delivery.environments.hold(world.owner, { ...at('development'), reason: 'demo', until });
      await world.push({ files: { 'page.js': 'two' } });
      await world.pass(601_000);

      const development = await look(world, 'development');
      assert.deepEqual([development.hold, development.release?.name], [null, 'r2']);
    });
  });
});

describe('a person’s own push to the fleet', () => {
  const file = 'deploy/flux/apps/shop/overlays/development/kustomization.yaml';
  const textOf = (world: World, path: string) =>
    new TextDecoder().decode(world.git.get('juanie/fleet').tree('main').read(path));

  it('deploys as a change under their name', async () => {
    await withShop(async (world) => {
      const text = textOf(world, file).replace('count: 1', 'count: 5');
      const { lines } = await world.push({ repository: 'juanie/fleet', files: { [file]: text }, subject: 'More pods' });

      const development = await look(world, 'development');
      assert.match(lines[0] ?? '', /shop\/development/);
      assert.deepEqual(
        [development.deployment?.kind, development.deployment?.state, development.ready.desired],
        ['change', 'success', 5],
      );
      assert.equal(development.deployment?.note, 'More pods');
      await world.push({ files: { 'page.js': 'two' } });
      assert.equal((await look(world, 'development')).ready.desired, 5);
    });
  });

  it('is shown as unapproved on a protected environment', async () => {
    await withShop(async (world) => {
      await toProduction(world);
      const production = file.replace('development', 'production');
      const text = textOf(world, production).replace('count: 3', 'count: 1');
      await world.push({ repository: 'juanie/fleet', files: { [production]: text }, subject: 'Less' });

      const seen = await look(world, 'production');
      assert.deepEqual([seen.unapprovedChange?.subject, seen.ready.desired], ['Less', 1]);
    });
  });

  it('that breaks YAML is shown with file and line; what ran goes on', async () => {
    await withShop(async (world) => {
      await world.push({ repository: 'juanie/fleet', files: { [file]: 'a: [1\nb: 2\n' }, subject: 'Oops' });

      const development = await look(world, 'development');
      assert.equal(development.sync, 'failed');
      assert.match(String(development.syncReason?.params['reason']), /kustomization\.yaml:\d/);
      assert.equal(development.deployment?.state, 'failed');
      assert.match(String(development.deployment?.message?.params['detail']), /kustomization\.yaml:\d/);
      assert.deepEqual([development.release?.name, development.health], ['r1', 'healthy']);
    });
  });
});

describe('deleting', () => {
  it('lists what goes, and proves that it is gone', async () => {
    await withShop(async (world) => {
      const plan = await world.delivery.projects.deletionPlan(world.owner, 'shop');
      const wrong = world.delivery.projects.delete(world.owner, { name: 'shop', confirm: 'shp' });
      await assert.rejects(wrong, { reason: 'ConfirmationWrong' });
      await world.delivery.projects.delete(world.owner, { name: 'shop', confirm: 'shop' });
      await settle(world);

      assert.deepEqual(
        [...new Set(plan.map(({ kind }) => kind))],
        ['environment', 'host', 'fleet', 'repository', 'history'],
      );
      await assert.rejects(world.delivery.projects.get(world.owner, 'shop'), { reason: 'ProjectNotFound' });
      assert.equal(world.git.find('juanie/shop'), undefined);
      assert.deepEqual(
        world.cluster
          .all('Namespace')
          .map(({ metadata }) => metadata.name)
          .filter((name) => name.startsWith('shop')),
        [],
      );
      const tree = world.git.get('juanie/fleet').tree('main');
      assert.equal(tree.kindOf('deploy/flux/apps/shop'), undefined);
      await world.delivery.projects.create(world.owner, { name: 'shop' });
    });
  });

  it('works on a project that is still being made', async () => {
    await withShop(async (world) => {
      const { projects } = world.delivery;
      await projects.create(world.owner, { name: 'brief', template: 'hello' });
      await projects.delete(world.owner, { name: 'brief', confirm: 'brief' });
      await settle(world);
      await world.pass(6_000);

      assert.deepEqual(
        (await projects.list(world.owner)).map(({ name }) => name),
        ['shop'],
      );
      assert.equal(world.git.find('juanie/brief'), undefined);
    });
  });

  it('takes one environment away and frees its host', async () => {
    await withShop(async (world) => {
      const { environments, projects } = world.delivery;
      await environments.create(world.owner, { project: 'shop', name: 'qa', hosts: ['qa.example.com'] });
      await settle(world);
      assert.equal((await look(world, 'qa')).state, 'active');
      await environments.delete(world.owner, { ...at('qa'), confirm: 'qa' });
      await settle(world);
      await world.pass(1_100);

      const names = (await projects.get(world.owner, 'shop')).environments.map(({ name }) => name);
      assert.deepEqual(names, ['development', 'staging', 'production']);
      await environments.create(world.owner, { project: 'shop', name: 'qa', hosts: ['qa.example.com'] });
    });
  });
});
