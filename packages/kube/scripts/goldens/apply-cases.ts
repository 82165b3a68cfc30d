import { seededRandom, type Random } from './random.ts';

type Make = (random: Random) => Record<string, unknown>;

interface Family {
  readonly apiVersion: string;
  readonly kind: string;
  readonly schema?: Record<string, unknown>;
  readonly make: Make;
}

/** Scripts of writes by several managers: random ones for each family. */
export function applyCases(): unknown[] {
  return families.flatMap((family, at) =>
    Array.from({ length: 40 }, (_, index) => script(family, seededRandom(at * 1000 + index))),
  );
}

function script({ make, ...head }: Family, random: Random): unknown {
  const { apiVersion, kind } = head;
  const steps = Array.from({ length: 3 + random.below(4) }, () => {
    const object = { apiVersion, kind, metadata: meta(random), ...make(random) };
    const isStatus = random.chance(0.15);
    return {
      operation: random.chance(0.65) ? 'apply' : 'update',
      manager: random.pick(['a', 'b', 'c']),
      force: random.chance(0.5),
      ...(isStatus ? { subresource: 'status', ignored: [['spec'], ['data']] } : { ignored: [['status']] }),
      object,
    };
  });
  return { ...head, steps };
}

function meta(random: Random): Record<string, unknown> {
  return {
    name: 'it',
    ...maybe(random, 0.5, { labels: table(random, ['x', 'y', 'z']) }),
    ...maybe(random, 0.2, { annotations: random.pick<unknown>([{}, null, table(random, ['n', 'm'])]) }),
    ...maybe(random, 0.3, { finalizers: random.some(['a/1', 'a/2', 'a/3'], 0.6) }),
  };
}

function maybe(random: Random, share: number, fields: Record<string, unknown>): Record<string, unknown> {
  return random.chance(share) ? fields : {};
}

function table(random: Random, keys: readonly string[]): Record<string, string> {
  return Object.fromEntries(random.some(keys, 0.6).map((key) => [key, random.pick(['1', '2'])]));
}

function configMap(random: Random): Record<string, unknown> {
  return {
    ...maybe(random, 0.8, { data: table(random, ['a', 'b', 'c', 'd<&>']) }),
    ...maybe(random, 0.2, { immutable: random.chance(0.5) }),
  };
}

function service(random: Random): Record<string, unknown> {
  const ports = random.some([80, 443, 9090], 0.6).map((port) => ({
    port,
    ...maybe(random, 0.5, { protocol: random.pick(['TCP', 'UDP']) }),
    ...maybe(random, 0.5, { targetPort: random.pick<unknown>([8080, 'http']) }),
    ...maybe(random, 0.3, { name: `p${port}` }),
  }));
  return {
    spec: {
      ...maybe(random, 0.8, { ports: random.chance(0.1) ? null : ports }),
      ...maybe(random, 0.6, { selector: table(random, ['app', 'tier']) }),
      ...maybe(random, 0.3, { type: random.pick(['ClusterIP', 'NodePort']) }),
    },
    ...maybe(random, 0.2, { status: { loadBalancer: { ingress: [{ ip: random.pick(['1.1.1.1', '2.2.2.2']) }] } } }),
  };
}

function container(random: Random, name: string): Record<string, unknown> {
  return {
    name,
    ...maybe(random, 0.8, { image: random.pick(['i:1', 'i:2']) }),
    ...maybe(random, 0.4, { args: random.some(['-a', '-b'], 0.7) }),
    ...maybe(random, 0.5, {
      env: random.some(['A', 'B', 'C'], 0.6).map((key) => ({ name: key, value: random.pick(['1', '2']) })),
    }),
    ...maybe(random, 0.4, {
      ports: random.some([1, 2, 10], 0.6).map((containerPort) => ({
        containerPort,
        ...maybe(random, 0.4, { protocol: random.pick(['TCP', 'UDP']) }),
      })),
    }),
    ...maybe(random, 0.3, {
      resources: random.pick<unknown>([{}, { limits: { cpu: random.pick<unknown>(['1', 2]) } }]),
    }),
  };
}

