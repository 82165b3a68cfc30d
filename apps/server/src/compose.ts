import { randomBytes } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { request } from 'node:http';
import { fileURLToPath } from 'node:url';
import { createApi, openSignIn } from '@juanie/api';
import { systemClock } from '@juanie/controller';
import { openDatabase, type Database } from '@juanie/database';
import { openBuilder, openDelivery, type Builder, type OpenDelivery } from '@juanie/delivery';
import type { Message } from '@juanie/fault';
import { receiverHandler } from '@juanie/flux';
import { gitHttpHandler, openGitHost, type GitHost } from '@juanie/git';
import { detectIsolation, openSandbox, type Isolation } from '@juanie/kubelet';
import { build } from '@juanie/kustomize';
import { openRegistry, type Registry } from '@juanie/oci';
import { catalog } from './catalog.ts';
import { openKubernetes, startCluster, type Cluster } from './cluster.ts';
import { writeWhole, type DataDirectory } from './data-directory.ts';
import { serverFault, serverMessages } from './faults.ts';
import { close, listen } from './http.ts';
import { openLog, type Log } from './log.ts';
import { renderMetrics } from './metrics.ts';
import type { Addresses, Rim } from './start.ts';
import type { Settings } from './settings.ts';
import { version } from './version.ts';

/** Everything that runs. */
export interface Parts {
  readonly data: DataDirectory;
  readonly delivery: OpenDelivery;
  readonly isolation: Isolation;
  readonly addresses: {
    readonly ui: string;
    readonly registry: string;
    readonly kubernetes: string;
    readonly gateway: string;
  };
  stop(): Promise<void>;
}

interface Wiring {
  readonly settings: Settings;
  readonly data: DataDirectory;
  readonly addresses: Addresses;
  readonly rim: Rim;
  readonly tell: (message: Message) => void;
}

interface Stores {
  readonly database: Database;
  readonly git: GitHost;
  readonly mirrors: GitHost;
  readonly registry: Registry;
}

const templatesDir = fileURLToPath(new URL('../../../templates', import.meta.url));

/** Opens the stores, starts the cluster, the product and the front, in that order; stops them in the other. */
export async function compose(wiring: Wiring): Promise<Parts> {
  const { settings, data, addresses, tell } = wiring;
  const log = openLog(data.path('logs', 'juanie.log'));
  const onError = (thrown: unknown): void =>
    log.error('failed', { error: String(thrown), stack: thrown instanceof Error ? thrown.stack : undefined });
  const isolation = await detectIsolation();
  refuseUnsafe(settings, isolation);
  // What has been started is stopped in the other order: at the end, or at once when a later part does not start.
  await using begun = new AsyncDisposableStack();
  const stores = await openStores(data, onError);
  begun.defer(() => closeStores(stores));
  tell(serverMessages('StepStores'));
  const common = { data, addresses, ...stores, isolation, privateMirrors: settings.privateMirrors, onError };
  const kubernetes = await openKubernetes(common);
  begun.defer(() => kubernetes.api.close());
  tell(serverMessages('StepKubernetes', { address: kubernetes.address }));
  const cluster = await startCluster(common, kubernetes);
  begun.defer(() => cluster.stop());
  const gateway = `http://${urlHost(cluster.gateway.address.host)}:${cluster.gateway.address.port}`;
  tell(serverMessages('StepEngine', { address: gateway }));
  const ui = { url: '' };
  const delivery = await openProduct({ wiring, stores, cluster, isolation, ui, log });
  begun.defer(() => delivery.close());
  const front = await openFront({ wiring, stores, cluster, delivery, isolation, ui, log });
  begun.defer(() => close(front.server));
  await delivery.start();
  await wiring.rim.pages;
  tell(serverMessages('StepPages', { address: ui.url }));
  data.keep({
    listen: front.port,
    kube: Number(new URL(kubernetes.address).port),
    gateway: cluster.gateway.address.port,
  });
  const running = begun.move();
  return {
    data,
    delivery,
    isolation,
    addresses: { ui: ui.url, registry: new URL(ui.url).host, kubernetes: kubernetes.address, gateway },
    stop: () => running.disposeAsync(),
  };
}

async function closeStores({ git, mirrors, registry, database }: Stores): Promise<void> {
  await Promise.all([git.close(), mirrors.close(), registry.close()]);
  await database.close();
}

/** Root without isolation could hand the machine to an application: then only this machine may reach it. */
function refuseUnsafe({ listen: at, gateway }: Settings, isolation: Isolation): void {
  const open = [at, gateway].find(({ host }) => !/^(127\.|::1$|localhost$)/.test(host));
  if (open !== undefined && isolation.kind === 'none' && process.getuid?.() === 0) {
    throw serverFault('ListenUnsafe', { address: `${open.host}:${open.port}` });
  }
}

async function openStores(data: DataDirectory, onError: (thrown: unknown) => void): Promise<Stores> {
  const [database, git, mirrors, registry] = await Promise.all([
    openDatabase({ file: data.path('database.sqlite') }),
    openGitHost({ root: data.path('git'), onError }),
    openGitHost({ root: data.path('cache', 'mirrors'), onError }),
    openRegistry({ root: data.path('oci'), onError }),
  ]);
  return { database, git, mirrors, registry };
}

interface Product {
  readonly wiring: Wiring;
  readonly stores: Stores;
  readonly cluster: Cluster;
  readonly isolation: Isolation;
  readonly ui: { url: string };
  readonly log: Log;
}

