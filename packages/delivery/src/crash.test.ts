import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, describe, it } from 'node:test';
import { memoryCluster, type MemoryCluster } from './testing/memory-cluster.ts';
import { openWorld, settle, type Life, type World } from './testing/world.ts';

/** Kill points: every one with JUANIE_CRASH=all, one with its number, a fixed choice otherwise. */
const chosen = 6;
const root = mkdtempSync(join(tmpdir(), 'juanie-crash-'));
after(() => rmSync(root, { recursive: true, force: true }));

/** What people do, one thing after the other; a thing that was not answered is asked for again with the same key. */
const story: readonly { name: string; act: (world: World) => Promise<unknown> }[] = [
  {
    name: 'create',
    act: ({ delivery, owner }) =>
      delivery.projects.create(owner, { name: 'shop', template: 'hello', idempotencyKey: 'create' }),
  },
  { name: 'push', act: (world) => pushOnce(world, { 'page.js': 'two' }, 'Second page') },
  {
    name: 'promote',
    act: ({ delivery, owner }) =>
      delivery.deployments.promote(owner, { project: 'shop', to: 'staging', idempotencyKey: 'promote' }),
  },
  {
    name: 'ask for production',
    act: ({ delivery, owner }) =>
      delivery.deployments.deploy(owner, {
        project: 'shop',
        environment: 'production',
        release: 'r2',
        idempotencyKey: 'ask',
      }),
  },
  {
    name: 'approve',
    act: async ({ delivery, owner }) => {
      const { waiting } = await delivery.deployments.approvals(owner);
      const [asked] = waiting;
      if (asked !== undefined) {
        await delivery.deployments.approve(owner, { project: 'shop', number: asked.number, idempotencyKey: 'approve' });
      }
    },
  },
  { name: 'break', act: (world) => pushOnce(world, { behaviour: 'exits' }, 'Broken') },
  {
    name: 'roll back',
    act: ({ delivery, owner }) =>
      delivery.deployments.rollback(owner, {
        project: 'shop',
        environment: 'development',
        note: 'older',
        idempotencyKey: 'back',
      }),
  },
];

/** The client's push: it happens once; whether it was told is the server's business. */
async function pushOnce(world: World, files: Record<string, string>, subject: string): Promise<void> {
  const repository = world.git.get('juanie/shop');
  if (repository.log({ from: 'main' }).some((commit) => commit.subject === subject)) {
    return;
  }
  await world.push({ files, subject });
}

interface Run {
  readonly summary: Summary;
  readonly effects: readonly string[];
}

interface Summary {
  readonly project: string;
  readonly environments: readonly string[];
  readonly deployments: readonly string[];
  readonly releases: readonly string[];
  readonly fleet: readonly string[];
}

/** Lives through the story; killed after the n-th effect, started again on what is left, and so on to the end. */
async function live(killAfter: number): Promise<Run> {
  const dir = mkdtempSync(join(root, 'run-'));
  const cluster: MemoryCluster = memoryCluster();
  const time = { at: Date.parse('2026-01-02T03:04:05Z') };
  const effects: string[] = [];
  let world = await open();

  async function open(): Promise<World> {
    for (;;) {
      const life: Life = { over: false };
      const afterEffect = (name: string) => {
        effects.push(name);
        if (life.over || effects.length === killAfter) {
          life.over = true;
          throw Object.assign(new Error(`killed after ${name}`), { name: 'Crash' });
        }
      };
      try {
        return Object.assign(await openWorld({ dir, cluster, time, life, afterEffect }), { life });
      } catch (thrown) {
        if (!life.over) {
          throw thrown;
        }
      }
    }
  }

  const isDead = () => (world as World & { life: Life }).life.over;
  for (const { act } of story) {
    for (;;) {
      try {
        await act(world);
        await settle(world);
        // What failed in passing is tried again later.
        await world.pass(70_000);
      } catch (thrown) {
        if (!isDead()) {
          throw thrown;
        }
      }
      if (!isDead()) {
        break;
      }
      await world.close();
      world = await open();
      await settle(world);
    }
  }
  const summary = await summarise(world);
  await world.close();
  return { summary, effects };
}

async function summarise({ delivery, owner, git }: World): Promise<Summary> {
  const project = await delivery.projects.get(owner, 'shop');
  const deployments = await delivery.deployments.list(owner, { project: 'shop' });
  const releases = await delivery.releases.list(owner, { project: 'shop' });
  const fleet = git.get('juanie/fleet').log({ from: 'main' });
  return {
    project: project.state,
    environments: project.environments.map(
      ({ name, state, release, hold }) => `${name} ${state} ${release?.name ?? '-'} ${hold?.cause ?? '-'}`,
    ),
    deployments: deployments
      .map((one) => `#${one.number} ${one.environment} ${one.kind} ${one.state} ${one.release ?? '-'}`)
      .toSorted(),
    releases: releases.map(({ name, subject }) => `${name} ${subject}`),
    fleet: fleet.map(({ subject }) => subject),
  };
}

describe('a server that is killed', async () => {
  const clean = await live(Number.POSITIVE_INFINITY);

  it('is not needed for the story to make sense', () => {
    assert.deepEqual(clean.summary.environments, [
      'development active r1 rollback',
      'staging active r2 -',
      'production active r2 -',
    ]);
    assert.deepEqual(clean.summary.deployments, [
      '#1 development deploy success r1',
      '#2 development deploy success r2',
      '#3 staging promote success r2',
      '#4 production deploy success r2',
      '#5 development deploy rollback r3',
      '#6 development rollback success r2',
      '#7 development rollback success r1',
    ]);
  });

  const all = clean.effects.map((name, index) => ({ name, at: index + 1 }));
  const asked = process.env['JUANIE_CRASH'] ?? '';
  const every = asked === 'all' ? 1 : Math.ceil(all.length / chosen);
  const isChosen = (at: number) => (/^\d+$/.test(asked) ? at === Number(asked) : (at - 1) % every === 0);
  for (const { name, at } of all.filter((point) => isChosen(point.at))) {
    it(`after effect ${at} (${name}) loses nothing and does nothing twice`, async () => {
      const { summary } = await live(at);

      assert.deepEqual(summary, clean.summary);
    });
  }
});