function deployment(random: Random): Record<string, unknown> {
  const pod = {
    ...maybe(random, 0.9, { containers: random.some(['c', 'd', 'e'], 0.6).map((name) => container(random, name)) }),
    ...maybe(random, 0.3, { nodeSelector: table(random, ['disk', 'zone']) }),
    ...maybe(random, 0.2, { tolerations: [{ key: random.pick(['k', 'l']), operator: 'Exists' }] }),
    ...maybe(random, 0.3, {
      volumes: random.some(['v', 'w'], 0.7).map((name) => ({ name, ...random.pick([{ emptyDir: {} }, {}]) })),
    }),
  };
  return {
    spec: {
      ...maybe(random, 0.5, { replicas: random.below(3) }),
      ...maybe(random, 0.4, { selector: { matchLabels: table(random, ['app']) } }),
      ...maybe(random, 0.3, { strategy: random.pick<unknown>([{}, { type: 'Recreate' }]) }),
      template: { ...maybe(random, 0.5, { metadata: { labels: table(random, ['app', 'v']) } }), spec: pod },
    },
    ...maybe(random, 0.3, { status: { replicas: random.below(3), conditions: conditions(random) } }),
  };
}

function conditions(random: Random): unknown[] {
  return random
    .some(['Available', 'Progressing'], 0.7)
    .map((type) => ({ type, status: random.pick(['True', 'False']) }));
}

const text = { type: 'string' };
const widgetSchema = {
  type: 'object',
  properties: {
    spec: {
      type: 'object',
      properties: {
        tags: { type: 'array', items: text, 'x-kubernetes-list-type': 'set' },
        levels: { type: 'array', items: { type: 'integer' }, 'x-kubernetes-list-type': 'set' },
        steps: {
          type: 'array',
          'x-kubernetes-list-type': 'map',
          'x-kubernetes-list-map-keys': ['name', 'kind'],
          items: {
            type: 'object',
            properties: {
              name: text,
              kind: { type: 'string', default: 'run' },
              with: { type: 'object', additionalProperties: text },
              deep: { type: 'array', items: text },
            },
          },
        },
        free: { type: 'object', 'x-kubernetes-preserve-unknown-fields': true },
        whole: { type: 'object', 'x-kubernetes-map-type': 'atomic', properties: { a: text, b: text } },
        amount: { 'x-kubernetes-int-or-string': true, anyOf: [{ type: 'integer' }, { type: 'string' }] },
        plain: { type: 'array', items: text },
      },
    },
    status: { type: 'object', 'x-kubernetes-preserve-unknown-fields': true },
  },
};

function widget(random: Random): Record<string, unknown> {
  return {
    spec: {
      ...maybe(random, 0.5, { tags: random.some(['t', 'u', 'v'], 0.6) }),
      ...maybe(random, 0.3, { levels: random.some([1, 2, 10], 0.6) }),
      ...maybe(random, 0.6, { steps: random.some(['s', 't', 'u'], 0.6).map((name) => step(random, name)) }),
      ...maybe(random, 0.5, { free: random.pick<unknown>([null, {}, freeFields(random), freeFields(random)]) }),
      ...maybe(random, 0.3, { whole: table(random, ['a', 'b']) }),
      ...maybe(random, 0.3, { amount: random.pick<unknown>([1, '2']) }),
      ...maybe(random, 0.3, { plain: random.some(['p', 'q'], 0.7) }),
    },
    ...maybe(random, 0.2, { status: { seen: random.below(3) } }),
  };
}

function step(random: Random, name: string): Record<string, unknown> {
  return {
    name,
    ...maybe(random, 0.4, { kind: random.pick(['run', 'wait']) }),
    ...maybe(random, 0.5, { with: table(random, ['a', 'b']) }),
    ...maybe(random, 0.3, { deep: random.some(['d', 'e'], 0.7) }),
  };
}

function freeFields(random: Random): unknown {
  return Object.fromEntries(random.some(['f', 'g', 'h'], 0.7).map((key) => [key, free(random, 2)]));
}

function free(random: Random, depth: number): unknown {
  if (depth === 0 || random.chance(0.3)) {
    return random.pick<unknown>([1, 'text', true, null, [], [1, { a: 1 }], {}]);
  }
  return Object.fromEntries(random.some(['f', 'g', 'h'], 0.7).map((key) => [key, free(random, depth - 1)]));
}

const families: readonly Family[] = [
  { apiVersion: 'v1', kind: 'ConfigMap', make: configMap },
  { apiVersion: 'v1', kind: 'Service', make: service },
  { apiVersion: 'apps/v1', kind: 'Deployment', make: deployment },
  { apiVersion: 'ex.io/v1', kind: 'Widget', schema: widgetSchema, make: widget },
];
