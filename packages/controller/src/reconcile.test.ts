import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { KubeObject } from '@juanie/kube';
import { reconcile } from './reconcile.ts';
import type { Reconciler, Verdict } from './reconciler.ts';

const rim = { now: () => 0, signal: new AbortController().signal };

function object(metadata: Partial<KubeObject['metadata']> = {}): KubeObject {
  return { apiVersion: 'v1', kind: 'Thing', metadata: { name: 'a', ...metadata } };
}

interface Told {
  readonly published: Verdict[];
  readonly acted: string[];
  readonly finalizers: (readonly string[])[];
}

function reconcilerOf(seen: KubeObject | undefined, parts: Partial<Reconciler<KubeObject, string, void>>) {
  const told: Told = { published: [], acted: [], finalizers: [] };
  const reconciler: Reconciler<KubeObject, string, void> = {
    observe: async () => seen,
    decide: () => ({ next: { when: 'changed' } }),
    act: async (_, action) => void told.acted.push(action),
    conclude: ({ ending }) => ({ next: ending.ok ? { when: 'later', ms: 1 } : { when: 'backoff' } }),
    publish: async (_, verdict) => void told.published.push(verdict),
    ...parts,
  };
  return { told, reconciler };
}

function finalizer(told: Told) {
  return {
    name: 'x/y',
    objectOf: (seen: KubeObject) => seen,
    write: async (_: KubeObject, finalizers: readonly string[]) => {
      told.finalizers.push(finalizers);
      return true;
    },
  };
}

describe('one pass', () => {
  it('ends when the object is gone', async () => {
    const { told, reconciler } = reconcilerOf(undefined, {});

    assert.deepEqual(await reconcile(reconciler, 'a', rim), { next: { when: 'changed' } });
    assert.deepEqual(told.published, []);
  });

  it('says what is under way, acts, and says how it went', async () => {
    const { told, reconciler } = reconcilerOf(object(), { decide: () => ({ next: { when: 'now' }, action: 'go' }) });

    const { next } = await reconcile(reconciler, 'a', rim);

    assert.deepEqual(next, { when: 'later', ms: 1 });
    assert.deepEqual(told.acted, ['go']);
    assert.equal(told.published.length, 2);
  });

  it('lets conclude judge a failure', async () => {
    const { reconciler } = reconcilerOf(object(), {
      decide: () => ({ next: { when: 'now' }, action: 'go' }),
      act: async () => {
        throw new Error('refused');
      },
    });

    const { next, fault } = await reconcile(reconciler, 'a', rim);

    assert.deepEqual(next, { when: 'backoff' });
    assert.equal(fault?.reason, 'InternalError');
  });

  it('adds its finalizer before anything else', async () => {
    const { told, reconciler } = reconcilerOf(object(), { decide: () => ({ next: { when: 'now' }, action: 'go' }) });

    await reconcile({ ...reconciler, finalizer: finalizer(told) }, 'a', rim);

    assert.deepEqual(told.finalizers, [['x/y']]);
    assert.deepEqual(told.acted, []);
  });

  it('removes its finalizer when nothing is left, and only then', async () => {
    const going = object({ deletionTimestamp: '2026-01-01T00:00:00Z', finalizers: ['other/z', 'x/y'] });
    for (const { released, left } of [
      { released: false, left: [] },
      { released: true, left: [['other/z']] },
    ]) {
      const { told, reconciler } = reconcilerOf(going, { decide: () => ({ next: { when: 'changed' }, released }) });

      await reconcile({ ...reconciler, finalizer: finalizer(told) }, 'a', rim);

      assert.deepEqual(told.finalizers, left);
    }
  });
});
