import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { systemClock } from '@juanie/controller';
import { statusOfKustomization } from '@juanie/flux-api';
import type { GitRepository } from '@juanie/git';
import type { KubeObject } from '@juanie/kube';
import type { KubeClient, WatchEvent } from '@juanie/kube-client';
import { localSources } from './source/local-sources.ts';
import { startFlux } from './start-flux.ts';
import { conditionOf, isTrue } from './status/conditions.ts';
import { commitFiles, gitRepository, kustomization, namespace, openEngine, type Engine } from './testing/engine.ts';

const configMap = (name: string, value: string) =>
  `apiVersion: v1\nkind: ConfigMap\nmetadata: {name: ${name}, namespace: web}\ndata: {value: "${value}"}\n`;
const deployment = `apiVersion: apps/v1
kind: Deployment
metadata: {name: web, namespace: web}
spec:
  selector: {matchLabels: {app: web}}
  template:
    metadata: {labels: {app: web}}
    spec: {containers: [{name: web, image: "example.com/web:1", ports: [{containerPort: 80}]}]}
`;

const ks = (name: string) => ({
  apiVersion: 'kustomize.toolkit.fluxcd.io/v1',
  kind: 'Kustomization',
  namespace: 'flux-system',
  name,
});
const cm = (name: string) => ({ apiVersion: 'v1', kind: 'ConfigMap', namespace: 'web', name });

function isReadyAt(revision: string) {
  return (object: KubeObject | undefined) =>
    object !== undefined &&
    isTrue(statusOfKustomization(object).conditions, 'Ready') &&
    statusOfKustomization(object).lastAppliedRevision === `main@sha1:${revision}`;
}

describe('the engine', () => {
  let engine: Engine;
  let fleet: GitRepository;

  before(async () => {
    engine = await openEngine();
    fleet = await engine.git.create('juanie/fleet');
    await engine.client.create(namespace('flux-system'));
  });
  after(() => engine.close());

  it('applies what a commit says, prunes what a later one no longer says', async () => {
    const first = await commitFiles(fleet, {
      'web/namespace.yaml': 'apiVersion: v1\nkind: Namespace\nmetadata: {name: web}\n',
      'web/a.yaml': configMap('a', '1'),
      'web/b.yaml': configMap('b', '1'),
    });
    await engine.client.create(gitRepository('fleet'));
    await engine.client.create(kustomization('web'));
    await engine.until(ks('web'), isReadyAt(first));
    assert.ok(await engine.client.find(cm('b')));

    const second = await commitFiles(fleet, { 'web/a.yaml': configMap('a', '2'), 'web/b.yaml': null });
    const object = await engine.until(ks('web'), isReadyAt(second));

    assert.deepEqual((await engine.client.find(cm('a')))?.data, { value: '2' });
    assert.equal(await engine.client.find(cm('b')), undefined);
    assert.deepEqual(object?.status && statusOfKustomization(object).inventory?.entries, [
      { id: '_web__Namespace', v: 'v1' },
      { id: 'web_a__ConfigMap', v: 'v1' },
    ]);
  });

  it('puts back what somebody deletes or changes', async () => {
    await engine.flux.idle();
    await engine.client.delete(cm('a'));
    await engine.until(cm('a'), (object) => object !== undefined);
    await engine.client.patch(
      cm('a'),
      { type: 'merge', body: { data: { value: '3' } } },
      { fieldManager: 'kubectl-edit' },
    );

    await engine.until(cm('a'), (object) => (object?.data as { value?: string } | undefined)?.value === '2');
  });

  it('takes the notes of controllers for no drift', async () => {
    await engine.flux.idle();
    const { asked } = engine.flux.builds;

    const annotations = { 'deployment.kubernetes.io/revision': '2', 'reconcile.fluxcd.io/requestedAt': 'now' };
    await engine.client.patch(cm('a'), { type: 'merge', body: { metadata: { annotations } } });
    await engine.until(cm('a'), (object) => object?.metadata.annotations !== undefined);
    await engine.flux.idle();

    assert.equal(engine.flux.builds.asked, asked);
  });

  it('waits for health, told by watches, and a newer commit overtakes a rollout that hangs', async () => {
    const hanging = await commitFiles(fleet, { 'web/deployment.yaml': deployment });
    const waiting = await engine.until(
      ks('web'),
      (object) => statusOfKustomization(object as KubeObject).lastAttemptedRevision === `main@sha1:${hanging}`,
    );
    assert.match(
      conditionOf(statusOfKustomization(waiting as KubeObject).conditions, 'Healthy')?.message ?? '',
      /Running health checks/,
    );

    const fixed = await commitFiles(fleet, { 'web/deployment.yaml': null });
    await engine.until(ks('web'), isReadyAt(fixed));

    assert.equal(
      await engine.client.find({ apiVersion: 'apps/v1', kind: 'Deployment', namespace: 'web', name: 'web' }),
      undefined,
    );
  });

  it('builds nothing again when a commit touches something else', async () => {
    await engine.flux.idle();
    const { built } = engine.flux.builds;

    const other = await commitFiles(fleet, { 'other/readme.md': 'nothing' });
    await engine.until(ks('web'), isReadyAt(other));

    assert.equal(engine.flux.builds.built, built);
  });

  it('deletes what it applied when the Kustomization goes', async () => {
    await engine.client.delete(ks('web'));
    await engine.until(ks('web'), (object) => object === undefined);

    assert.equal(await engine.client.find(cm('a')), undefined);
  });
});

