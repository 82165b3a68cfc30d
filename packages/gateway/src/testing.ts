import { mkdtemp, rm } from 'node:fs/promises';
import {
  createServer,
  request as httpRequest,
  type IncomingHttpHeaders,
  type RequestListener,
  type Server,
} from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openApiServer } from '@juanie/apiserver';
import type { KubeObject } from '@juanie/kube';
import { openKubeClient, type KubeClient } from '@juanie/kube-client';
import { startGateway, type Gateway } from './gateway.ts';
import type { HttpRoute, HttpRouteRule } from './routes/objects.ts';

/** A gateway for tests, before the real API server, with real pods that are HTTP servers in this process. */
export interface Stage {
  readonly client: KubeClient;
  readonly gateway: Gateway;
  /** Starts a pod; its address is put behind a Service with `serve`. */
  startPod(handler: RequestListener): Promise<Server>;
  /** Makes the Service `name`, port 80, if need be, and puts exactly these pods behind it. */
  serve(name: string, pods: readonly (Server | { port: number; ready: boolean; pod: string })[]): Promise<void>;
  route(name: string, rules: readonly HttpRouteRule[], hosts?: readonly string[]): Promise<HttpRoute>;
  ask(path: string, options?: AskOptions): Promise<Answer>;
  /** Waits until the gateway has heard of everything written so far. */
  settle(): Promise<void>;
  [Symbol.asyncDispose](): Promise<void>;
}

export interface AskOptions {
  readonly host?: string;
  readonly method?: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string;
}

export interface Answer {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
}

export const namespace = 'shop-production';
const host = 'shop.localhost';

export async function openStage(): Promise<Stage> {
  const dir = await mkdtemp(join(tmpdir(), 'juanie-gateway-'));
  const api = await openApiServer({ dir: join(dir, 'kube'), keysDir: join(dir, 'keys') });
  const client = openKubeClient(api.transport({ name: 'system:admin', groups: ['system:masters'] }));
  const gateway = await startGateway({
    client,
    host: '127.0.0.1',
    port: 0,
  });
  const pods: Server[] = [];
  const labels = { 'juanie.art/project': 'shop', 'juanie.art/environment': 'production' };
  await client.create({ apiVersion: 'v1', kind: 'Namespace', metadata: { name: namespace, labels } });
  await client.create(sharedGateway());
  const stage: Stage = {
    client,
    gateway,
    startPod: async (handler) => {
      const pod = createServer(handler);
      pods.push(pod);
      await new Promise<void>((done) => pod.listen(0, '127.0.0.1', done));
      return pod;
    },
    serve: (name, behind) => serve(client, name, behind),
    route: (name, rules, hosts = [host]) =>
      client.apply(routeOf(name, rules, hosts), { fieldManager: 'test', force: true }),
    ask: (path, options = {}) => ask(gateway, path, options),
    settle: () => settle(),
    async [Symbol.asyncDispose]() {
      await gateway.close();
      await api.close();
      pods.forEach((pod) => {
        pod.close();
        pod.closeAllConnections();
      });
      await rm(dir, { recursive: true, force: true });
    },
  };
  await stage.settle();
  return stage;
}

/** Watches run in this process: what was written arrives within some turns of the loop. */
async function settle(): Promise<void> {
  for (let turn = 0; turn < 50; turn += 1) {
    await new Promise((resolve) => setImmediate(resolve));
  }
}

function sharedGateway(): KubeObject {
  const listener = { name: 'http', port: 80, protocol: 'HTTP', allowedRoutes: { namespaces: { from: 'All' } } };
  return {
    apiVersion: 'gateway.networking.k8s.io/v1',
    kind: 'Gateway',
    metadata: { name: 'shared-gateway', namespace: 'default' },
    spec: { gatewayClassName: 'juanie', listeners: [listener] },
  };
}

function routeOf(name: string, rules: readonly HttpRouteRule[], hostnames: readonly string[]): HttpRoute {
  return {
    apiVersion: 'gateway.networking.k8s.io/v1',
    kind: 'HTTPRoute',
    metadata: { name, namespace },
    spec: { parentRefs: [{ name: 'shared-gateway', namespace: 'default' }], hostnames, rules },
  };
}

async function serve(
  client: KubeClient,
  name: string,
  pods: readonly (Server | { port: number; ready: boolean; pod: string })[],
): Promise<void> {
  const spec = { ports: [{ name: 'http', port: 80 }] };
  const force = { fieldManager: 'test', force: true };
  await client.apply({ apiVersion: 'v1', kind: 'Service', metadata: { name, namespace }, spec }, force);
  const wanted = pods.map((pod) =>
    'ready' in pod ? pod : { port: (pod.address() as AddressInfo).port, ready: true, pod: 'pod' },
  );
  for (const { port, ready, pod } of wanted) {
    const endpoint = {
      addresses: ['127.0.0.1'],
      conditions: { ready, serving: ready, terminating: false },
      targetRef: { kind: 'Pod', namespace, name: pod },
    };
    await client.apply(
      {
        apiVersion: 'discovery.k8s.io/v1',
        kind: 'EndpointSlice',
        metadata: { name: `${name}-${port}`, namespace, labels: { 'kubernetes.io/service-name': name } },
        addressType: 'IPv4',
        endpoints: [endpoint],
        ports: [{ name: 'http', port, protocol: 'TCP' }],
      } as KubeObject,
      force,
    );
  }
  const kind = { apiVersion: 'discovery.k8s.io/v1', kind: 'EndpointSlice' };
  const labelSelector = `kubernetes.io/service-name=${name}`;
  const kept = new Set(wanted.map(({ port }) => `${name}-${port}`));
  for (const { metadata } of (await client.list(kind, { namespace, labelSelector })).items) {
    if (!kept.has(metadata.name)) {
      await client.delete({ ...kind, namespace, name: metadata.name });
    }
  }
}

export function ask(
  gateway: Gateway,
  path: string,
  { host: name = host, method = 'GET', headers = {}, body }: AskOptions,
): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const request = httpRequest(
      {
        host: '127.0.0.1',
        port: gateway.address.port,
        path,
        method,
        headers: { host: name, ...headers },
        agent: false,
      },
      (response) => {
        response.setEncoding('utf8');
        let text = '';
        response.on('data', (chunk: string) => (text += chunk));
        response.on('error', reject);
        response.on('end', () => resolve({ status: response.statusCode ?? 0, headers: response.headers, body: text }));
      },
    );
    request.on('error', reject);
    request.end(body);
  });
}
