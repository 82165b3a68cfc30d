import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { KubeObject } from '@juanie/kube';
import { manualClock } from './clock.ts';
import { openInformer, type Change } from './informer.ts';
import { memoryClient } from './memory-client.ts';

const kind = { apiVersion: 'v1', kind: 'ConfigMap' };

function configMap(name: string, data: Record<string, string> = {}): KubeObject {
  return { ...kind, metadata: { name, namespace: 'n' }, data };
}

async function turns(): Promise<void> {
  for (let turn = 0; turn < 20; turn += 1) {
    await new Promise((resolve) => setImmediate(resolve));
  }
}

describe('an informer', () => {
  it('knows what is there and follows what changes', async () => {
    const client = memoryClient(manualClock());
    await client.create(configMap('a'));
    const informer = openInformer(client, kind);
    const seen: string[] = [];
    informer.onChange((key, { before, after }) => {
      seen.push(`${key} ${before === undefined ? 'new' : after === undefined ? 'gone' : 'changed'}`);
    });

    await informer.synced;
    const b = await client.create(configMap('b'));
    await client.update({ ...b, data: { x: 'y' } });
    await client.delete({ ...kind, namespace: 'n', name: 'a' });
    await turns();

    assert.deepEqual(seen, ['n/a new', 'n/b new', 'n/b changed', 'n/a gone']);
    assert.deepEqual(
      informer.list().map(({ metadata }) => metadata.name),
      ['b'],
    );
    informer.close();
  });

  it('lists again when the server has forgotten the version, and tells what is gone', async () => {
    const client = memoryClient(manualClock());
    await client.create(configMap('a'));
    const informer = openInformer(client, kind);
    await informer.synced;
    await turns();
    const gone: string[] = [];
    informer.onChange((key, { after }) => after === undefined && gone.push(key));

    client.dropWatches();
    await client.delete({ ...kind, namespace: 'n', name: 'a' });
    await client.create(configMap('b'));
    client.compact();
    await turns();

    assert.deepEqual(gone, ['n/a']);
    assert.deepEqual(
      informer.list().map(({ metadata }) => metadata.name),
      ['b'],
    );
    informer.close();
  });

  it('goes on where it was when the server ends a watch', async () => {
    const client = memoryClient(manualClock());
    const informer = openInformer(client, kind);
    await informer.synced;
    await turns();

    client.dropWatches();
    await client.create(configMap('a'));
    await turns();

    assert.notEqual(informer.get('n', 'a'), undefined);
    informer.close();
  });

  it('tries again later when the server cannot be reached', async () => {
    const clock = manualClock();
    const client = memoryClient(clock);
    let down = true;
    const list: typeof client.list = async (...given) => {
      if (down) {
        throw new Error('down');
      }
      return client.list(...given);
    };
    const watch = client.watch.bind(client);
    const informer = openInformer({ list, watch }, kind, { clock });
    await turns();
    down = false;

    clock.advance(100);
    await informer.synced;

    assert.deepEqual(informer.list(), []);
    informer.close();
  });

  it('finds by index, also after a change', async () => {
    const client = memoryClient(manualClock());
    const indexes = { x: (object: KubeObject) => [(object['data'] as { x?: string }).x ?? ''] };
    const informer = openInformer(client, kind, { indexes });
    const a = await client.create(configMap('a', { x: '1' }));
    await informer.synced;
    await turns();
    const names = (value: string) => informer.by('x', value).map(({ metadata }) => metadata.name);

    assert.deepEqual(names('1'), ['a']);
    await client.update({ ...a, data: { x: '2' } });
    await turns();

    assert.deepEqual([names('1'), names('2')], [[], ['a']]);
    informer.close();
  });

  it('takes in an own write at once and is not told of it twice', async () => {
    const client = memoryClient(manualClock());
    const informer = openInformer(client, kind);
    await informer.synced;
    await turns();
    const changes: Change<KubeObject>[] = [];
    informer.onChange((_, change) => changes.push(change));

    informer.note(await client.create(configMap('a')));
    assert.notEqual(informer.get('n', 'a'), undefined);
    await turns();

    assert.equal(changes.length, 1);
    informer.close();
  });

  it('does not bring back what was deleted before the answer to its creation was noted', async () => {
    const client = memoryClient(manualClock());
    const informer = openInformer(client, kind);
    await informer.synced;
    const created = await client.create(configMap('a'));
    await client.delete({ ...kind, namespace: 'n', name: 'a' });
    await turns();

    informer.note(created);

    assert.equal(informer.get('n', 'a'), undefined);
    informer.close();
  });

  it('holds an object for doomed from its own delete on, whatever older events say', async () => {
    const client = memoryClient(manualClock());
    const informer = openInformer(client, kind);
    const a = await client.create({ ...configMap('a'), metadata: { name: 'a', namespace: 'n', finalizers: ['x/y'] } });
    await informer.synced;
    await turns();

    informer.noteDeleted(a);
    assert.notEqual(informer.get('n', 'a')?.metadata.deletionTimestamp, undefined);
    await client.update({ ...a, data: { late: 'yes' } });
    await turns();

    assert.notEqual(informer.get('n', 'a')?.metadata.deletionTimestamp, undefined);
    informer.close();
  });
});
