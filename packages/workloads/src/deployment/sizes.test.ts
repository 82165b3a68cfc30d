import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { ReplicaSet } from '../replica-set/replica-set.ts';
import type { Deployment } from './deployment.ts';
import { fenceposts } from './deployment.ts';
import { rollingSizes } from './sizes.ts';

function deployment(replicas: number, maxSurge: number | string, maxUnavailable: number | string): Deployment {
  return {
    apiVersion: 'apps/v1',
    kind: 'Deployment',
    metadata: { name: 'web' },
    spec: {
      replicas,
      strategy: { type: 'RollingUpdate', rollingUpdate: { maxSurge, maxUnavailable } },
      selector: {},
      template: { spec: { containers: [] } },
    },
  };
}

/** Wanted and available replicas; the older the earlier in the list. */
function replicaSet(name: string, [wanted, available]: readonly [number, number], age = 0): ReplicaSet {
  return {
    apiVersion: 'apps/v1',
    kind: 'ReplicaSet',
    metadata: { name, creationTimestamp: new Date(1_000_000 + age * 1000).toISOString() },
    spec: { replicas: wanted, selector: {}, template: { spec: { containers: [] } } },
    status: { replicas: wanted, availableReplicas: available },
  };
}

describe('one step of a rolling update', () => {
  for (const { when, given, fresh, old, sizes } of [
    { when: 'it begins', given: deployment(10, 3, 2), fresh: [0, 0], old: [[10, 10]], sizes: { new: 3 } },
    { when: 'the surge is used up', given: deployment(10, 3, 2), fresh: [3, 0], old: [[10, 10]], sizes: { old0: 8 } },
    { when: 'there is room for more', given: deployment(10, 3, 2), fresh: [3, 0], old: [[8, 8]], sizes: { new: 5 } },
    { when: 'nothing may go', given: deployment(10, 3, 2), fresh: [5, 0], old: [[8, 8]], sizes: {} },
    { when: 'new ones serve', given: deployment(10, 3, 2), fresh: [5, 5], old: [[8, 8]], sizes: { old0: 3 } },
    { when: 'it is nearly over', given: deployment(10, 3, 2), fresh: [10, 10], old: [[1, 1]], sizes: { old0: 0 } },
    {
      when: 'old ones are unhealthy, they go first',
      given: deployment(3, 1, 0),
      fresh: [1, 0],
      old: [[3, 1]],
      sizes: {},
    },
    {
      when: 'an unhealthy old one stands beside a healthy one',
      given: deployment(3, 1, 1),
      fresh: [1, 1],
      old: [
        [1, 0],
        [2, 2],
      ],
      sizes: { old0: 0, old1: 1 },
    },
    {
      when: 'there are too many new ones',
      given: deployment(2, 1, 1),
      fresh: [5, 5],
      old: [[0, 0]],
      sizes: { new: 2 },
    },
  ] as const) {
    it(`when ${when}`, () => {
      const olds = old.map((size, at) => replicaSet(`old${at}`, size, at));

      const steps = rollingSizes(given, replicaSet('new', fresh, 99), olds);

      assert.deepEqual(Object.fromEntries(steps.map(({ replicaSet: one, to }) => [one.metadata.name, to])), sizes);
    });
  }
});

describe('fenceposts', () => {
  for (const [replicas, surge, unavailable, want] of [
    [10, '25%', '25%', { surge: 3, unavailable: 2 }],
    [1, '25%', '25%', { surge: 1, unavailable: 0 }],
    [3, 0, '10%', { surge: 0, unavailable: 1 }],
    [2, 1, 5, { surge: 1, unavailable: 2 }],
  ] as const) {
    it(`of ${replicas} with ${surge} and ${unavailable}`, () => {
      assert.deepEqual(fenceposts(deployment(replicas, surge, unavailable)), want);
    });
  }
});
