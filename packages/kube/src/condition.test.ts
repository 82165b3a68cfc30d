import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { conditionOf, withConditions, withoutConditions } from './condition.ts';
import type { Condition } from './object.ts';

const before: Condition[] = [
  { type: 'Healthy', status: 'True', reason: 'Ok', message: 'ok', lastTransitionTime: 'then' },
  { type: 'Ready', status: 'True', reason: 'Ok', message: 'ok', lastTransitionTime: 'then' },
];

describe('conditions', () => {
  const rows = [
    { change: {}, kubernetes: 'then', flux: 'then' },
    { change: { message: 'other' }, kubernetes: 'then', flux: 'now' },
    { change: { reason: 'Other' }, kubernetes: 'then', flux: 'now' },
    { change: { status: 'False' as const }, kubernetes: 'now', flux: 'now' },
  ];
  for (const { change, ...wanted } of rows) {
    for (const style of ['kubernetes', 'flux'] as const) {
      it(`${style}: ${JSON.stringify(change)} moves the time to ${wanted[style]}`, () => {
        const next: Condition = { type: 'Ready', status: 'True', reason: 'Ok', message: 'ok', ...change };

        const conditions = withConditions(before, [next], { now: 'now', style });

        assert.equal(conditions.find(({ type }) => type === 'Ready')?.lastTransitionTime, wanted[style]);
      });
    }
  }

  it('puts Stalled, Reconciling and Ready first for Flux', () => {
    const added: Condition[] = ['Reconciling', 'ArtifactInStorage'].map((type) => ({ type, status: 'True' }));

    const conditions = withConditions(before, added, { now: 'now', style: 'flux' });

    assert.deepEqual(
      conditions.map(({ type }) => type),
      ['Reconciling', 'Ready', 'ArtifactInStorage', 'Healthy'],
    );
  });

  it('finds and removes by type', () => {
    const object = { apiVersion: 'v1', kind: 'Pod', metadata: { name: 'p' }, status: { conditions: before } };

    assert.equal(conditionOf(object, 'Ready')?.reason, 'Ok');
    assert.equal(conditionOf(object, 'Gone'), undefined);
    assert.deepEqual(
      withoutConditions(before, 'Ready').map(({ type }) => type),
      ['Healthy'],
    );
  });
});
