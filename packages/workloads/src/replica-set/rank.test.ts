import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { Pod } from '../pod.ts';
import { inOrderOfDeletion } from './rank.ts';

interface Traits {
  readonly unassigned?: boolean;
  readonly phase?: string;
  readonly readySince?: string;
  readonly cost?: string;
  readonly restarts?: number;
  readonly created?: string;
}

function pod(name: string, traits: Traits = {}): Pod {
  const { unassigned, phase = 'Running', readySince, cost, restarts = 0, created = '2026-01-01T00:00:00Z' } = traits;
  const ready = { type: 'Ready', status: 'True' as const, lastTransitionTime: readySince ?? '' };
  return {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: {
      name,
      creationTimestamp: created,
      annotations: cost === undefined ? {} : { 'controller.kubernetes.io/pod-deletion-cost': cost },
    },
    spec: { containers: [], ...(unassigned === true ? {} : { nodeName: 'local' }) },
    status: {
      phase,
      containerStatuses: [{ restartCount: restarts }],
      conditions: readySince === undefined ? [] : [ready],
    },
  };
}

describe('which pods go first', () => {
  it('follows upstream, criterion by criterion', () => {
    const order = [
      pod('unassigned', { unassigned: true, phase: 'Pending' }),
      pod('pending', { phase: 'Pending' }),
      pod('unknown', { phase: 'Unknown' }),
      pod('unready'),
      pod('cheap', { readySince: '2026-01-01T00:00:00Z', cost: '-5' }),
      pod('ready-late', { readySince: '2026-01-01T00:09:00Z' }),
      pod('restarted', { readySince: '2026-01-01T00:01:00Z', restarts: 3 }),
      pod('young', { readySince: '2026-01-01T00:01:00Z', created: '2026-01-01T00:00:30Z' }),
      pod('old', { readySince: '2026-01-01T00:01:00Z' }),
      pod('dear', { readySince: '2026-01-01T00:09:00Z', cost: '10' }),
    ];

    assert.deepEqual(
      inOrderOfDeletion([...order].reverse()).map(({ metadata }) => metadata.name),
      order.map(({ metadata }) => metadata.name),
    );
  });
});
