import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { actions, may, roleAt, type Action } from './core/authorize.ts';
import type { Actor, TokenScope } from './actor.ts';
import type { Delivery } from './delivery.ts';
import type { Role } from './views.ts';
import { openWorld, settle, type World } from './testing/world.ts';

const never = new AbortController();
const ended = AbortSignal.abort();
const shop = { project: 'shop' };
const development = { ...shop, environment: 'development' };
const production = { ...shop, environment: 'production' };

async function drain(lines: AsyncIterable<unknown>): Promise<void> {
  for await (const line of lines) {
    void line;
  }
}

type Call = (delivery: Delivery, actor: Actor) => Promise<unknown>;

/**
 * Every method of the face with the least role that may call it on production (`own`: everybody in the
 * organisation for what is theirs; `open`: before anybody is signed in).
 */
const methods: Readonly<Record<string, { least: Role | 'open'; write?: 'write' | 'admin'; call: Call }>> = {
  'projects.templates': { least: 'viewer', call: (d, a) => d.projects.templates(a) },
  'projects.list': { least: 'viewer', call: (d, a) => d.projects.list(a) },
  'projects.get': { least: 'viewer', call: (d, a) => d.projects.get(a, 'shop') },
  'projects.create': { least: 'maintainer', write: 'write', call: (d, a) => d.projects.create(a, { name: 'shop' }) },
  'projects.resume': { least: 'developer', write: 'write', call: (d, a) => d.projects.resume(a, 'shop') },
  'projects.deletionPlan': { least: 'viewer', call: (d, a) => d.projects.deletionPlan(a, 'shop') },
  'projects.delete': {
    least: 'maintainer',
    write: 'admin',
    call: (d, a) => d.projects.delete(a, { name: 'shop', confirm: '' }),
  },
  'projects.setState': {
    least: 'maintainer',
    write: 'write',
    call: (d, a) => d.projects.setState(a, { name: 'shop', state: 'active' }),
  },
  'projects.setRules': {
    least: 'maintainer',
    write: 'write',
    call: (d, a) => d.projects.setRules(a, { name: 'shop', preset: 'default' }),
  },
  'projects.repository': { least: 'viewer', call: (d, a) => d.projects.repository(a, 'shop') },
  'projects.syncRepository': {
    least: 'developer',
    write: 'write',
    call: (d, a) => d.projects.syncRepository(a, 'shop'),
  },
  'projects.pushes': { least: 'viewer', call: (d, a) => d.projects.pushes(a, 'shop') },
  'projects.explainBranch': { least: 'viewer', call: (d, a) => d.projects.explainBranch(a, 'shop', 'main') },
  'environments.get': { least: 'viewer', call: (d, a) => d.environments.get(a, production) },
  'environments.create': {
    least: 'maintainer',
    write: 'write',
    call: (d, a) => d.environments.create(a, { ...shop, name: 'production' }),
  },
  'environments.delete': {
    least: 'maintainer',
    write: 'admin',
    call: (d, a) => d.environments.delete(a, { ...production, confirm: '' }),
  },
  'environments.hold': {
    least: 'maintainer',
    write: 'write',
    call: (d, a) => d.environments.hold(a, { ...production, reason: 'x', until: 'no' }),
  },
  'environments.endHold': {
    least: 'maintainer',
    write: 'write',
    call: (d, a) => d.environments.endHold(a, production),
  },
  'environments.scale': {
    least: 'maintainer',
    write: 'write',
    call: (d, a) => d.environments.scale(a, { ...production, replicas: 1 }),
  },
  'environments.restart': {
    least: 'maintainer',
    write: 'write',
    call: (d, a) => d.environments.restart(a, production),
  },
  'environments.setPolicy': {
    least: 'maintainer',
    write: 'write',
    call: (d, a) => d.environments.setPolicy(a, { ...production, approval: 'required', approvals: 0 }),
  },
  'environments.variables': { least: 'developer', call: (d, a) => d.environments.variables(a, production) },
  'environments.setVariables': {
    least: 'maintainer',
    write: 'write',
    call: (d, a) => d.environments.setVariables(a, { ...production, values: { A: '1' } }),
  },
  'environments.resources': { least: 'viewer', call: (d, a) => d.environments.resources(a, production) },
  'environments.events': { least: 'viewer', call: (d, a) => d.environments.events(a, production) },
  'environments.logs': {
    least: 'viewer',
    call: (d, a) => drain(d.environments.logs(a, { ...production, signal: never.signal })),
  },
  'environments.diff': { least: 'viewer', call: (d, a) => d.environments.diff(a, { ...production, release: 'r1' }) },
  'releases.list': { least: 'viewer', call: (d, a) => d.releases.list(a, shop) },
  'releases.get': { least: 'viewer', call: (d, a) => d.releases.get(a, { ...shop, name: 'r1' }) },
  'builds.list': { least: 'viewer', call: (d, a) => d.builds.list(a, shop) },
  'builds.get': { least: 'viewer', call: (d, a) => d.builds.get(a, { ...shop, number: 1 }) },
  'builds.log': {
    least: 'viewer',
    call: (d, a) => drain(d.builds.log(a, { ...shop, number: 1, signal: never.signal })),
  },
  'builds.cancel': { least: 'developer', write: 'write', call: (d, a) => d.builds.cancel(a, { ...shop, number: 1 }) },
  'builds.retry': { least: 'developer', write: 'write', call: (d, a) => d.builds.retry(a, { ...shop, number: 99 }) },
  'deployments.list': { least: 'viewer', call: (d, a) => d.deployments.list(a, shop) },
  'deployments.get': { least: 'viewer', call: (d, a) => d.deployments.get(a, { ...shop, number: 1 }) },
  'deployments.deploy': {
    least: 'developer',
    write: 'write',
    call: (d, a) => d.deployments.deploy(a, { ...production, release: 'r99' }),
  },
  'deployments.sheet': { least: 'viewer', call: (d, a) => d.deployments.sheet(a, { ...production, kind: 'deploy' }) },
  'deployments.promote': {
    least: 'developer',
    write: 'write',
    call: (d, a) => d.deployments.promote(a, { ...shop, to: 'production' }),
  },
  'deployments.rollback': {
    least: 'maintainer',
    write: 'write',
    call: (d, a) => d.deployments.rollback(a, { ...production, note: 'x' }),
  },
  'deployments.approve': {
    least: 'maintainer',
    write: 'write',
    call: (d, a) => d.deployments.approve(a, { ...shop, number: 2, hash: 'x' }),
  },
  'deployments.reject': {
    least: 'maintainer',
    write: 'write',
    call: (d, a) => d.deployments.reject(a, { ...shop, number: 3, comment: 'x' }),
  },
  'deployments.cancel': {
    least: 'developer',
    write: 'write',
    call: (d, a) => d.deployments.cancel(a, { ...shop, number: 1 }),
  },
  'deployments.approvals': { least: 'viewer', call: (d, a) => d.deployments.approvals(a) },
  'people.actorOfToken': { least: 'open', call: (d) => d.people.actorOfToken('jut_x') },
  'people.actorOfUser': { least: 'open', call: (d) => d.people.actorOfUser('nobody') },
  'people.setProfile': { least: 'viewer', write: 'admin', call: (d, a) => d.people.setProfile(a, { name: a.name }) },
  'people.members': { least: 'viewer', call: (d, a) => d.people.members(a) },
  'people.invite': {
    least: 'owner',
    write: 'admin',
    call: (d, a) => d.people.invite(a, { email: `x-${a.id}@example.com`, role: 'viewer' }),
  },
  'people.setRole': {
    least: 'owner',
    write: 'admin',
    call: (d, a) => d.people.setRole(a, { id: 'nobody', role: 'viewer' }),
  },
  'people.remove': { least: 'owner', write: 'admin', call: (d, a) => d.people.remove(a, { id: 'nobody' }) },
  'people.tokens': { least: 'viewer', call: (d, a) => d.people.tokens(a) },
  'people.createToken': {
    least: 'viewer',
    write: 'admin',
    call: (d, a) => d.people.createToken(a, { name: 'x', scope: { access: 'read' } }),
  },
  'people.revokeToken': { least: 'viewer', write: 'admin', call: (d, a) => d.people.revokeToken(a, { id: 'none' }) },
  // Handed to the machine's owner and to whom an invitation was sent; the API offers neither to callers.
  'people.createSignInLink': { least: 'open', call: (d) => d.people.createSignInLink() },
  'people.redeemSignInLink': { least: 'open', call: (d) => d.people.redeemSignInLink('jul_x') },
  'people.ensureOwner': { least: 'open', call: async () => undefined },
  'settings.get': { least: 'viewer', call: (d, a) => d.settings.get(a) },
  'settings.setRetention': {
    least: 'owner',
    write: 'admin',
    call: async (d, a) => d.settings.setRetention(a, { retention: (await d.settings.get(a)).retention }),
  },
  audit: { least: 'viewer', call: (d, a) => d.audit(a, {}) },
  live: { least: 'viewer', call: (d, a) => drain(d.live(a, 0, ended)) },
};

