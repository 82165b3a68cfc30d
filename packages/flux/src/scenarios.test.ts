import assert from 'node:assert/strict';
import { createHmac } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { systemClock } from '@juanie/controller';
import { statusOfGitRepository, statusOfKustomization, statusOfReceiver } from '@juanie/flux-api';
import { gitHttpHandler, openGitHost, type GitRepository } from '@juanie/git';
import type { KubeObject, ObjectRef } from '@juanie/kube';
import { receiverHandler } from './receiver/receiver-handler.ts';
import { artifactHandler } from './source/artifact-handler.ts';
import type { SourceHost } from './source/source-host.ts';
import { localSources } from './source/local-sources.ts';
import { conditionOf, isTrue } from './status/conditions.ts';
import { commitFiles, gitRepository, kustomization, namespace, openEngine, type Engine } from './testing/engine.ts';

const configMap = (name: string, value = '1', annotations: Record<string, string> = {}) =>
  JSON.stringify({
    apiVersion: 'v1',
    kind: 'ConfigMap',
    metadata: { name, namespace: 'web', annotations },
    data: { value },
  });

describe('the engine, in scenes', () => {
  let engine: Engine;
  let fleet: GitRepository;

  const ks = (name: string): ObjectRef => ({
    apiVersion: 'kustomize.toolkit.fluxcd.io/v1',
    kind: 'Kustomization',
    namespace: 'flux-system',
    name,
  });
  const gr = (name: string): ObjectRef => ({
    apiVersion: 'source.toolkit.fluxcd.io/v1',
    kind: 'GitRepository',
    namespace: 'flux-system',
    name,
  });
  const cm = (name: string): ObjectRef => ({ apiVersion: 'v1', kind: 'ConfigMap', namespace: 'web', name });
  const ready = (name: string) =>
    engine.until(
      ks(name),
      (object) => isReadyNow(object) && statusOf(object).lastAppliedRevision === `main@sha1:${fleet.resolve('main')}`,
    );
  const failed = (name: string, reason: string) =>
    engine.until(ks(name), (object) => conditionOf(statusOf(object).conditions, 'Ready')?.reason === reason);
  const valueOf = async (name: string) =>
    ((await engine.client.find(cm(name)))?.data as { value?: string } | undefined)?.value;

  before(async () => {
    engine = await openEngine();
    fleet = await engine.git.create('juanie/fleet');
    await engine.client.create(namespace('flux-system'));
    await engine.client.create(namespace('web'));
    await commitFiles(fleet, { 'readme.md': '' });
    await engine.client.create(gitRepository('fleet'));
  });
  after(() => engine.close());

  it('runs a chain of dependencies link by link, without waiting for a retry', async () => {
    await commitFiles(
      fleet,
      Object.fromEntries([1, 2, 3, 4, 5].map((n) => [`link-${n}/cm.yaml`, configMap(`link-${n}`)])),
    );
    for (const n of [5, 4, 3, 2, 1]) {
      await engine.client.create(kustomization(`link-${n}`, n === 1 ? {} : { dependsOn: [{ name: `link-${n - 1}` }] }));
    }

    await ready('link-5');
  });

  it('takes variables from ConfigMaps and Secrets, and runs when a labelled one comes', async () => {
    await commitFiles(fleet, { 'vars/cm.yaml': configMap('vars', '${A}-${B}-${C:=c}') });
    const labels = { 'reconcile.fluxcd.io/watch': 'Enabled' };
    const from = { metadata: { name: 'from', namespace: 'flux-system', labels }, apiVersion: 'v1' };
    await engine.client.create({ ...from, kind: 'ConfigMap', data: { A: 'x', B: 'x' } });
    const substituteFrom = [
      { kind: 'ConfigMap', name: 'from' },
      { kind: 'Secret', name: 'from' },
      { kind: 'Secret', name: 'never', optional: true },
    ];
    await engine.client.create(kustomization('vars', { postBuild: { substituteFrom, substitute: { A: 'a' } } }));
    await failed('vars', 'BuildFailed');

    await engine.client.create({ ...from, kind: 'Secret', data: { B: Buffer.from('b\n').toString('base64') } });
    await ready('vars');

    assert.equal(await valueOf('vars'), 'a-b-c');
  });

  it('heeds what objects say of themselves', async () => {
    const own = (option: string, value: string) => ({ [`kustomize.toolkit.fluxcd.io/${option}`]: value });
    const files = (value: string) => ({
      'own/once.yaml': configMap('once', value, own('ssa', 'IfNotPresent')),
      'own/never.yaml': configMap('never', value, own('ssa', 'Ignore')),
      'own/kept.yaml': configMap('kept', value, own('prune', 'disabled')),
      'own/plain.yaml': configMap('plain', value),
    });
    await commitFiles(fleet, files('1'));
    await engine.client.create(kustomization('own'));
    await ready('own');
    await commitFiles(fleet, files('2'));
    await ready('own');

    assert.deepEqual(await Promise.all(['once', 'never', 'kept', 'plain'].map(valueOf)), ['1', undefined, '2', '2']);

    await commitFiles(fleet, { 'own/once.yaml': null, 'own/kept.yaml': null, 'own/plain.yaml': null });
    await ready('own');

    assert.deepEqual(await Promise.all(['once', 'kept', 'plain'].map(valueOf)), [undefined, '2', undefined]);
  });

  it('leaves an object alone while somebody has paused it, and takes it back after', async () => {
    await commitFiles(fleet, { 'paused/cm.yaml': configMap('paused') });
    await engine.client.create(kustomization('paused'));
    await ready('paused');
    const pause = (value: string | null) => ({
      metadata: { annotations: { 'kustomize.toolkit.fluxcd.io/reconcile': value } },
    });
    await engine.client.patch(cm('paused'), { type: 'merge', body: { ...pause('disabled'), data: { value: '9' } } });
    await engine.flux.idle();
    assert.equal(await valueOf('paused'), '9');

    await engine.client.patch(cm('paused'), { type: 'merge', body: pause(null) });
    await engine.client.patch(ks('paused'), {
      type: 'merge',
      body: { metadata: { annotations: { 'reconcile.fluxcd.io/requestedAt': 'now' } } },
    });
    await engine.until(cm('paused'), (object) => (object?.data as { value?: string } | undefined)?.value === '1');
  });

  it('recreates what may not change, only when it is told to', async () => {
    const immutable = (value: string) => configMap('fixed', value).replace('"data"', '"immutable":true,"data"');
    await commitFiles(fleet, { 'fixed/cm.yaml': immutable('1') });
    await engine.client.create(kustomization('fixed', { retryInterval: '1s' }));
    await ready('fixed');
    await commitFiles(fleet, { 'fixed/cm.yaml': immutable('2') });
    await failed('fixed', 'ReconciliationFailed');
    assert.equal(await valueOf('fixed'), '1');

    await engine.client.patch(ks('fixed'), { type: 'merge', body: { spec: { force: true } } });
    await ready('fixed');

    assert.equal(await valueOf('fixed'), '2');
  });

  it('orphans its objects where it is asked to', async () => {
    await commitFiles(fleet, { 'orphan/cm.yaml': configMap('orphan') });
    await engine.client.create(kustomization('orphan', { deletionPolicy: 'Orphan' }));
    await ready('orphan');
    await engine.client.delete(ks('orphan'));
    await engine.until(ks('orphan'), (object) => object === undefined);

    assert.equal(await valueOf('orphan'), '1');
  });

  it('waits until everything is gone where it is asked to', async () => {
    const held = JSON.parse(configMap('held')) as KubeObject;
    held.metadata.finalizers = ['example.com/hold'];
    await commitFiles(fleet, { 'held/cm.yaml': JSON.stringify(held) });
    await engine.client.create(kustomization('held', { deletionPolicy: 'WaitForTermination' }));
    await ready('held');
    await engine.client.delete(ks('held'));
    await engine.until(cm('held'), (object) => object?.metadata.deletionTimestamp !== undefined);
    assert.ok(await engine.client.find(ks('held')));

    await engine.client.patch(cm('held'), { type: 'merge', body: { metadata: { finalizers: null } } });
    await engine.until(ks('held'), (object) => object === undefined);
  });

  it('refuses what it cannot do by name, and goes on once that is gone', async () => {
    await commitFiles(fleet, { 'refused/cm.yaml': configMap('refused') });
    await engine.client.create(kustomization('refused', { decryption: { provider: 'sops' } }));
    const object = await failed('refused', 'UnsupportedField');
    assert.match(conditionOf(statusOf(object).conditions, 'Stalled')?.message ?? '', /spec\.decryption/);
    assert.equal(await valueOf('refused'), undefined);

    await engine.client.patch(ks('refused'), { type: 'merge', body: { spec: { decryption: null } } });
    await ready('refused');
  });

  it('applies a kind and an object of that kind together', async () => {
    const crd = {
      apiVersion: 'apiextensions.k8s.io/v1',
      kind: 'CustomResourceDefinition',
      metadata: { name: 'widgets.example.com' },
      spec: {
        group: 'example.com',
        scope: 'Namespaced',
        names: { kind: 'Widget', listKind: 'WidgetList', plural: 'widgets', singular: 'widget' },
        versions: [
          {
            name: 'v1',
            served: true,
            storage: true,
            schema: { openAPIV3Schema: { type: 'object', 'x-kubernetes-preserve-unknown-fields': true } },
          },
        ],
      },
    };
    const widget = {
      apiVersion: 'example.com/v1',
      kind: 'Widget',
      metadata: { name: 'w', namespace: 'web' },
      spec: { size: 1 },
    };
    await commitFiles(fleet, { 'crd/crd.yaml': JSON.stringify(crd), 'crd/widget.yaml': JSON.stringify(widget) });
    await engine.client.create(kustomization('crd'));
    await ready('crd');

    await engine.client.delete({ apiVersion: 'example.com/v1', kind: 'Widget', namespace: 'web', name: 'w' });
    await engine.until(
      { apiVersion: 'example.com/v1', kind: 'Widget', namespace: 'web', name: 'w' },
      (object) => object !== undefined,
    );
  });

  it('fails a rollout at its first crash loop, and is ready when it recovers', async () => {
    await commitFiles(fleet, { 'crash/deployment.yaml': JSON.stringify(deployment) });
    await engine.client.create(kustomization('crash'));
    const ref = { apiVersion: 'apps/v1', kind: 'Deployment', namespace: 'web', name: 'crash' };
    const web = await engine.until(ref, (object) => object !== undefined);
    const owner = {
      apiVersion: 'apps/v1',
      kind: 'Deployment',
      name: 'crash',
      uid: web?.metadata.uid ?? '',
      controller: true,
    };
    const set: KubeObject = await engine.client.create({
      ...deployment,
      kind: 'ReplicaSet',
      metadata: { name: 'crash-1', namespace: 'web', ownerReferences: [owner] },
    });
    const above = { ...owner, kind: 'ReplicaSet', name: 'crash-1', uid: set.metadata.uid ?? '' };
    const { labels } = deployment.spec.template.metadata;
    const metadata = { name: 'crash-1-a', namespace: 'web', labels, ownerReferences: [above] };
    await engine.client.create({ apiVersion: 'v1', kind: 'Pod', metadata, spec: deployment.spec.template.spec });
    const pod = { apiVersion: 'v1', kind: 'Pod', namespace: 'web', name: 'crash-1-a' };
    await engine.client.patch(pod, { type: 'merge', body: { status: crashLoop } }, { subresource: 'status' });
    await failed('crash', 'HealthCheckFailed');

    await engine.client.patch(ref, { type: 'merge', body: { status: rolledOut } }, { subresource: 'status' });
    await ready('crash');
  });

  it('gives a Receiver a path, and a delivery that fits wakes what it names', async () => {
    const secret = {
      apiVersion: 'v1',
      kind: 'Secret',
      metadata: { name: 'token', namespace: 'flux-system' },
      data: { token: Buffer.from('t').toString('base64') },
    };
    await engine.client.create(secret);
    const receiver = {
      apiVersion: 'notification.toolkit.fluxcd.io/v1',
      kind: 'Receiver',
      metadata: { name: 'push', namespace: 'flux-system' },
    };
    const spec = {
      type: 'github',
      events: ['push'],
      secretRef: { name: 'token' },
      resources: [{ kind: 'GitRepository', name: 'fleet' }],
    };
    await engine.client.create({ ...receiver, spec });
    const object = await engine.until(
      { ...receiver, name: 'push', namespace: 'flux-system' },
      (each) => statusOfReceiver(each as KubeObject).webhookPath !== undefined,
    );
    const path = statusOfReceiver(object as KubeObject).webhookPath ?? '';
    await using hooks = await serve(receiverHandler({ client: engine.client, clock: systemClock }));
    const body = '{"ref":"refs/heads/main"}';
    const deliver = (to: string, key: string) => {
      const signature = `sha256=${createHmac('sha256', key).update(body).digest('hex')}`;
      return fetch(`${hooks.url}${to}`, {
        method: 'POST',
        body,
        headers: { 'x-hub-signature-256': signature, 'x-github-event': 'push' },
      });
    };

    assert.equal((await deliver('/hook/unknown', 't')).status, 404);
    assert.equal((await deliver(path, 'forged')).status, 400);
    assert.equal((await deliver(path, 't')).status, 200);
    await engine.until(
      gr('fleet'),
      (each) => statusOfGitRepository(each as KubeObject).lastHandledReconcileAt !== undefined,
    );
  });

  it('waits for the health of what others have applied', async () => {
    await commitFiles(fleet, { 'other/cm.yaml': configMap('other') });
    const healthChecks = [{ apiVersion: 'v1', kind: 'Service', name: 'elsewhere', namespace: 'web' }];
    await engine.client.create(kustomization('other', { wait: false, healthChecks }));
    await engine.until(
      ks('other'),
      (object) => conditionOf(statusOf(object).conditions, 'Healthy')?.status === 'Unknown',
    );

    const metadata = { name: 'elsewhere', namespace: 'web' };
    await engine.client.create({ apiVersion: 'v1', kind: 'Service', metadata, spec: { ports: [{ port: 80 }] } });
    await ready('other');
  });

  it('mirrors a repository that lies elsewhere', async () => {
    const dir = await mkdtemp(join(tmpdir(), 'juanie-mirror-'));
    const elsewhere = await openGitHost({ root: join(dir, 'theirs') });
    const mirrors = await openGitHost({ root: join(dir, 'mirrors') });
    const theirs = await elsewhere.create('ada/app');
    const commit = await commitFiles(theirs, { 'deploy/cm.yaml': configMap('mirrored') });
    const access = { authenticate: async () => undefined, may: async () => 'yes' as const };
    await using server = await serve(gitHttpHandler(elsewhere, access));
    await using other = await openOther(localSources({ git: engine.git, mirrors, allowPrivate: true }));
    await other.client.create(namespace('flux-system'));
    await other.client.create(namespace('web'));
    await other.client.create(gitRepository('fleet', { url: `${server.url}/git/ada/app.git` }));
    await other.client.create(kustomization('deploy'));

    await other.until(ks('deploy'), (object) => statusOf(object).lastAppliedRevision === `main@sha1:${commit}`);

    await elsewhere.close();
    await mirrors.close();
    await rm(dir, { recursive: true, force: true });
  });

  it('serves the artifact that a status names', async () => {
    await engine.flux.idle();
    const { artifact } = statusOfGitRepository((await engine.client.find(gr('fleet'))) as KubeObject);
    await using files = await serve(
      artifactHandler({ client: engine.client, sources: localSources({ git: engine.git }) }),
    );

    const reply = await fetch(`${files.url}/${artifact?.path}`);
    const other = await fetch(`${files.url}/gitrepository/flux-system/fleet/${'0'.repeat(40)}.tar.gz`);

    assert.equal(reply.status, 200);
    assert.deepEqual([...new Uint8Array(await reply.arrayBuffer()).slice(0, 2)], [0x1f, 0x8b]);
    assert.equal(other.status, 404);
  });
});

