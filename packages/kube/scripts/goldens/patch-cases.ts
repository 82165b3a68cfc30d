import { seededRandom, type Random } from './random.ts';

export function strategicCases(): unknown[] {
  return [...directives, ...Array.from({ length: 120 }, (_, index) => randomCase(seededRandom(9000 + index)))];
}

function randomCase(random: Random): unknown {
  return { kind: 'Deployment', live: deployment(random, false), patch: deployment(random, true) };
}

function deployment(random: Random, isPatch: boolean): unknown {
  const names = ['a', 'b', 'c', 'd'];
  const containers: Record<string, unknown>[] = random.some(names, 0.6).map((name) => ({
    name,
    image: random.pick(['i:1', 'i:2']),
    env: random.some(['A', 'B', 'C'], 0.5).map((key) => ({ name: key, value: random.pick(['1', '2']) })),
    args: random.some(['-x', '-y'], 0.5),
  }));
  if (isPatch && random.chance(0.3)) {
    containers.unshift({ $patch: 'delete', name: random.pick(['a', 'b', 'c', 'd']) });
  }
  const named = containers.flatMap(({ $patch, name }) => ($patch === undefined ? [{ name }] : []));
  const others = names.filter((name) => !named.some((item) => item.name === name)).map((name) => ({ name }));
  const order = isPatch && random.chance(0.4) ? { '$setElementOrder/containers': [...named, ...others] } : {};
  return {
    metadata: {
      labels: { x: random.pick<unknown>(isPatch ? ['1', null] : ['1', '2']) },
      // Both at once: Go's answer depends on the order of its map.
      ...(isPatch && random.chance(0.3)
        ? { '$deleteFromPrimitiveList/finalizers': ['f/1'] }
        : { finalizers: random.some(['f/1', 'f/2', 'f/3'], 0.6) }),
    },
    spec: {
      ...(random.chance(0.5) ? { replicas: random.pick<unknown>(isPatch ? [1, 2, null] : [1, 2]) } : {}),
      template: { spec: { ...(containers.length === 0 ? {} : { containers }), ...order } },
    },
  };
}

const web = {
  metadata: { name: 'web', finalizers: ['f/1', 'f/2'] },
  spec: {
    strategy: { type: 'RollingUpdate', rollingUpdate: { maxSurge: 1 } },
    template: {
      spec: {
        containers: [
          { name: 'a', image: 'a:1', ports: [{ containerPort: 80, protocol: 'TCP' }] },
          { name: 'b', image: 'b:1' },
        ],
        volumes: [{ name: 'v', emptyDir: {} }],
        tolerations: [{ key: 'old' }],
      },
    },
  },
};

const pod = (spec: unknown): unknown => ({ spec: { template: { spec } } });

const directives: readonly unknown[] = [
  { spec: { strategy: { $retainKeys: ['type'], type: 'Recreate' } } },
  { spec: { strategy: { $retainKeys: ['rollingUpdate'], type: 'Recreate' } } },
  { spec: { strategy: { $patch: 'replace', type: 'Recreate' } } },
  { spec: { strategy: { $patch: 'delete' } } },
  { spec: { strategy: { $patch: 'other' } } },
  { spec: { strategy: null } },
  { $patch: 'replace', metadata: { name: 'other' } },
  { $patch: 'delete' },
  pod({ containers: [{ $patch: 'delete', name: 'a' }] }),
  pod({ containers: [{ $patch: 'delete' }] }),
  pod({ containers: [{ $patch: 'replace' }, { name: 'z', image: 'z:1' }] }),
  pod({ containers: [{ $patch: 'merge', name: 'a' }] }),
  pod({ containers: [{ image: 'nameless' }] }),
  pod({
    containers: [
      { name: 'b', image: 'b:2' },
      { name: 'c', image: 'c:1' },
    ],
  }),
  pod({ containers: [{ name: 'c' }], '$setElementOrder/containers': [{ name: 'c' }, { name: 'b' }, { name: 'a' }] }),
  pod({ '$setElementOrder/containers': [{ name: 'b' }, { name: 'a' }] }),
  pod({ containers: [{ name: 'c' }, { name: 'a' }], '$setElementOrder/containers': [{ name: 'a' }, { name: 'c' }] }),
  pod({ containers: [{ name: 'a', ports: [{ containerPort: 80, protocol: 'UDP' }] }] }),
  pod({ containers: [{ name: 'a', image: null }] }),
  pod({ volumes: [{ name: 'v', $retainKeys: ['name', 'configMap'], configMap: { name: 'c' } }] }),
  pod({ volumes: [{ name: 'w', configMap: { name: 'c', items: null } }] }),
  pod({ tolerations: [{ key: 'new' }] }),
  pod({ tolerations: null, nodeSelector: { a: 'b', c: null } }),
  { metadata: { finalizers: ['f/2', 'f/3'] } },
  { metadata: { '$deleteFromPrimitiveList/finalizers': ['f/1'] } },
  { metadata: { finalizers: ['f/3'], '$setElementOrder/finalizers': ['f/3', 'f/1', 'f/2'] } },
  { metadata: { labels: { a: 'b' }, annotations: { x: null } } },
  { metadata: 'text' },
].map((patch) => ({ kind: 'Deployment', live: web, patch }));

