import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { openWorld, type World } from '../testing.ts';

const configMaps = '/api/v1/namespaces/default/configmaps';
const tableForm = { accept: 'application/json;as=Table;v=v1;g=meta.k8s.io,application/json' };

interface ListBody {
  readonly items: readonly { readonly metadata: { readonly name: string } }[];
  readonly metadata: {
    readonly resourceVersion: string;
    readonly continue?: string;
    readonly remainingItemCount?: number;
  };
}

describe('reading', () => {
  let world: World;
  before(async () => {
    world = await openWorld({ now: () => new Date('2026-01-01T00:00:00Z') });
    for (const name of ['a', 'b', 'c', 'd', 'e']) {
      await world.send('POST', configMaps, {
        apiVersion: 'v1',
        kind: 'ConfigMap',
        metadata: { name, labels: { letter: name, vowel: String('aeiou'.includes(name)) } },
      });
    }
  });
  after(() => world.close());

  const list = async (query: string) => (await world.get(`${configMaps}?${query}`)).body as unknown as ListBody;
  const names = ({ items }: ListBody) => items.map(({ metadata }) => metadata.name).join('');

  for (const [selector, want] of [
    ['labelSelector=letter%3Da', 'a'],
    ['labelSelector=letter+in+(a,b),vowel!%3Dtrue', 'b'],
    ['labelSelector=letter+notin+(a,b)', 'cde'],
    ['labelSelector=!letter', ''],
    ['labelSelector=vowel', 'abcde'],
    ['fieldSelector=metadata.name%3Dc', 'c'],
    ['fieldSelector=metadata.name!%3Dc,metadata.namespace%3Ddefault', 'abde'],
  ] as const) {
    it(`selects with ${decodeURIComponent(selector)}`, async () => {
      assert.equal(names(await list(selector)), want);
    });
  }

  it('refuses selectors that it cannot read', async () => {
    assert.equal((await world.get(`${configMaps}?labelSelector=a%3D%3D%3Db`)).status, 400);
    assert.equal((await world.get(`${configMaps}?fieldSelector=data.x%3D1`)).status, 400);
  });

  it('pages through one moment, whatever happens meanwhile', async () => {
    const first = await list('limit=2');
    assert.equal(names(first), 'ab');
    assert.equal(first.metadata.remainingItemCount, 3);
    await world.send('POST', configMaps, { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'c2' } });

    const second = await list(`limit=2&continue=${first.metadata.continue}`);
    const third = await list(`limit=2&continue=${second.metadata.continue}`);

    assert.equal(names(second) + names(third), 'cde');
    assert.equal(third.metadata.continue, undefined);
    assert.equal(second.metadata.resourceVersion, first.metadata.resourceVersion);
    await world.send('DELETE', `${configMaps}/c2`);
  });

  it('waits for no version of the future', async () => {
    const { status, body } = await world.get(`${configMaps}?resourceVersion=999999`);
    assert.equal(status, 504);
    assert.match(String(body['message']), /Too large resource version: 999999/);
  });

  it('answers tables and metadata', async () => {
    const table = (await world.get(`${configMaps}/a`, tableForm)).body as unknown as {
      columnDefinitions: { name: string }[];
      rows: { cells: unknown[] }[];
    };
    assert.deepEqual(
      table.columnDefinitions.map(({ name }) => name),
      ['Name', 'Data', 'Age'],
    );
    assert.deepEqual(table.rows[0]?.cells, ['a', 0, '0s']);

    const accept = 'application/json;as=PartialObjectMetadataList;g=meta.k8s.io;v=v1';
    const partial = await world.get(configMaps, { accept });
    assert.equal(partial.body.kind, 'PartialObjectMetadataList');
    assert.equal((await world.get(configMaps, { accept: 'text/html' })).status, 406);
  });

  it('begins a watch with what there is, and marks the end of it where asked', async () => {
    const query = 'watch=true&sendInitialEvents=true&allowWatchBookmarks=true&resourceVersionMatch=NotOlderThan';
    const lines = await world.watch(`${configMaps}?${query}&labelSelector=vowel%3Dtrue`, 3);

    assert.deepEqual(
      lines.map(({ type, object }) => `${type} ${object.metadata.name ?? ''}`.trim()),
      ['ADDED a', 'ADDED e', 'BOOKMARK'],
    );
    assert.equal(lines[2]?.object.metadata.annotations?.['k8s.io/initial-events-end'], 'true');
    assert.equal((await world.get(`${configMaps}?watch=true&sendInitialEvents=true`)).status, 422);
  });

  it('tells rows in a watch, with columns once', async () => {
    const { metadata } = await list('');
    await world.send('POST', configMaps, { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'row' } });
    await world.send('DELETE', `${configMaps}/row`);

    const lines = await world.watch(`${configMaps}?watch=1&resourceVersion=${metadata.resourceVersion}`, 2, tableForm);

    assert.deepEqual(
      lines.map(({ type, object }) => [type, object['columnDefinitions'] === null]),
      [
        ['ADDED', false],
        ['DELETED', true],
      ],
    );
  });

  it('tells metadata alone', async () => {
    const accept = 'application/json;as=PartialObjectMetadata;g=meta.k8s.io;v=v1';
    const [line] = await world.watch(`${configMaps}?watch=1&fieldSelector=metadata.name%3Da`, 1, { accept });

    assert.equal(line?.object.kind, 'PartialObjectMetadata');
    assert.equal(line?.object['data'], undefined);
  });
});
