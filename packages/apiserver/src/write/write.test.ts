import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { openWorld, type World } from '../testing.ts';

const configMaps = '/api/v1/namespaces/default/configmaps';
const deployments = '/apis/apps/v1/namespaces/default/deployments';
const pods = '/api/v1/namespaces/default/pods';

const configMap = (name: string, data: object = {}) => ({
  apiVersion: 'v1',
  kind: 'ConfigMap',
  metadata: { name },
  data,
});
const template = (image: string) => ({
  metadata: { labels: { app: 'web' } },
  spec: { containers: [{ name: 'web', image }] },
});
const deployment = (name: string, spec: object = {}) => ({
  apiVersion: 'apps/v1',
  kind: 'Deployment',
  metadata: { name },
  spec: { selector: { matchLabels: { app: 'web' } }, template: template('web:1'), ...spec },
});

describe('writing', () => {
  let world: World;
  before(async () => {
    world = await openWorld();
  });
  after(() => world.close());

  it('defaults, counts generations and drops a status that is not asked for', async () => {
    const { body, status } = await world.send('POST', deployments, { ...deployment('fresh'), status: { replicas: 9 } });

    assert.equal(status, 201);
    const spec = body['spec'] as { replicas: number; strategy: object };
    assert.equal(spec.replicas, 1);
    assert.deepEqual(spec.strategy, {
      type: 'RollingUpdate',
      rollingUpdate: { maxUnavailable: '25%', maxSurge: '25%' },
    });
    assert.deepEqual(body['status'], {});
    assert.equal(body.metadata.generation, 1);

    const labelled = await world.patch(`${deployments}/fresh`, 'merge', { metadata: { labels: { a: 'b' } } });
    assert.equal(labelled.body.metadata.generation, 1);
    const scaled = await world.patch(`${deployments}/fresh`, 'merge', { spec: { replicas: 2 } });
    assert.equal(scaled.body.metadata.generation, 2);
  });

  it('writes status at its own path only', async () => {
    await world.send('POST', deployments, deployment('halves'));

    const main = await world.patch(`${deployments}/halves`, 'merge', { status: { replicas: 3 } });
    assert.deepEqual(main.body['status'], {});
    const own = await world.patch(`${deployments}/halves/status`, 'merge', {
      status: { replicas: 3 },
      spec: { replicas: 8 },
    });
    assert.deepEqual(own.body['status'], { replicas: 3 });
    assert.equal((own.body['spec'] as { replicas: number }).replicas, 1);
    assert.equal(own.body.metadata.generation, 1);
  });

  it('merges lists by their keys in a strategic patch', async () => {
    await world.send('POST', deployments, deployment('merged'));
    const containers = [{ name: 'side', image: 'side:1' }];

    const { body } = await world.patch(`${deployments}/merged`, 'strategic', {
      spec: { template: { spec: { containers } } },
    });

    const spec = body['spec'] as { template: { spec: { containers: { name: string }[] } } };
    assert.deepEqual(spec.template.spec.containers.map(({ name }) => name).toSorted(), ['side', 'web']);
  });

  it('applies with owners, refuses conflicts and knows a repetition', async () => {
    const path = (manager: string, force = false) => `${configMaps}/owned?fieldManager=${manager}&force=${force}`;
    const first = await world.patch(path('one'), 'apply', configMap('owned', { color: 'red' }));
    assert.equal(first.status, 201);

    const refused = await world.patch(path('two'), 'apply', configMap('owned', { color: 'blue' }));
    assert.equal(refused.status, 409);
    assert.equal(refused.body['message'], 'Apply failed with 1 conflict: conflict with "one": .data.color');
    const taken = await world.patch(path('two', true), 'apply', configMap('owned', { color: 'blue' }));
    assert.deepEqual(taken.body['data'], { color: 'blue' });

    const again = await world.patch(path('two', true), 'apply', configMap('owned', { color: 'blue' }));
    assert.deepEqual(again.body, taken.body);
    const emptied = await world.patch(path('two', true), 'apply', configMap('owned'));
    assert.deepEqual(emptied.body['data'] ?? {}, {});
  });

  it('shows in a dry run what would be, and stores nothing', async () => {
    const { body } = await world.send('POST', `${configMaps}?dryRun=All`, configMap('imagined'));

    assert.equal(body.metadata.resourceVersion, undefined);
    assert.equal((await world.get(`${configMaps}/imagined`)).status, 404);
  });

  it('names what a type does not know: refused, warned of, or dropped', async () => {
    const typo = { ...configMap('typo'), dta: {} };

    const strict = await world.send('POST', `${configMaps}?fieldValidation=Strict`, typo);
    assert.equal(strict.status, 400);
    assert.match(String(strict.body['message']), /strict decoding error: unknown field "dta"/);
    const warned = await world.send('POST', configMaps, typo);
    assert.equal(warned.status, 201);
    assert.equal(warned.headers['warning'], '299 - "unknown field \\"dta\\""');
    assert.equal(warned.body['dta'], undefined);
  });

  it('keeps what is immutable', async () => {
    await world.send('POST', deployments, deployment('fixed'));
    const other = { matchLabels: { app: 'other' } };

    const { status, body } = await world.patch(`${deployments}/fixed`, 'merge', {
      spec: { selector: other, template: { metadata: { labels: { app: 'other' } } } },
    });

    assert.equal(status, 422);
    assert.match(
      String(body['message']),
      /^Deployment\.apps "fixed" is invalid: spec\.selector: .*field is immutable$/,
    );
  });

  it('waits for finalizers, and takes none on the way out', async () => {
    await world.send('POST', configMaps, {
      ...configMap('held'),
      metadata: { name: 'held', finalizers: ['ex.io/hold'] },
    });

    const marked = await world.send('DELETE', `${configMaps}/held`);
    assert.ok(marked.body.metadata.deletionTimestamp);
    const more = await world.patch(`${configMaps}/held`, 'merge', {
      metadata: { finalizers: ['ex.io/hold', 'ex.io/more'] },
    });
    assert.equal(more.status, 422);
    await world.patch(`${configMaps}/held`, 'merge', { metadata: { finalizers: null } });
    assert.equal((await world.get(`${configMaps}/held`)).status, 404);
  });

  it('marks an owner for foreground and orphan deletion', async () => {
    for (const [policy, finalizer] of [
      ['Foreground', 'foregroundDeletion'],
      ['Orphan', 'orphan'],
    ] as const) {
      await world.send('POST', deployments, deployment(policy.toLowerCase()));
      const { body } = await world.send('DELETE', `${deployments}/${policy.toLowerCase()}`, {
        propagationPolicy: policy,
      });
      assert.deepEqual(body.metadata.finalizers, [finalizer]);
    }
  });

  it('gives a scheduled pod its time to end, another none', async () => {
    const pod = (name: string, nodeName?: string) => ({
      apiVersion: 'v1',
      kind: 'Pod',
      metadata: { name },
      spec: { ...(nodeName && { nodeName }), containers: [{ name: 'c', image: 'x:1' }] },
    });
    await world.send('POST', pods, pod('waiting'));
    await world.send('POST', pods, pod('running', 'local'));

    await world.send('DELETE', `${pods}/waiting`);
    assert.equal((await world.get(`${pods}/waiting`)).status, 404);
    const ending = await world.send('DELETE', `${pods}/running`);
    assert.equal(ending.body.metadata.deletionGracePeriodSeconds, 30);
    await world.send('DELETE', `${pods}/running`, { gracePeriodSeconds: 0 });
    assert.equal((await world.get(`${pods}/running`)).status, 404);
  });

  it('begins nothing in a namespace that ends', async () => {
    await world.send('POST', '/api/v1/namespaces', {
      apiVersion: 'v1',
      kind: 'Namespace',
      metadata: { name: 'ending' },
    });
    await world.send('DELETE', '/api/v1/namespaces/ending');

    const { status, body } = await world.send('POST', '/api/v1/namespaces/ending/configmaps', configMap('late'));

    assert.equal(status, 403);
    assert.match(String(body['message']), /because it is being terminated/);
    await world.send('PUT', '/api/v1/namespaces/ending/finalize', {
      apiVersion: 'v1',
      kind: 'Namespace',
      metadata: { name: 'ending' },
      spec: { finalizers: [] },
    });
    assert.equal((await world.get('/api/v1/namespaces/ending')).status, 404);
  });

  it('makes names, and refuses bad ones', async () => {
    const made = await world.send('POST', configMaps, {
      apiVersion: 'v1',
      kind: 'ConfigMap',
      metadata: { generateName: 'gen-' },
    });
    assert.match(made.body.metadata.name, /^gen-[bcdfghjklmnpqrstvwxz2456789]{5}$/);
    const bad = await world.send('POST', configMaps, configMap('A_b'));
    assert.equal(bad.status, 422);
    const none = await world.send('POST', configMaps, { apiVersion: 'v1', kind: 'ConfigMap', metadata: {} });
    assert.match(String(none.body['message']), /name or generateName is required/);
  });

  it('scales through the subresource', async () => {
    await world.send('POST', deployments, deployment('scaled'));

    const { body } = await world.patch(`${deployments}/scaled/scale`, 'merge', { spec: { replicas: 4 } });

    assert.deepEqual(body['spec'], { replicas: 4 });
    assert.equal((body['status'] as { selector: string }).selector, 'app=web');
    const parent = await world.get(`${deployments}/scaled`);
    assert.equal((parent.body['spec'] as { replicas: number }).replicas, 4);
  });

  it('gives services addresses that stay', async () => {
    const path = '/api/v1/namespaces/default/services';
    const service = { apiVersion: 'v1', kind: 'Service', metadata: { name: 'web' }, spec: { ports: [{ port: 80 }] } };
    const { body } = await world.send('POST', path, service);
    const { clusterIP } = body['spec'] as { clusterIP: string };
    assert.match(clusterIP, /^10\.43\./);

    const updated = await world.send('PUT', `${path}/web`, { ...service, spec: { ports: [{ port: 81 }] } });
    assert.equal((updated.body['spec'] as { clusterIP: string }).clusterIP, clusterIP);
    const moved = await world.patch(`${path}/web`, 'merge', {
      spec: { clusterIP: '10.43.9.9', clusterIPs: ['10.43.9.9'] },
    });
    assert.equal(moved.status, 422);
  });

  it('shows one event in two groups', async () => {
    const events = '/apis/events.k8s.io/v1/namespaces/default/events';
    await world.send('POST', events, {
      apiVersion: 'events.k8s.io/v1',
      kind: 'Event',
      metadata: { name: 'seen' },
      regarding: { kind: 'Pod', name: 'p', namespace: 'default' },
      note: 'it happened',
      reason: 'Happened',
      type: 'Normal',
      reportingController: 'test',
    });

    const { body } = await world.get('/api/v1/namespaces/default/events/seen');

    assert.equal(body['message'], 'it happened');
    assert.deepEqual((await world.get(`${events}?fieldSelector=regarding.name%3Dp`)).body['items'], [
      (await world.get(`${events}/seen`)).body,
    ]);
  });

  it('deletes what a selector means', async () => {
    for (const name of ['a', 'b']) {
      await world.send('POST', configMaps, {
        ...configMap(`many-${name}`),
        metadata: { name: `many-${name}`, labels: { many: name } },
      });
    }

    await world.send('DELETE', `${configMaps}?labelSelector=many%3Da`);

    assert.equal((await world.get(`${configMaps}/many-a`)).status, 404);
    assert.equal((await world.get(`${configMaps}/many-b`)).status, 200);
  });
});