function statusOf(object: KubeObject | undefined) {
  return object === undefined ? {} : statusOfKustomization(object);
}

function isReadyNow(object: KubeObject | undefined): boolean {
  return isTrue(statusOf(object).conditions, 'Ready');
}

async function openOther(sources: SourceHost) {
  const engine = await openEngine({ sources: () => sources });
  return { ...engine, [Symbol.asyncDispose]: () => engine.close() };
}

async function serve(handler: Parameters<typeof createServer>[1]) {
  const server = createServer(handler);
  await new Promise<void>((done) => void server.listen(0, '127.0.0.1', done));
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}`,
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      await new Promise((done) => void server.close(done));
    },
  };
}

const deployment = {
  apiVersion: 'apps/v1',
  kind: 'Deployment',
  metadata: { name: 'crash', namespace: 'web' },
  spec: {
    replicas: 1,
    selector: { matchLabels: { app: 'crash' } },
    template: {
      metadata: { labels: { app: 'crash' } },
      spec: { containers: [{ name: 'c', image: 'example.com/c:1' }] },
    },
  },
};

const crashLoop = {
  phase: 'Running',
  conditions: [{ type: 'Ready', status: 'False' }],
  containerStatuses: [
    {
      name: 'c',
      image: 'c',
      imageID: '',
      ready: false,
      restartCount: 1,
      state: { waiting: { reason: 'CrashLoopBackOff' } },
    },
  ],
};

const rolledOut = {
  observedGeneration: 1,
  replicas: 1,
  updatedReplicas: 1,
  readyReplicas: 1,
  availableReplicas: 1,
  conditions: [
    { type: 'Available', status: 'True', reason: 'MinimumReplicasAvailable', message: '' },
    { type: 'Progressing', status: 'True', reason: 'NewReplicaSetAvailable', message: '' },
  ],
};
