import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { KubeObject } from '../object.ts';
import { computeStatus, withPods } from './compute-status.ts';

function job(spec: object, status: object): KubeObject {
  return { apiVersion: 'batch/v1', kind: 'Job', metadata: { name: 'j' }, spec, status };
}

describe('health of jobs, as Flux has it', () => {
  const rows: [string, KubeObject, string, string][] = [
    ['suspended', job({ suspend: true }, {}), 'Current', 'Job is suspended'],
    ['not started', job({ parallelism: 2 }, {}), 'InProgress', 'Job not started. active: 0/2'],
    [
      'running',
      job({}, { startTime: 't', active: 1 }),
      'InProgress',
      'Job in progress. success:0, active: 1, failed: 0',
    ],
    [
      'complete',
      job({ completions: 3 }, { succeeded: 3, conditions: [{ type: 'Complete', status: 'True' }] }),
      'Current',
      'Job Completed. succeeded: 3/3',
    ],
    [
      'failed',
      job({}, { failed: 7, conditions: [{ type: 'Failed', status: 'True' }] }),
      'Failed',
      'Job Failed. failed: 7/1',
    ],
  ];
  for (const [name, object, status, message] of rows) {
    it(name, () => {
      const health = computeStatus(object);

      assert.deepEqual([health.status, health.message], [status, message]);
    });
  }
});

describe('health of a workload with its pods', () => {
  const waiting = { name: 'c', state: { waiting: { reason: 'CrashLoopBackOff' } } };
  const pod = (status: object, metadata: object = {}): KubeObject => ({
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: { name: 'p', creationTimestamp: '2020-01-01T00:00:00Z', ...metadata },
    status,
  });
  const looping = { phase: 'Running', containerStatuses: [waiting] };
  const unschedulable = {
    phase: 'Pending',
    conditions: [{ type: 'PodScheduled', status: 'False', reason: 'Unschedulable' }],
  };
  const progressing = { status: 'InProgress', message: 'Ready: 0/1' } as const;

  it('fails with a pod in a crash loop', () => {
    assert.equal(withPods(progressing, [pod(looping)]).message, '1 pods have failed');
  });

  it('does not count deleted and unschedulable pods', () => {
    const pods = [pod(looping, { deletionTimestamp: 'now' }), pod(unschedulable)];

    assert.equal(withPods(progressing, pods, { now: Date.parse('2026-01-01') }), progressing);
  });

  it('leaves a workload that is not in progress alone', () => {
    const current = { status: 'Current', message: 'ok' } as const;

    assert.equal(withPods(current, [pod(looping)]), current);
  });
});