const roles: readonly Role[] = ['viewer', 'developer', 'maintainer', 'owner'];
const groups = ['projects', 'environments', 'releases', 'builds', 'deployments', 'people', 'settings'] as const;
const refusals = ['NotAllowed', 'TokenScopeTooSmall', 'ProjectNotFound'];

/** True where the call was refused for lack of rights; whatever else goes wrong came after that check. */
async function isRefused(call: Promise<unknown>): Promise<boolean> {
  try {
    await call;
    return false;
  } catch (thrown) {
    return refusals.includes((thrown as { reason?: string }).reason ?? '');
  }
}

describe('rights', () => {
  let world: World;
  const people = new Map<Role, Actor>();
  before(async () => {
    world = await openWorld();
    await world.delivery.projects.create(world.owner, { name: 'shop', template: 'hello' });
    await settle(world);
    for (let index = 0; index < 2; index += 1) {
      await world.delivery.deployments.deploy(world.owner, production);
      await settle(world);
    }
    for (const role of roles) {
      people.set(role, await world.person(`p-${role}`, role));
    }
  });
  after(() => world.close());

  it('are asked by every method of the face', () => {
    const face = groups.flatMap((group) => Object.keys(world.delivery[group]).map((name) => `${group}.${name}`));

    assert.deepEqual([...face, 'audit', 'live'].toSorted(), Object.keys(methods).toSorted());
  });

  for (const [name, { least, write, call }] of Object.entries(methods)) {
    it(`of ${name} begin at ${least}`, async () => {
      const seen = [];
      for (const role of roles) {
        seen.push([role, await isRefused(call(world.delivery, people.get(role) ?? world.owner))]);
      }
      const stranger: Actor = { kind: 'user', id: 'nobody', name: 'Nobody', email: 'n@x.y', organisation: 'juanie' };
      const wanted = roles.map((role) => [role, least !== 'open' && roles.indexOf(role) < roles.indexOf(least)]);

      assert.deepEqual(seen, wanted);
      assert.equal(await isRefused(call(world.delivery, stranger)), least !== 'open', 'a stranger');
      if (write !== undefined) {
        assert.equal(
          await isRefused(call(world.delivery, withScope(world.owner, { access: 'read' }))),
          true,
          'a token to read',
        );
      }
      if (write === 'admin') {
        assert.equal(
          await isRefused(call(world.delivery, withScope(world.owner, { access: 'write' }))),
          true,
          'a token to write',
        );
      }
    });
  }

  it('of a token for another project do not reach this one', async () => {
    const token = withScope(world.owner, { access: 'admin', projects: ['other'] });

    await assert.rejects(world.delivery.projects.get(token, 'shop'), { reason: 'ProjectNotFound' });
    assert.deepEqual(await world.delivery.projects.list(token), []);
  });

  it('of somebody invited to one project end there', async () => {
    const { delivery, owner } = world;
    await delivery.projects.create(owner, { name: 'secret' });
    await settle(world);
    const { link } = await delivery.people.invite(owner, {
      email: 'guest@example.com',
      role: 'developer',
      project: 'shop',
    });
    const guest = await delivery.people.redeemSignInLink(link.slice(link.indexOf('=') + 1));

    assert.deepEqual(
      (await delivery.projects.list(guest)).map(({ name, role }) => `${name} ${role}`),
      ['shop developer'],
    );
    await assert.rejects(delivery.projects.get(guest, 'secret'), { reason: 'ProjectNotFound' });
    await assert.rejects(delivery.people.members(guest), { reason: 'NotAllowed' });
    await assert.rejects(delivery.audit(guest, {}), { reason: 'NotAllowed' });
    assert.ok((await delivery.audit(guest, { project: 'shop' })).length > 0);
    await drain(delivery.live(guest, 0, ended));
  });

  it('of another organisation do not reach this one', async () => {
    const foreign: Actor = { ...world.owner, organisation: 'others' };

    await assert.rejects(world.delivery.projects.get(foreign, 'shop'), { reason: 'ProjectNotFound' });
  });

  it('on development let a developer do what production keeps for maintainers', async () => {
    const developer = people.get('developer') ?? world.owner;

    assert.equal(await isRefused(world.delivery.environments.restart(developer, development)), false);
    await settle(world);
  });
});

