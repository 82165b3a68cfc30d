import { openOutbox, type Outbox } from '@juanie/database';
import { isFault } from '@juanie/fault';
import type { GitAccess } from '@juanie/git';
import { build } from '@juanie/kustomize';
import type { Actor } from './actor.ts';
import { advanceBuild } from './builds/worker.ts';
import { buildService } from './builds/builds.ts';
import { openAnnouncer } from './core/announce.ts';
import type { ClusterState } from './core/cluster.ts';
import { openClusterState } from './core/informers.ts';
import type { Kernel } from './core/kernel.ts';
import { live } from './core/live.ts';
import { silentLog, type DeliveryLog, type DeliveryPorts } from './core/ports.ts';
import { readAudit, settingsService } from './core/settings.ts';
import { runRetention } from './core/retention.ts';
import type { Delivery } from './delivery.ts';
import { deploymentService } from './deployments/deployments.ts';
import { advanceEnvironment } from './deployments/worker.ts';
import { ensureCluster } from './environments/cluster.ts';
import { followDomain } from './environments/domain.ts';
import { environmentService } from './environments/environments.ts';
import { wakeOnChange } from './environments/wake.ts';
import { ensureFleet } from './fleet/fleet.ts';
import { kustomizeLayout } from './fleet/kustomize/kustomize-layout.ts';
import { peopleService, type LocalPeople } from './people/people.ts';
import { advanceMirror } from './projects/mirror.ts';
import { projectService } from './projects/projects.ts';
import { advanceProject } from './projects/worker.ts';
import { gitAccess } from './pushes/access.ts';
import { auditRefs } from './pushes/ref-audit.ts';
import { registryAccess, type ImageAccess } from './pushes/registry-access.ts';
import { releaseService } from './releases/releases.ts';

/** The product and what runs it. */
export interface OpenDelivery extends Delivery, LocalPeople {
  /** For the Git handler: rights, refused pushes, and what a push leads to. */
  readonly gitAccess: GitAccess<Actor>;
  /** For the registry: the same rights. */
  readonly registryAccess: ImageAccess;
  /** Owner, fleet and the engine's first objects; then whatever was left undone goes on. */
  start(): Promise<void>;
  /** Settles when nothing is due: for tests and for a clean stop. */
  idle(): Promise<void>;
  /** Removes what is older than the settings say and nothing refers to. */
  collect(): Promise<void>;
  /** Waits for the steps at work; everything else is in the database. */
  close(): Promise<void>;
}

const day = 86_400_000;

export async function openDelivery(ports: DeliveryPorts): Promise<OpenDelivery> {
  const log = ports.log ?? silentLog;
  const cluster =
    ports.cluster ?? openClusterState(ports.kube, (thrown) => log.debug('watch', { thrown: String(thrown) }));
  const kernel = kernelOf(ports, { cluster, log });
  const people = peopleService(kernel);
  let collecting: NodeJS.Timeout | undefined;
  let stopWaking: (() => void) | undefined;
  return {
    projects: projectService(kernel),
    environments: environmentService(kernel),
    releases: releaseService(kernel),
    builds: buildService(kernel),
    deployments: deploymentService(kernel),
    people,
    settings: settingsService(kernel),
    live: (actor, after, signal) => live(kernel, actor, { after, signal }),
    audit: (actor, query) => readAudit(kernel, actor, query),
    gitAccess: gitAccess(kernel, people),
    registryAccess: registryAccess(kernel, people),
    ensureOwner: () => people.ensureOwner(),
    async start() {
      await people.ensureOwner();
      await ensureRows(kernel);
      await ensureFleet(kernel);
      await followDomain(kernel);
      await ensureCluster(kernel);
      stopWaking = await wakeOnChange(kernel);
      const found = await auditRefs(kernel);
      if (found > 0) {
        log.info('pushes found that were not recorded', { found });
      }
      await kernel.outbox.start();
      collecting = setInterval(() => void collect(kernel), day);
      collecting.unref();
    },
    idle: () => kernel.outbox.idle(),
    collect: () => runRetention(kernel),
    async close() {
      clearInterval(collecting);
      stopWaking?.();
      await kernel.outbox.close();
      cluster.close();
    },
  };
}

async function collect(kernel: Kernel): Promise<void> {
  await runRetention(kernel).catch((thrown: unknown) => kernel.log.warn('retention', { thrown: String(thrown) }));
}

function kernelOf(ports: DeliveryPorts, { cluster, log }: { cluster: ClusterState; log: DeliveryLog }): Kernel {
  const now = ports.now ?? (() => new Date());
  const { database } = ports;
  const render = ports.render ?? ((tree, dir) => build(tree, dir).objects);
  const kernel: Kernel = {
    database,
    query: database.query,
    announcer: openAnnouncer(database, now),
    outbox: outboxFor(() => kernel),
    git: ports.git,
    kube: ports.kube,
    cluster,
    builder: ports.builder,
    layout: kustomizeLayout,
    render,
    verify: ports.verify,
    listening: ports.listening ?? (() => []),
    registry: ports.registry ?? { repositories: async () => [], deleteRepository: async () => {} },
    settings: ports.settings,
    log,
    now,
    effect: ports.afterEffect ?? (() => {}),
  };
  return kernel;
}

function outboxFor(kernelOf: () => Kernel): Outbox {
  let made: Outbox | undefined;
  const outbox = () => (made ??= makeOutbox(kernelOf()));
  return {
    add: (writing, work) => outbox().add(writing, work),
    wake: (topic, key) => outbox().wake(topic, key),
    start: () => outbox().start(),
    idle: () => outbox().idle(),
    close: () => outbox().close(),
  };
}

function makeOutbox(kernel: Kernel): Outbox {
  return openOutbox({
    database: kernel.database,
    handlers: {
      project: ({ key }) => advanceProject(kernel, key),
      build: ({ key }) => advanceBuild(kernel, key),
      environment: (work) => advanceEnvironment(kernel, work),
      mirror: ({ key }) => advanceMirror(kernel, key),
    },
    now: () => kernel.now().getTime(),
    onFault: ({ topic, key, attempts }, thrown) => {
      const text = isFault(thrown) ? `${thrown.reason}: ${thrown.message}` : String((thrown as Error)?.stack ?? thrown);
      kernel.log.warn('work failed, will be tried again', { topic, key, attempts, thrown: text });
    },
    concurrency: { build: kernel.settings.buildConcurrency ?? 2, environment: 16, project: 8, mirror: 2 },
    alone: true,
  });
}

async function ensureRows(kernel: Kernel): Promise<void> {
  const { id, name } = kernel.settings.cluster;
  await kernel.query
    .insertInto('clusters')
    .values({ id, name, created_at: kernel.now().toISOString() })
    .onConflict((conflict) => conflict.doNothing())
    .execute();
}
