import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { openWorld, settle, type World } from './testing/world.ts';

async function withShop(run: (world: World) => Promise<void>): Promise<void> {
  const world = await openWorld();
  try {
    await world.delivery.projects.create(world.owner, { name: 'shop', template: 'hello' });
    await settle(world);
    await run(world);
  } finally {
    await world.close();
  }
}

const at = (environment: string) => ({ project: 'shop', environment });
const look = (world: World, environment: string) => world.delivery.environments.get(world.owner, at(environment));

async function toProduction(world: World, release?: string): Promise<void> {
  const { deployments } = world.delivery;
  const asked = await deployments.deploy(world.owner, {
    ...at('production'),
    ...(release === undefined ? {} : { release }),
  });
  await settle(world);
  await deployments.approve(world.owner, { project: 'shop', number: asked.number });
  await settle(world);
}

describe('a promotion', () => {
  it('copies the digests of what works in the environment before', async () => {
    await withShop(async (world) => {
      const asked = await world.delivery.deployments.promote(world.owner, { project: 'shop', to: 'staging' });
      await settle(world);

      const [development, staging] = [await look(world, 'development'), await look(world, 'staging')];
      assert.equal(asked.kind, 'promote');
      assert.deepEqual(staging.release?.images, development.release?.images);
      assert.equal(staging.deployment?.state, 'success');
      assert.equal(staging.ready.desired, 2);
    });
  });

  it('refuses what has not worked before it', async () => {
    await withShop(async (world) => {
      const early = world.delivery.deployments.promote(world.owner, { project: 'shop', to: 'production' });

      await assert.rejects(early, { reason: 'PromotionImpossible' });
    });
  });

  it('shows exactly what it would change, and refuses when that has changed', async () => {
    await withShop(async (world) => {
      const { deployments, environments } = world.delivery;
      const sheet = await deployments.sheet(world.owner, { ...at('staging'), kind: 'promote' });
      const fresh = await deployments.promote(world.owner, { project: 'shop', to: 'staging', hash: sheet.hash });
      await settle(world);
      const again = await deployments.sheet(world.owner, { ...at('staging'), kind: 'promote', release: 'r1' });
      await environments.setVariables(world.owner, { ...at('staging'), values: { COLOUR: 'blue' } });
      await settle(world);

      assert.deepEqual(
        sheet.objects.map(({ ref, change }) => `${ref} ${change}`),
        ['Deployment/shop-staging/web created'],
      );
      assert.equal(fresh.state, 'pending');
      const late = deployments.promote(world.owner, { project: 'shop', to: 'staging', hash: again.hash });
      await assert.rejects(late, { reason: 'SheetOutdated' });
    });
  });

  it('may be held back by asking for an approval where that is optional', async () => {
    await withShop(async (world) => {
      const asked = await world.delivery.deployments.promote(world.owner, {
        project: 'shop',
        to: 'staging',
        askApproval: true,
      });
      await settle(world);

      const waiting = await world.delivery.deployments.get(world.owner, { project: 'shop', number: asked.number });
      assert.deepEqual([waiting.state, waiting.waitingFor, waiting.approval?.required], ['pending', 'approval', 1]);
    });
  });
});