describe('a token', () => {
  it('works until it is revoked, and is told from a wrong one', async () => {
    const world = await openWorld();
    const { people } = world.delivery;
    const { token, secret } = await people.createToken(world.owner, {
      name: 'ci',
      scope: { access: 'write' },
      expiresInDays: 1,
    });
    const actor = await people.actorOfToken(secret);
    const wrong = await people.actorOfToken(`${secret}x`);
    await people.revokeToken(world.owner, { id: token.id });

    assert.deepEqual([actor?.id, actor?.scope?.access, wrong], [world.owner.id, 'write', undefined]);
    assert.equal(await people.actorOfToken(secret), undefined);
    await world.close();
  });

  it('ends at its time', async () => {
    const world = await openWorld();
    const { secret } = await world.delivery.people.createToken(world.owner, {
      name: 'ci',
      scope: { access: 'read' },
      expiresInDays: 1,
    });
    await world.pass(86_400_001);

    assert.equal(await world.delivery.people.actorOfToken(secret), undefined);
    await world.close();
  });
});

describe('a sign-in link', () => {
  it('works once', async () => {
    const world = await openWorld();
    const { people } = world.delivery;
    const link = await people.createSignInLink();
    const actor = await people.redeemSignInLink(link);

    assert.equal(actor.id, world.owner.id);
    await assert.rejects(people.redeemSignInLink(link), { reason: 'SignInLinkInvalid' });
    await world.close();
  });

  it('of a removed member does nothing any more', async () => {
    const world = await openWorld();
    const { people } = world.delivery;
    const { member, link } = await people.invite(world.owner, { email: 'a@example.com', role: 'developer' });
    await people.remove(world.owner, { id: member.id });

    await assert.rejects(people.redeemSignInLink(link.slice(link.indexOf('=') + 1)), { reason: 'SignInLinkInvalid' });
    await world.close();
  });
});

