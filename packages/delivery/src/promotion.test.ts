import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { at, look, toProduction, withShop } from './testing/shop.ts';
import { settle } from './testing/world.ts';

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

  it('refuses what runs there already', async () => {
    await withShop(async (world) => {
      const { deployments } = world.delivery;
      await deployments.promote(world.owner, { project: 'shop', to: 'staging' });
      await settle(world);

      const again = deployments.promote(world.owner, { project: 'shop', to: 'staging' });

      await assert.rejects(again, { reason: 'PromotionSame' });
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
