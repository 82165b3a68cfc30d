import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { KubeObject } from '@juanie/kube';
import { renderDuration } from './duration.ts';
import { readJsonPath } from './json-path.ts';
import { podPrinter } from './pods.ts';
import { seenOf } from './printer.ts';

const now = new Date('2026-01-01T00:10:00Z');

describe('ages', () => {
  const second = 1000;
  const minute = 60 * second;
  const hour = 60 * minute;
  const day = 24 * hour;
  for (const [ms, want] of [
    [-2 * second, '<invalid>'],
    [0, '0s'],
    [119 * second, '119s'],
    [2 * minute + 5 * second, '2m5s'],
    [9 * minute, '9m'],
    [59 * minute, '59m'],
    [3 * hour + 4 * minute, '3h4m'],
    [20 * hour, '20h'],
    [3 * day + 2 * hour, '3d2h'],
    [30 * day, '30d'],
    [800 * day, '2y70d'],
    [9 * 365 * day, '9y'],
  ] as const) {
    it(`prints ${ms} ms as ${want}`, () => assert.equal(renderDuration(ms), want));
  }
});

describe('the status of a pod', () => {
  const pod = (status: object, metadata: object = {}): KubeObject => ({
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: { name: 'p', creationTimestamp: '2026-01-01T00:00:00Z', ...metadata },
    spec: { containers: [{ name: 'c' }], initContainers: [{ name: 'i' }] },
    status,
  });
  const container = (state: object, rest: object = {}) => ({
    name: 'c',
    ready: false,
    restartCount: 0,
    state,
    ...rest,
  });
  const row = (object: KubeObject) => podPrinter.cells(seenOf(object, now)).slice(1, 4).join(' ');

  for (const [when, object, want] of [
    ['it waits', pod({ phase: 'Pending' }), '0/1 Pending 0'],
    [
      'an init container runs',
      pod({ phase: 'Pending', initContainerStatuses: [{ name: 'i', state: { running: {} } }] }),
      '0/1 Init:0/1 0',
    ],
    [
      'it crashes again and again',
      pod({
        phase: 'Running',
        containerStatuses: [
          container(
            { waiting: { reason: 'CrashLoopBackOff' } },
            { restartCount: 3, lastState: { terminated: { finishedAt: '2026-01-01T00:05:00Z' } } },
          ),
        ],
      }),
      '0/1 CrashLoopBackOff 3 (5m ago)',
    ],
    [
      'it ended without a reason',
      pod({ phase: 'Failed', containerStatuses: [container({ terminated: { exitCode: 7 } })] }),
      '0/1 ExitCode:7 0',
    ],
    [
      'it runs',
      pod({ phase: 'Running', containerStatuses: [container({ running: {} }, { ready: true })] }),
      '1/1 Running 0',
    ],
    ['it is to end', pod({ phase: 'Running' }, { deletionTimestamp: '2026-01-01T00:00:00Z' }), '0/1 Terminating 0'],
  ] as const) {
    it(`when ${when}`, () => assert.equal(row(object), want));
  }
});

describe('paths of printer columns', () => {
  const object = {
    metadata: { labels: { 'app.io/name': 'web' } },
    status: {
      conditions: [
        { type: 'Ready', status: 'True' },
        { type: 'Stalled', status: 'False' },
      ],
      list: [1, 2],
    },
  };
  for (const [path, want] of [
    ['.status.conditions[?(@.type=="Ready")].status', ['True']],
    ['.status.conditions[?(@.type!="Ready")].status', ['False']],
    ['.status.list[1]', [2]],
    ['.status.list[*]', [1, 2]],
    ["['metadata'].labels['app.io/name']", ['web']],
    ['.metadata.labels.app\\.io/name', ['web']],
    ['.status.nothing.here', []],
    ['.status[[', []],
  ] as const) {
    it(path, () => assert.deepEqual(readJsonPath(object, path), want));
  }
});