describe('the last owner', () => {
  it('cannot go or step down', async () => {
    const world = await openWorld();
    const { people } = world.delivery;

    await assert.rejects(people.remove(world.owner, { id: world.owner.id }), { reason: 'LastOwner' });
    await assert.rejects(people.setRole(world.owner, { id: world.owner.id, role: 'viewer' }), { reason: 'LastOwner' });
    await world.close();
  });
});

describe('the table of rights', () => {
  it('never asks less on production than elsewhere', () => {
    for (const action of Object.keys(actions) as Action[]) {
      for (const role of roles) {
        assert.ok(!may(role, action, 'production') || may(role, action, 'development'), `${role} ${action}`);
      }
    }
  });

  it('takes the nearest grant, and an owner’s everywhere', () => {
    const target = {
      organisation: 'o',
      project: { id: 'p', name: 'p' },
      environment: { id: 'e', tier: 'staging' as const },
    };
    const grant = (role: Role, project: string | null, environment: string | null) => ({
      organisation: 'o',
      project,
      environment,
      role,
    });

    assert.equal(roleAt([grant('developer', null, null), grant('viewer', 'p', null)], target), 'viewer');
    assert.equal(roleAt([grant('viewer', 'p', null), grant('maintainer', 'p', 'e')], target), 'maintainer');
    assert.equal(roleAt([grant('owner', null, null), grant('viewer', 'p', null)], target), 'owner');
    assert.equal(roleAt([grant('maintainer', 'other', null)], target), undefined);
    assert.equal(roleAt([{ ...grant('owner', null, null), organisation: 'x' }], target), undefined);
  });
});

function withScope(actor: Actor, scope: TokenScope): Actor {
  return { ...actor, kind: 'token', scope };
}
