import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { openWorld, type World } from '../testing.ts';

const crds = '/apis/apiextensions.k8s.io/v1/customresourcedefinitions';
const widgets = '/apis/ex.io/v1/namespaces/default/widgets';

const schema = {
  type: 'object',
  properties: {
    spec: {
      type: 'object',
      properties: { size: { type: 'integer', minimum: 1 }, mode: { type: 'string', default: 'fast' } },
    },
    status: { type: 'object', 'x-kubernetes-preserve-unknown-fields': true },
  },
};
const definition = {
  apiVersion: 'apiextensions.k8s.io/v1',
  kind: 'CustomResourceDefinition',
  metadata: { name: 'widgets.ex.io' },
  spec: {
    group: 'ex.io',
    scope: 'Namespaced',
    names: { plural: 'widgets', kind: 'Widget', shortNames: ['wd'] },
    versions: [
      {
        name: 'v1',
        served: true,
        storage: true,
        schema: { openAPIV3Schema: schema },
        subresources: { status: {} },
        additionalPrinterColumns: [
          { name: 'Ready', type: 'string', jsonPath: '.status.conditions[?(@.type=="Ready")].status' },
        ],
      },
      { name: 'v1beta1', served: true, storage: false, deprecated: true, schema: { openAPIV3Schema: schema } },
    ],
  },
};
const widget = (name: string, spec: object) => ({ apiVersion: 'ex.io/v1', kind: 'Widget', metadata: { name }, spec });

describe('kinds of one’s own', () => {
  let world: World;
  before(async () => {
    world = await openWorld();
    await world.send('POST', crds, definition);
  });
  after(() => world.close());

  it('are served at once, in discovery and OpenAPI too', async () => {
    const { body } = await world.get(`${crds}/widgets.ex.io`);
    const { conditions } = body['status'] as { conditions: { type: string; status: string }[] };
    assert.deepEqual(
      conditions.map(({ type, status }) => `${type}=${status}`),
      ['NamesAccepted=True', 'Established=True'],
    );

    const resources = (await world.get('/apis/ex.io/v1')).body['resources'] as { name: string }[];
    assert.deepEqual(
      resources.map(({ name }) => name),
      ['widgets', 'widgets/status'],
    );
    assert.ok(((await world.get('/openapi/v3')).body['paths'] as Record<string, unknown>)['apis/ex.io/v1']);
  });

  it('are pruned, defaulted and validated', async () => {
    const { body } = await world.send('POST', widgets, widget('good', { size: 2, colour: 'red' }));
    assert.deepEqual(body['spec'], { size: 2, mode: 'fast' });

    const bad = await world.send('POST', widgets, widget('bad', { size: 0 }));
    assert.equal(bad.status, 422);
    assert.match(String(bad.body['message']), /spec.size in body should be greater than or equal to 1/);
  });

  it('need a version to be replaced, and know no strategic merge', async () => {
    assert.equal((await world.send('PUT', `${widgets}/good`, widget('good', { size: 3 }))).status, 422);
    assert.equal((await world.patch(`${widgets}/good`, 'strategic', { spec: { size: 3 } })).status, 415);
  });

  it('count generations of everything but status', async () => {
    await world.patch(`${widgets}/good/status`, 'merge', {
      status: { conditions: [{ type: 'Ready', status: 'True' }] },
    });
    const { body } = await world.patch(`${widgets}/good`, 'merge', { spec: { size: 5 } });
    assert.equal(body.metadata.generation, 2);
  });

  it('print their columns', async () => {
    const { body } = await world.get(widgets, { accept: 'application/json;as=Table;v=v1;g=meta.k8s.io' });
    assert.deepEqual((body['rows'] as { cells: unknown[] }[])[0]?.cells, ['good', 'True']);
  });

  it('are the same in an older version, with a warning', async () => {
    const { body, headers } = await world.get('/apis/ex.io/v1beta1/namespaces/default/widgets/good');
    assert.equal(body.apiVersion, 'ex.io/v1beta1');
    assert.match(headers['warning'] ?? '', /ex.io\/v1beta1 Widget is deprecated/);
  });

  it('are refused when their definition is no good', async () => {
    const { spec } = definition;
    const wrong = {
      ...definition,
      metadata: { name: 'things.ex.io' },
      spec: { ...spec, names: { plural: 'gadgets', kind: 'Gadget' } },
    };
    assert.equal((await world.send('POST', crds, wrong)).status, 422);
  });

  it('go with their definition', async () => {
    const [line] = await Promise.all([
      world.watch(`${widgets}?watch=1&resourceVersion=${(await world.get(widgets)).body.metadata.resourceVersion}`, 1),
      world.send('DELETE', `${crds}/widgets.ex.io`),
    ]);

    assert.equal(line[0]?.type, 'DELETED');
    await world.send('POST', '/api/v1/namespaces/default/configmaps', { metadata: { name: 'after' } });
    assert.equal((await world.get(widgets)).status, 404);
    assert.equal((await world.get(`${crds}/widgets.ex.io`)).status, 404);
  });
});
