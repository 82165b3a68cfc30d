import { createHash } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openDatabase, type Database } from '@juanie/database';
import { openGitHost, type GitHost } from '@juanie/git';
import type { Actor } from '../actor.ts';
import type { BuildPlan, Builder } from '../core/builder.ts';
import { openDelivery, type OpenDelivery } from '../open.ts';
import { memoryCluster, type MemoryCluster } from './memory-cluster.ts';
import { memoryEngine, renderFleet, type Behaviour, type MemoryEngine } from './memory-engine.ts';

export interface World {
  readonly delivery: OpenDelivery;
  readonly git: GitHost;
  readonly cluster: MemoryCluster;
  readonly engine: MemoryEngine;
  readonly owner: Actor;
  readonly dir: string;
  /** A push by a person: refs moved, then told, as the Git handler does it. */
  push(push: NewPush): Promise<{ commit: string; lines: readonly string[] }>;
  /** Time passes: whatever is due then runs. */
  pass(ms: number): Promise<void>;
  /** A second person with a role in the organisation. */
  person(name: string, role: 'owner' | 'maintainer' | 'developer' | 'viewer'): Promise<Actor>;
  close(): Promise<void>;
}

export interface NewPush {
  readonly project?: string;
  readonly repository?: string;
  readonly branch?: string;
  readonly files: Readonly<Record<string, string | null>>;
  readonly by?: Actor;
  readonly subject?: string;
}

export interface WorldOptions {
  readonly dir?: string;
  readonly cluster?: MemoryCluster;
  readonly afterEffect?: (effect: string) => void;
  readonly verify?: (host: string) => Promise<{ status: number }>;
  readonly builder?: Partial<Builder>;
  readonly time?: { at: number };
  readonly privateMirrors?: boolean;
  readonly domain?: string;
  /** Once it is over, nothing reaches the database any more: what a killed process leaves. */
  readonly life?: Life;
}

export interface Life {
  over: boolean;
}

function mortal(database: Database, life: Life): Database {
  const check = () => {
    if (life.over) {
      throw Object.assign(new Error('killed'), { name: 'Crash' });
    }
  };
  const query = database.query.withPlugin({
    transformQuery({ node }) {
      check();
      return node;
    },
    transformResult: async ({ result }) => result,
  });
  return {
    ...database,
    query,
    async transaction(run) {
      check();
      return await database.transaction(run);
    },
  };
}

/** A plan and an image from the files alone: `behaviour` says how it will run. */
export function memoryBuilder(behaviours: Map<string, Behaviour>): Builder {
  return {
    plan({ tree }): BuildPlan {
      const shape = {
        type: 'web',
        port: 3000,
        healthPath: null,
        command: ['node', 'server.js'],
        variables: {},
        volumes: [],
      } as const;
      const plan = [{ service: 'web', preset: 'node', reason: { code: 'PushIsTag', params: {} }, commands: [] }];
      return tree.read('services') === undefined
        ? { services: { web: shape }, view: plan }
        : { services: { web: shape, api: shape }, view: plan };
    },
    async run(job, watcher) {
      watcher.step('image', 'running');
      watcher.line('image', `image of ${job.commit}`);
      const broken = new TextDecoder().decode(job.tree.read('broken'));
      if (broken !== '') {
        throw new Error(broken);
      }
      const images = Object.keys(job.plan.services).map((service) => {
        const digest = createHash('sha256').update(`${job.commit} ${service}`).digest('hex');
        const image = `registry.juanie.internal/${job.project}/${service}@sha256:${digest}`;
        const behaviour = new TextDecoder().decode(job.tree.read('behaviour')).trim();
        behaviours.set(image, (behaviour || 'fine') as Behaviour);
        return [service, image] as const;
      });
      watcher.step('image', 'success');
      return { images: Object.fromEntries(images) };
    },
  };
}

export async function openWorld(options: WorldOptions = {}): Promise<World> {
  const dir = options.dir ?? mkdtempSync(join(tmpdir(), 'juanie-delivery-'));
  const time = options.time ?? { at: Date.parse('2026-01-02T03:04:05Z') };
  const opened = await openDatabase({ file: join(dir, 'database.sqlite') });
  const database = options.life === undefined ? opened : mortal(opened, options.life);
  const git = await openGitHost({ root: join(dir, 'git') });
  const cluster = options.cluster ?? memoryCluster();
  const engine = memoryEngine(git, cluster);
  const delivery = await openDelivery({
    database,
    git,
    kube: cluster.client,
    cluster: cluster.state,
    builder: { ...memoryBuilder(engine.behaviours), ...options.builder },
    render: renderFleet,
    verify: options.verify ?? (async () => ({ status: 200 })),
    settings: {
      organisation: 'juanie',
      domain: options.domain ?? 'localhost',
      cluster: { id: 'local', name: 'local' },
      uiUrl: () => 'http://127.0.0.1:7400',
      urlOf: (host) => `http://${host}:7480`,
      logsDir: join(dir, 'logs'),
      templatesDir: join(import.meta.dirname, '../../../../templates'),
      privateMirrors: options.privateMirrors ?? false,
    },
    now: () => new Date(time.at),
    ...(options.afterEffect === undefined ? {} : { afterEffect: options.afterEffect }),
  });
  await delivery.start();
  engine.reconcile();
  const owner = await delivery.ensureOwner();
  const world: World = {
    delivery,
    git,
    cluster,
    engine,
    owner,
    dir,
    push: (push) => pushTo(world, push),
    async pass(ms) {
      time.at += ms;
      engine.reconcile();
      await settle(world);
    },
    person: (name, role) => invitePerson(world, name, role),
    async close() {
      engine.close();
      await delivery.close();
      await git.close();
      await opened.close();
      if (options.dir === undefined) {
        rmSync(dir, { recursive: true, force: true });
      }
    },
  };
  return world;
}

/** Until nothing is due and no wake-up is on its way. */
export async function settle({ delivery }: Pick<World, 'delivery'>): Promise<void> {
  for (let round = 0; round < 3; round += 1) {
    await new Promise<void>((resolve) => setImmediate(resolve));
    await delivery.idle();
  }
}

async function pushTo(world: World, push: NewPush): Promise<{ commit: string; lines: readonly string[] }> {
  const { git, delivery, owner } = world;
  const { branch = 'main', by = owner, subject = 'Change' } = push;
  const name = push.repository ?? `juanie/${push.project ?? 'shop'}`;
  const repository = git.get(name);
  const author = { name: by.name, email: by.email };
  const made = await repository.commit({
    branch,
    author,
    message: `${subject}\n`,
    change: () => new Map(Object.entries(push.files)),
  });
  const update = { ref: `refs/heads/${branch}`, before: made.parent, after: made.id, forced: false };
  const accepted = { principal: by, repository: name, updates: [update], options: [] };
  const lines = (await delivery.gitAccess.afterPush?.(accepted)) ?? [];
  await settle(world);
  return { commit: made.id, lines };
}

async function invitePerson(
  world: World,
  name: string,
  role: 'owner' | 'maintainer' | 'developer' | 'viewer',
): Promise<Actor> {
  const email = `${name}@example.com`;
  const { link } = await world.delivery.people.invite(world.owner, { email, name, role });
  return await world.delivery.people.redeemSignInLink(link.slice(link.indexOf('=') + 1));
}
