import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { OwnerReference } from '@juanie/kube';
import { decide, type OwnerState, type Seen } from './decide.ts';
import type { Item } from './ownership.ts';

function owner(uid: string, blockOwnerDeletion = true): OwnerReference {
  return { apiVersion: 'apps/v1', kind: 'ReplicaSet', name: uid, uid, controller: true, blockOwnerDeletion };
}

function item(uid: string, metadata: Partial<Item['metadata']> = {}): Item {
  return { apiVersion: 'v1', kind: 'Pod', metadata: { name: uid, namespace: 'n', uid, ...metadata } };
}

function seen(self: Item, states: readonly OwnerState[] = [], dependents: readonly Item[] = []): Seen {
  return { item: self, owners: states.map((state, at) => ({ owner: owner(`o${at}`), state })), dependents };
}

const going = { deletionTimestamp: '2026-01-01T00:00:00Z' };
const child = item('c', { ownerReferences: [owner('a')] });
const looseChild = item('c', { ownerReferences: [owner('a', false)] });

describe('what becomes of an object', () => {
  for (const { when, given, does } of [
    { when: 'it has no owner', given: seen(item('a')), does: undefined },
    { when: 'its owner is there', given: seen(item('a'), ['solid']), does: undefined },
    {
      when: 'its owner is gone',
      given: seen(item('a'), ['dangling']),
      does: { do: 'delete', propagation: 'Background' },
    },
    {
      when: 'one of two owners is gone',
      given: seen(item('a'), ['solid', 'dangling']),
      does: { do: 'unreference', uids: ['o1'] },
    },
    {
      when: 'its owner waits for it',
      given: seen(item('a'), ['waiting']),
      does: { do: 'delete', propagation: 'Background' },
    },
    {
      when: 'its owner waits for it and others depend on it',
      given: seen(item('a'), ['waiting'], [child]),
      does: { do: 'delete', propagation: 'Foreground' },
    },
    { when: 'it is being deleted already', given: seen(item('a', going), ['dangling']), does: undefined },
    {
      when: 'it is deleted in the foreground and something blocks',
      given: seen(item('a', { ...going, finalizers: ['foregroundDeletion'] }), [], [child]),
      does: undefined,
    },
    {
      when: 'it is deleted in the foreground and nothing blocks',
      given: seen(item('a', { ...going, finalizers: ['foregroundDeletion'] }), [], [looseChild]),
      does: { do: 'unfinalize' },
    },
    {
      when: 'it is deleted and leaves its dependents',
      given: seen(item('a', { ...going, finalizers: ['orphan'] }), [], [child]),
      does: { do: 'orphan' },
    },
  ] as const) {
    it(`when ${when}`, () => {
      assert.deepEqual(decide(given).action, does);
    });
  }
});
