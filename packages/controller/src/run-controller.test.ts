import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { KubeObject } from '@juanie/kube';
import { manualClock } from './clock.ts';
import { openInformer } from './informer.ts';
import { memoryClient } from './memory-client.ts';
import { runController } from './run-controller.ts';
import type { Reconciler } from './reconciler.ts';

const kind = { apiVersion: 'v1', kind: 'ConfigMap' };
const other = { apiVersion: 'v1', kind: 'Secret' };

function seeing(passes: string[]): Reconciler<string, never, void> {
  return {
    observe: async (key) => key,
    decide: (key) => {
      passes.push(key);
      return { next: { when: 'changed' } };
    },
    act: async () => undefined,
    conclude: () => ({ next: { when: 'changed' } }),
    publish: async () => undefined,
  };
}

function object(of: typeof kind, name: string): KubeObject {
  return { ...of, metadata: { name, namespace: 'n' } };
}

async function turns(): Promise<void> {
  for (let turn = 0; turn < 20; turn += 1) {
    await new Promise((resolve) => setImmediate(resolve));
  }
}

describe('a controller', () => {
  it('is woken by its own kind and by the keys that another kind concerns', async () => {
    const clock = manualClock();
    const client = memoryClient(clock);
    const passes: string[] = [];
    const [own, foreign] = [openInformer(client, kind), openInformer(client, other)];
    const wake = [own, { informer: foreign, keysOf: () => ['n/woken'] }];
    const controller = runController({ name: 'test', reconciler: seeing(passes), wake, clock });

    await client.create(object(kind, 'a'));
    await client.create(object(other, 'b'));
    await turns();
    await controller.idle();

    assert.deepEqual(passes.sort(), ['n/a', 'n/woken']);
    await controller.close();
    own.close();
    foreign.close();
  });

  it('acts on nothing before it has seen everything once, and can be closed until then', async () => {
    const clock = manualClock();
    const client = memoryClient(clock);
    const passes: string[] = [];
    const own = openInformer(client, kind);
    const never = { synced: new Promise<void>(() => undefined), onChange: () => () => undefined };
    const controller = runController({ name: 'test', reconciler: seeing(passes), wake: [own, never], clock });

    await client.create(object(kind, 'a'));
    await turns();
    await controller.close();

    assert.deepEqual(passes, []);
    own.close();
  });
});