describe('an approval', () => {
  it('is needed for production, and may be one’s own while nobody else could give it', async () => {
    await withShop(async (world) => {
      const { deployments } = world.delivery;
      const { number } = await deployments.deploy(world.owner, at('production'));
      await settle(world);
      const waiting = await deployments.get(world.owner, { project: 'shop', number });
      const done = await deployments.approve(world.owner, { project: 'shop', number, comment: 'go' });
      await settle(world);

      assert.deepEqual(
        [waiting.waitingFor, waiting.approval?.canApprove, waiting.approval?.why?.code],
        ['approval', true, 'WhyOwnAllowed'],
      );
      assert.deepEqual(
        done.approval?.given.map(({ own, comment }) => [own, comment]),
        [[true, 'go']],
      );
      const production = await look(world, 'production');
      assert.deepEqual([production.release?.name, production.deployment?.state], ['r1', 'success']);
      const [commit] = world.git.get('juanie/fleet').log({ from: 'main', limit: 1 });
      assert.ok(commit?.trailers.some(({ key }) => key === 'Juanie-Approved-By'));
    });
  });

  it('is never one’s own where somebody else could give it', async () => {
    await withShop(async (world) => {
      const second = await world.person('lin', 'maintainer');
      const { deployments } = world.delivery;
      const { number } = await deployments.deploy(world.owner, at('production'));
      await settle(world);

      const own = deployments.approve(world.owner, { project: 'shop', number });
      await assert.rejects(own, { reason: 'ApprovalOwn' });
      await deployments.approve(second, { project: 'shop', number });
      await settle(world);
      assert.equal((await look(world, 'production')).release?.name, 'r1');
    });
  });

  it('is refused to a developer on production', async () => {
    await withShop(async (world) => {
      const developer = await world.person('dev', 'developer');
      const { number } = await world.delivery.deployments.deploy(developer, at('production'));
      await settle(world);

      const given = world.delivery.deployments.approve(developer, { project: 'shop', number });
      await assert.rejects(given, { reason: 'NotAllowed' });
    });
  });

  it('is void when what would change is not what was shown', async () => {
    await withShop(async (world) => {
      const { deployments } = world.delivery;
      const { number } = await deployments.deploy(world.owner, at('production'));
      await settle(world);
      const { approval } = await deployments.get(world.owner, { project: 'shop', number });
      await world.delivery.environments.setPolicy(world.owner, { ...at('production'), approval: 'automatic' });
      await world.delivery.environments.setVariables(world.owner, { ...at('production'), values: { A: '1' } });
      await settle(world);

      const late = deployments.approve(world.owner, { project: 'shop', number, hash: approval?.hash ?? '' });

      await assert.rejects(late, { reason: 'ApprovalVoid' });
      const shown = await deployments.get(world.owner, { project: 'shop', number });
      assert.equal(shown.approval?.void, true);
      await deployments.approve(world.owner, { project: 'shop', number, hash: shown.approval?.hash ?? '' });
      await settle(world);
      assert.equal((await look(world, 'production')).release?.name, 'r1');
    });
  });

  it('is not voided by commits about other environments', async () => {
    await withShop(async (world) => {
      const { deployments } = world.delivery;
      const { number } = await deployments.deploy(world.owner, at('production'));
      await settle(world);
      const { approval } = await deployments.get(world.owner, { project: 'shop', number });
      await world.push({ files: { 'page.js': 'new' } });

      await deployments.approve(world.owner, { project: 'shop', number, hash: approval?.hash ?? '' });
      await settle(world);

      assert.equal((await look(world, 'production')).release?.name, 'r1');
    });
  });

  it('is asked for again when the change is another one by the time it would be written', async () => {
    await withShop(async (world) => {
      const { deployments, environments } = world.delivery;
      await toProduction(world);
      await world.push({ files: { 'page.js': 'two' } });
      await environments.hold(world.owner, { ...at('production'), reason: 'wait' });
      const { number } = await deployments.deploy(world.owner, { ...at('production'), release: 'r2' });
      await settle(world);
      await deployments.approve(world.owner, { project: 'shop', number });
      await settle(world);
      await environments.setPolicy(world.owner, { ...at('production'), approval: 'automatic' });
      await environments.setVariables(world.owner, { ...at('production'), values: { A: '1' } });
      await settle(world);
      await environments.endHold(world.owner, at('production'));
      await settle(world);
      const asked = await deployments.get(world.owner, { project: 'shop', number });

      assert.deepEqual(
        [asked.state, asked.waitingFor, asked.approval?.void, asked.approval?.given],
        ['pending', 'approval', true, []],
      );
      assert.equal((await look(world, 'production')).release?.name, 'r1');
      await deployments.approve(world.owner, { project: 'shop', number });
      await settle(world);
      assert.equal((await look(world, 'production')).release?.name, 'r2');
    });
  });

  it('of several is counted', async () => {
    await withShop(async (world) => {
      const [second, third] = [await world.person('lin', 'maintainer'), await world.person('kim', 'maintainer')];
      const { deployments, environments } = world.delivery;
      await environments.setPolicy(world.owner, { ...at('production'), approval: 'required', approvals: 2 });
      const { number } = await deployments.deploy(world.owner, at('production'));
      await settle(world);
      await deployments.approve(second, { project: 'shop', number });
      await settle(world);
      const half = await deployments.get(world.owner, { project: 'shop', number });
      await assert.rejects(deployments.approve(second, { project: 'shop', number }), { reason: 'ApprovalGiven' });
      await deployments.approve(third, { project: 'shop', number });
      await settle(world);

      assert.deepEqual([half.state, half.approval?.given.length], ['pending', 1]);
      assert.equal((await look(world, 'production')).release?.name, 'r1');
    });
  });

  it('given twice at once counts once', async () => {
    await withShop(async (world) => {
      const second = await world.person('lin', 'maintainer');
      const { number } = await world.delivery.deployments.deploy(world.owner, at('production'));
      await settle(world);
      const both = await Promise.allSettled(
        [1, 2].map(() => world.delivery.deployments.approve(second, { project: 'shop', number })),
      );
      await settle(world);

      assert.deepEqual(both.map(({ status }) => status).toSorted(), ['fulfilled', 'rejected']);
      const done = await world.delivery.deployments.get(world.owner, { project: 'shop', number });
      assert.deepEqual([done.state, done.approval?.given.length], ['success', 1]);
    });
  });

  it('may be refused, with a reason', async () => {
    await withShop(async (world) => {
      const { deployments } = world.delivery;
      const { number } = await deployments.deploy(world.owner, at('production'));
      await settle(world);

      const rejected = await deployments.reject(world.owner, { project: 'shop', number, comment: 'not on Friday' });

      assert.deepEqual(
        [rejected.state, rejected.reason, rejected.approval?.rejected?.comment],
        ['cancelled', 'Rejected', 'not on Friday'],
      );
    });
  });
});