describe('the engine after a restart', () => {
  it('goes on without a word of failure', async () => {
    const engine = await openEngine();
    const fleet = await engine.git.create('juanie/fleet');
    for (const name of ['flux-system', 'web']) {
      await engine.client.create(namespace(name));
    }
    await commitFiles(fleet, { 'web/a.yaml': configMap('a', '1') });
    await engine.client.create(gitRepository('fleet'));
    await engine.client.create(kustomization('web'));
    const isReady = (object: KubeObject | undefined) =>
      object !== undefined && isTrue(statusOfKustomization(object).conditions, 'Ready');
    const { metadata } = (await engine.until(ks('web'), isReady)) as KubeObject;
    await engine.flux.close();
    const later = await commitFiles(fleet, { 'web/a.yaml': configMap('a', '2') });

    const said = watchReady(engine.client, metadata.resourceVersion ?? '', later);
    const again = startFlux({ client: engine.client, clock: systemClock, sources: localSources({ git: engine.git }) });

    assert.deepEqual(
      (await said).filter((status) => status === 'False'),
      [],
    );
    assert.deepEqual((await engine.client.find(cm('a')))?.data, { value: '2' });
    await again.close();
    await engine.close();
  });

  /** What `Ready` said until the revision was applied. */
  async function watchReady(client: KubeClient, resourceVersion: string, revision: string): Promise<string[]> {
    const abort = new AbortController();
    const said: string[] = [];
    for await (const event of client.watch(ks('web'), { resourceVersion, signal: abort.signal })) {
      if (event.type === 'BOOKMARK') {
        continue;
      }
      said.push(conditionOf(statusOfKustomization(event.object).conditions, 'Ready')?.status ?? '');
      if (isReadyAt(revision)(event.object)) {
        break;
      }
    }
    abort.abort();
    return said;
  }
});

describe('the engine behind a watch that tells nothing', () => {
  let isBlind = false;
  let engine: Engine;

  before(async () => {
    engine = await openEngine({ view: (client) => ({ ...client, watch: (kind, from) => hidden(client, kind, from) }) });
    const fleet = await engine.git.create('juanie/fleet');
    await engine.client.create(namespace('flux-system'));
    await engine.client.create(namespace('web'));
    await commitFiles(fleet, { 'web/a.yaml': configMap('a', '1') });
    await engine.client.create(gitRepository('fleet'));
    await engine.client.create(kustomization('web'));
    await engine.until(ks('web'), (object) => isTrue(statusOfKustomization(object as KubeObject).conditions, 'Ready'));
    await engine.flux.idle();
  });
  after(() => engine.close());

  async function* hidden<T extends KubeObject>(
    ...[client, kind, from]: [KubeClient, ...Parameters<KubeClient['watch']>]
  ): AsyncIterable<WatchEvent<T>> {
    for await (const event of client.watch<T>(kind, from)) {
      if (!isBlind || kind.kind !== 'ConfigMap') {
        yield event;
      }
    }
  }

  it('finds drift when it audits', async () => {
    isBlind = true;
    await engine.client.patch(cm('a'), { type: 'merge', body: { data: { value: '9' } } });
    await engine.flux.idle();
    assert.deepEqual((await engine.client.find(cm('a')))?.data, { value: '9' });

    const annotations = { 'reconcile.fluxcd.io/requestedAt': 'now' };
    await engine.client.patch(ks('web'), { type: 'merge', body: { metadata: { annotations } } });

    await engine.until(cm('a'), (object) => (object?.data as { value?: string } | undefined)?.value === '1');
  });
});