async function openProduct({ wiring, stores, cluster, isolation, ui, log }: Product): Promise<OpenDelivery> {
  const { settings, data } = wiring;
  const domain = settings.domain ?? data.kept.domain ?? 'localhost';
  data.keep({ domain });
  const { host, port } = cluster.gateway.address;
  const delivery = await openDelivery({
    database: stores.database,
    git: stores.git,
    kube: cluster.kube,
    builder: await builderOf({ wiring, stores, isolation }),
    render: (tree, dir) => build(tree, dir).objects,
    verify: (name) => dial({ host, port, name }),
    registry: stores.registry,
    listening: ({ uid }) => cluster.kubelet.listeningPorts({ uid }),
    settings: {
      organisation: 'juanie',
      domain,
      cluster: { id: 'local', name: 'local' },
      uiUrl: () => ui.url,
      urlOf: (name) => `http://${name}:${port}`,
      logsDir: data.path('logs', 'builds'),
      templatesDir,
      language: settings.language,
      privateMirrors: settings.privateMirrors,
      buildConcurrency: settings.build.concurrency,
    },
    log,
  });
  await ensureOwnerToken(delivery, data);
  return delivery;
}

/** Builds in a sandbox of the same kind as pods; what is found in the surroundings and set up is handed in. */
async function builderOf({
  wiring,
  stores,
  isolation,
}: Pick<Product, 'wiring' | 'stores' | 'isolation'>): Promise<Builder> {
  const { settings, data, rim } = wiring;
  const { npmRegistry, environment, memoryMegabytes, cpuSeconds, wallSeconds } = settings.build;
  return openBuilder({
    registry: stores.registry,
    gitUrl: 'http://git.juanie.internal',
    sandbox: await openSandbox({ folder: data.path('runtime', 'builds'), isolation }),
    folders: { work: data.path('cache', 'builds'), cache: data.path('cache', 'build') },
    environment: {
      ...(npmRegistry === undefined ? {} : { npm_config_registry: npmRegistry }),
      ...environment,
    },
    surroundings: rim.env,
    limits: { memoryBytes: memoryMegabytes * 1_048_576, cpuSeconds, wallSeconds },
  });
}

/** The local owner's API token, for commands of the same user on this machine. */
async function ensureOwnerToken(delivery: OpenDelivery, data: DataDirectory): Promise<void> {
  const file = data.path('owner.token');
  const known = existsSync(file) ? readFileSync(file, 'utf8').trim() : '';
  if (known === '' || (await delivery.people.actorOfToken(known)) === undefined) {
    const owner = await delivery.ensureOwner();
    const { secret } = await delivery.people.createToken(owner, { name: 'local', scope: { access: 'admin' } });
    writeWhole(file, `${secret}\n`);
  }
}

/** Asks the gateway as a visitor of that host would; any answer counts, the status decides. */
function dial({ host, port, name }: { host: string; port: number; name: string }): Promise<{ status: number }> {
  return new Promise((resolve, reject) => {
    const asked = request({ host, port, path: '/', headers: { host: name }, timeout: 10_000 }, (reply) => {
      reply.resume();
      resolve({ status: reply.statusCode ?? 0 });
    });
    asked.once('timeout', () => asked.destroy(new Error(`${name} did not answer within 10 s`)));
    asked.once('error', reject);
    asked.end();
  });
}

interface Front extends Product {
  readonly delivery: OpenDelivery;
}

async function openFront({ wiring, stores, cluster, delivery, isolation, ui, log }: Front) {
  const { addresses, data, rim } = wiring;
  const base = `http://${urlHost(addresses.listen.host)}`;
  const signIn = openSignIn({
    database: stores.database.query,
    dialect: stores.database.kind,
    secret: secretOf(data),
    baseUrl: base,
  });
  const api = createApi({
    delivery,
    signIn,
    catalog,
    version,
    webRoot: rim.pages,
    now: Date.now,
    isolation: () => ({ kind: isolation.kind, why: isolation.why }),
    addresses: () => ({
      git: `${ui.url}/git`,
      registry: new URL(ui.url).host,
      kubernetes: cluster.kubeAddress,
      gateway: `http://${urlHost(addresses.gateway.host)}:${cluster.gateway.address.port}`,
    }),
    metrics: () => renderMetrics(cluster.gateway.stats()),
    logError: (requestId, thrown) =>
      log.error('request failed', {
        requestId,
        error: String(thrown),
        stack: thrown instanceof Error ? thrown.stack : undefined,
      }),
  });
  const git = gitHttpHandler(stores.git, delivery.gitAccess, {
    onError: (thrown, { url }) => log.error('git request failed', { url, error: String(thrown) }),
  });
  stores.registry.onDamage((digest) => log.error('blob damaged and set aside', { digest }));
  const registry = stores.registry.handler(delivery.registryAccess);
  const hooks = receiverHandler({
    client: cluster.kube,
    clock: systemClock,
    onError: (thrown) => log.error('webhook failed', { error: String(thrown) }),
  });
  const front = await listen(
    addresses.listen,
    [
      { prefix: '/git/', handle: git },
      { prefix: '/v2', handle: registry },
      { prefix: '/hook/', handle: hooks },
    ],
    (asked, env) => api.fetch(asked, env),
  );
  ui.url = `${base}:${front.port}`;
  return front;
}

function secretOf(data: DataDirectory): string {
  const file = data.path('keys', 'sessions');
  if (!existsSync(file)) {
    writeWhole(file, randomBytes(32).toString('base64url'));
  }
  return readFileSync(file, 'utf8');
}

function urlHost(host: string): string {
  return host.includes(':') ? `[${host}]` : host;
}
