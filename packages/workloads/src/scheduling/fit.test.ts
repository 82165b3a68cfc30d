import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { Pod, PodSpec } from '../pod.ts';
import { misfit, noNode } from './fit.ts';
import type { Node } from './node.ts';

function pod(spec: Partial<PodSpec> = {}): Pod {
  return { apiVersion: 'v1', kind: 'Pod', metadata: { name: 'p' }, spec: { containers: [], ...spec } };
}

function node(spec: Node['spec'] = {}, labels: Record<string, string> = { disk: 'fast', cores: '4' }): Node {
  return { apiVersion: 'v1', kind: 'Node', metadata: { name: 'local', labels }, spec };
}

function affinity(key: string, operator: string, ...values: string[]): unknown {
  const nodeSelectorTerms = [{ matchExpressions: [{ key, operator, values }] }];
  return { nodeAffinity: { requiredDuringSchedulingIgnoredDuringExecution: { nodeSelectorTerms } } };
}

const selector = "node(s) didn't match Pod's node affinity/selector";
const taints = [{ key: 'gpu', value: 'yes', effect: 'NoSchedule' }];

describe('whether a pod fits a node', () => {
  for (const { when, given, on, why } of [
    { when: 'it asks for nothing', given: pod(), on: node(), why: undefined },
    { when: 'its selector fits', given: pod({ nodeSelector: { disk: 'fast' } }), on: node(), why: undefined },
    { when: 'its selector does not fit', given: pod({ nodeSelector: { disk: 'slow' } }), on: node(), why: selector },
    { when: 'its affinity fits', given: pod({ affinity: affinity('cores', 'Gt', '3') }), on: node(), why: undefined },
    {
      when: 'its affinity does not',
      given: pod({ affinity: affinity('cores', 'Lt', '3') }),
      on: node(),
      why: selector,
    },
    {
      when: 'the label is absent',
      given: pod({ affinity: affinity('x', 'DoesNotExist') }),
      on: node(),
      why: undefined,
    },
    {
      when: 'the node is cordoned',
      given: pod(),
      on: node({ unschedulable: true }),
      why: 'node(s) were unschedulable',
    },
    {
      when: 'the node is tainted',
      given: pod(),
      on: node({ taints }),
      why: 'node(s) had untolerated taint {gpu: yes}',
    },
    {
      when: 'it tolerates the taint',
      given: pod({ tolerations: [{ key: 'gpu', operator: 'Exists' }] }),
      on: node({ taints }),
      why: undefined,
    },
    {
      when: 'it tolerates another value',
      given: pod({ tolerations: [{ key: 'gpu', value: 'no' }] }),
      on: node({ taints }),
      why: 'node(s) had untolerated taint {gpu: yes}',
    },
  ]) {
    it(`when ${when}`, () => {
      assert.equal(misfit(given, on), why);
    });
  }

  it('says of all nodes together why none takes it', () => {
    const message = noNode(pod({ nodeSelector: { disk: 'slow' } }), [node(), node(), node({ unschedulable: true })]);

    assert.match(message, /^0\/3 nodes are available: 1 node\(s\) were unschedulable, 2 node\(s\) didn't match/);
  });
});
