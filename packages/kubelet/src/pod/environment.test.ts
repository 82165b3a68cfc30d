import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { fieldValue, resourceValue } from './downward.ts';
import { buildEnvironment, expand } from './environment.ts';
import type { Container, Pod } from './pod.ts';
import { qosClassOf } from './qos.ts';
import { parseQuantity } from './quantity.ts';

const pod: Pod = {
  apiVersion: 'v1',
  kind: 'Pod',
  metadata: { name: 'web-1', namespace: 'shop', uid: 'u', labels: { b: '2', a: 'x"y' } },
  spec: { containers: [], nodeName: 'here' },
};

function environmentOf(container: Partial<Container>, runtime: Record<string, string> = {}) {
  return buildEnvironment({
    pod,
    container: { name: 'c', ...container },
    references: {
      configMap: (name) => (name === 'colors' ? { main: 'red', 'not-a-name': 'x' } : undefined),
      secret: (name) => (name === 'keys' ? { token: 'secret' } : undefined),
    },
    image: { PATH: '/bin', FROM_IMAGE: 'yes' },
    runtime,
    node: { cpu: 2, memory: 1024 ** 3 },
  });
}

describe('the environment of a container', () => {
  it('is made of image, sources, variables and runtime, the later ones winning', () => {
    const { values } = environmentOf(
      {
        envFrom: [{ configMapRef: { name: 'colors' } }, { prefix: 'S_', secretRef: { name: 'keys' } }],
        env: [
          { name: 'FROM_IMAGE', value: 'no' },
          { name: 'PORT', value: '3000' },
          { name: 'URL', value: 'http://$(main):$(PORT)/$(S_token)' },
        ],
      },
      { PORT: '23000' },
    );

    assert.deepEqual(values, {
      PATH: '/bin',
      FROM_IMAGE: 'no',
      main: 'red',
      S_token: 'secret',
      PORT: '23000',
      URL: 'http://red:23000/secret',
    });
  });

  it('leaves keys out that are no names, and says so', () => {
    const { skipped } = environmentOf({ envFrom: [{ configMapRef: { name: 'colors' } }] });

    assert.deepEqual(skipped, [{ from: 'configMap shop/colors', keys: ['not-a-name'] }]);
  });

  const missing: readonly [Partial<Container>, string][] = [
    [{ envFrom: [{ configMapRef: { name: 'none' } }] }, 'configmap "none" not found'],
    [{ env: [{ name: 'A', valueFrom: { secretKeyRef: { name: 'none', key: 'k' } } }] }, 'secret "none" not found'],
    [
      { env: [{ name: 'A', valueFrom: { secretKeyRef: { name: 'keys', key: 'k' } } }] },
      "couldn't find key k in Secret shop/keys",
    ],
  ];
  for (const [container, text] of missing) {
    it(`is refused with: ${text}`, () => {
      assert.throws(() => environmentOf(container), { message: text });
    });
  }

  it('goes without what is optional', () => {
    const optional = { name: 'none', key: 'k', optional: true };

    assert.equal(
      environmentOf({ env: [{ name: 'A', valueFrom: { configMapKeyRef: optional } }] }).values['A'],
      undefined,
    );
  });
});

describe('expansion', () => {
  const rows: readonly [string, string][] = [
    ['$(A)', 'one'],
    ['$$(A)', '$(A)'],
    ['$$$(A)', '$one'],
    ['$(MISSING) $A ${A}', '$(MISSING) $A ${A}'],
    ['$(A', '$(A'],
    ['100%$', '100%$'],
  ];
  for (const [text, want] of rows) {
    it(`makes ${want} of ${text}`, () => assert.equal(expand(text, { A: 'one' }), want));
  }
});

describe('what a pod may know about itself', () => {
  it('are its own fields', () => {
    assert.equal(fieldValue(pod, 'metadata.name'), 'web-1');
    assert.equal(fieldValue(pod, "metadata.labels['b']"), '2');
    assert.equal(fieldValue(pod, 'metadata.labels'), 'a="x\\"y"\nb="2"');
    assert.throws(() => fieldValue(pod, 'status.phase'), { message: 'unsupported fieldPath: status.phase' });
  });

  it('are its resources, in whole units of the divisor', () => {
    const container: Container = { name: 'c', resources: { limits: { cpu: '1500m', memory: '100Mi' } } };
    const value = (resource: string, divisor?: string) =>
      resourceValue(pod, container, {
        resource,
        node: { cpu: 4, memory: 1024 },
        ...(divisor === undefined ? {} : { divisor }),
      });

    assert.equal(value('limits.cpu'), '2');
    assert.equal(value('limits.cpu', '1m'), '1500');
    assert.equal(value('limits.memory', '1Mi'), '100');
    assert.equal(value('requests.cpu'), '0');
    assert.equal(resourceValue(pod, { name: 'c' }, { resource: 'limits.cpu', node: { cpu: 4, memory: 1 } }), '4');
  });
});

describe('quantities and quality', () => {
  it('reads quantities', () => {
    assert.deepEqual(['100m', '1Gi', '1.5G', '2e3', '7', 'x'].map(parseQuantity), [
      0.1,
      2 ** 30,
      1.5e9,
      2000,
      7,
      Number.NaN,
    ]);
  });

  it('tells the class of a pod', () => {
    const classOf = (resources: NonNullable<Container['resources']>) =>
      qosClassOf({ spec: { containers: [{ name: 'c', resources }] } });
    const all = { cpu: '1', memory: '1Gi' };

    assert.equal(classOf({}), 'BestEffort');
    assert.equal(classOf({ limits: all }), 'Guaranteed');
    assert.equal(classOf({ limits: all, requests: { ...all, cpu: '500m' } }), 'Burstable');
  });
});