describe('a deployment of a commit', () => {
  it('that no rule has built is built first', async () => {
    await withShop(async (world) => {
      const { commit } = await world.push({ branch: 'idea', files: { 'page.js': 'idea' }, subject: 'Idea' });
      const asked = await world.delivery.deployments.deploy(world.owner, {
        ...at('staging'),
        commit: commit.slice(0, 8),
      });
      await settle(world);

      const staging = await look(world, 'staging');
      assert.equal(asked.release, null);
      assert.deepEqual(
        [staging.release?.subject, staging.deployment?.number, staging.deployment?.state],
        ['Idea', asked.number, 'success'],
      );
    });
  });

  it('that cannot be built fails, and what ran goes on', async () => {
    await withShop(async (world) => {
      const { commit } = await world.push({ branch: 'idea', files: { broken: 'yes' } });
      await world.delivery.deployments.deploy(world.owner, { ...at('development'), commit });
      await settle(world);

      const development = await look(world, 'development');
      assert.deepEqual(
        [development.deployment?.state, development.deployment?.reason],
        ['failed', 'BuildOfCommitFailed'],
      );
      assert.deepEqual([development.state, development.release?.name], ['active', 'r1']);
    });
  });

  it('that is not there is refused', async () => {
    await withShop(async ({ delivery, owner }) => {
      const none = delivery.deployments.deploy(owner, { ...at('staging'), commit: 'abcdef0' });

      await assert.rejects(none, { reason: 'CommitNotFound' });
    });
  });
});

describe('a rollback by hand', () => {
  it('goes back with the variables of then, and holds until somebody ends it', async () => {
    await withShop(async (world) => {
      const { deployments, environments } = world.delivery;
      await environments.setVariables(world.owner, { ...at('development'), values: { COLOUR: 'red' } });
      await settle(world);
      await world.push({ files: { 'page.js': 'two' } });
      await environments.setVariables(world.owner, { ...at('development'), values: { COLOUR: 'blue' } });
      await settle(world);
      const asked = await deployments.rollback(world.owner, { ...at('development'), note: 'checkout errors' });
      await settle(world);

      const back = await look(world, 'development');
      assert.deepEqual(
        [back.release?.name, back.deployment?.kind, back.deployment?.state],
        ['r1', 'rollback', 'success'],
      );
      assert.deepEqual([back.hold?.cause, back.hold?.reason], ['rollback', 'checkout errors']);
      const [variable] = await environments.variables(world.owner, at('development'));
      assert.equal(variable?.value.value, 'red');
      assert.equal(asked.rollsBack, 3);

      await world.push({ files: { 'page.js': 'three' } });
      const held = await look(world, 'development');
      assert.deepEqual(
        [held.deployment?.state, held.deployment?.waitingFor, held.release?.name],
        ['pending', 'hold', 'r1'],
      );

      await environments.endHold(world.owner, at('development'));
      await settle(world);
      assert.equal((await look(world, 'development')).release?.name, 'r3');
    });
  });

  it('keeps today’s variables when asked to', async () => {
    await withShop(async (world) => {
      const { deployments, environments } = world.delivery;
      await world.push({ files: { 'page.js': 'two' } });
      await environments.setVariables(world.owner, { ...at('development'), values: { COLOUR: 'blue' } });
      await settle(world);
      await deployments.rollback(world.owner, { ...at('development'), to: 'r1', vars: 'now', note: 'x' });
      await settle(world);

      const [variable] = await environments.variables(world.owner, at('development'));
      assert.deepEqual([(await look(world, 'development')).release?.name, variable?.value.value], ['r1', 'blue']);
    });
  });

  it('needs something to go back to', async () => {
    await withShop(async (world) => {
      const nowhere = world.delivery.deployments.rollback(world.owner, { ...at('development'), note: 'x' });

      await assert.rejects(nowhere, { reason: 'NothingToRollBackTo' });
    });
  });
});

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