export function jsonPatchCases(): unknown[] {
  const document = { a: 1, b: { c: [1, 2, 3], 'd/e': 'x', 'f~g': null }, l: [{ n: 'a' }] };
  return jsonPatches.map((patch) => ({ document, patch }));
}

const jsonPatches: readonly unknown[] = [
  [],
  [{ op: 'add', path: '/new', value: { deep: true } }],
  [{ op: 'add', path: '/b/c/1', value: 9 }],
  [{ op: 'add', path: '/b/c/-', value: 9 }],
  [{ op: 'add', path: '/b/c/3', value: 9 }],
  [{ op: 'add', path: '/b/c/4', value: 9 }],
  [{ op: 'add', path: '/b/c/-1', value: 9 }],
  [{ op: 'add', path: '/b/c/x', value: 9 }],
  [{ op: 'add', path: '/no/where', value: 9 }],
  [{ op: 'add', path: '/a/x', value: 9 }],
  [{ op: 'add', path: '/b/d~1e', value: 'y' }],
  [{ op: 'add', path: '/n' }],
  [{ op: 'remove', path: '/a' }],
  [{ op: 'remove', path: '/b/c/0' }],
  [{ op: 'remove', path: '/b/c/-1' }],
  [{ op: 'remove', path: '/b/c/7' }],
  [{ op: 'remove', path: '/zzz' }],
  [{ op: 'remove', path: '/zzz/y' }],
  [{ op: 'remove', path: '/b/f~0g' }],
  [{ op: 'replace', path: '/a', value: 2 }],
  [{ op: 'replace', path: '/zzz', value: 2 }],
  [{ op: 'replace', path: '/zzz/y', value: 2 }],
  [{ op: 'replace', path: '/b/c/2', value: 2 }],
  [{ op: 'replace', path: '/b/c/3', value: 2 }],
  [{ op: 'replace', path: '', value: { whole: 1 } }],
  [{ op: 'test', path: '/a', value: 1 }],
  [{ op: 'test', path: '/a', value: 2 }],
  [{ op: 'test', path: '/zzz', value: null }],
  [{ op: 'test', path: '/zzz', value: 1 }],
  [{ op: 'test', path: '/zzz/y', value: 1 }],
  [{ op: 'test', path: '/b/c', value: [1, 2, 3] }],
  [{ op: 'test', path: '/b/f~0g', value: null }],
  [{ op: 'test', path: '/b/c/9', value: 1 }],
  [{ op: 'move', from: '/a', path: '/z' }],
  [{ op: 'move', from: '/b/c/0', path: '/b/c/2' }],
  [{ op: 'move', from: '/zzz', path: '/y' }],
  [{ op: 'move', from: '/zzz/x', path: '/y' }],
  [{ op: 'move', from: '/a', path: '/no/where' }],
  [{ op: 'copy', from: '/b', path: '/z' }],
  [{ op: 'copy', from: '/l/0', path: '/l/-' }],
  [{ op: 'copy', from: '/zzz/x', path: '/y' }],
  [{ op: 'copy', from: '/l/4', path: '/y' }],
  [
    { op: 'test', path: '/a', value: 1 },
    { op: 'replace', path: '/a', value: 5 },
    { op: 'copy', from: '/a', path: '/l/0/n' },
    { op: 'remove', path: '/b' },
  ],
  [{ op: 'other', path: '/a' }],
  [{ path: '/a' }],
  [{ op: 'add' }],
  [{ op: 'move', path: '/a' }],
];
