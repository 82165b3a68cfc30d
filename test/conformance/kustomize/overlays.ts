import * as fc from 'fast-check';

/** The files of a random tree of kustomizations; `top` is the one to build. */
export type Overlay = Readonly<Record<string, string>>;

const names = fc.constantFrom('web', 'api', 'db', 'settings', 'keys');
const namespaces = fc.constantFrom('one', 'two', 'default');
const words = fc.constantFrom(
  'a',
  'b-c',
  'yes',
  '1',
  'true',
  'x y',
  'long words that go on and on and on until they have to be folded somewhere near the end of it',
);

function container(name: string, image: string): object {
  return {
    name,
    image,
    env: [
      { name: 'A', value: '1' },
      { name: 'B', valueFrom: { configMapKeyRef: { name: 'settings', key: 'k' } } },
    ],
    ports: [{ containerPort: 80 }],
  };
}

const podSpec = fc.record(
  {
    containers: fc
      .uniqueArray(fc.tuple(names, fc.constantFrom('nginx', 'nginx:1', 'app:v1', 'r.io/app@sha256:aa')), {
        minLength: 1,
        maxLength: 2,
        selector: ([name]) => name,
      })
      .map((all) => all.map(([name, image]) => container(name, image))),
    volumes: names.map((name) => [
      { name: 'v', configMap: { name } },
      { name: 'w', secret: { secretName: 'keys' } },
    ]),
    serviceAccountName: names,
  },
  { requiredKeys: ['containers'] },
);

function object(apiVersion: string, kind: string, rest: fc.Arbitrary<object>): fc.Arbitrary<object> {
  return fc
    .tuple(
      fc.record(
        {
          name: names,
          namespace: namespaces,
          labels: fc.dictionary(fc.constantFrom('app', 'tier'), fc.constantFrom('x', 'y')),
          annotations: fc.dictionary(fc.constantFrom('note', 'z.io/y'), words),
        },
        { requiredKeys: ['name'] },
      ),
      rest,
    )
    .map(([metadata, fields]) => ({ apiVersion, kind, metadata, ...fields }));
}

const template = podSpec.map((spec) => ({
  spec: { selector: { matchLabels: { app: 'x' } }, template: { metadata: { labels: { app: 'x' } }, spec } },
}));

const resource = fc.oneof(
  object('apps/v1', 'Deployment', template),
  object('apps/v1', 'StatefulSet', template),
  object('v1', 'Service', fc.constant({ spec: { selector: { app: 'x' }, ports: [{ port: 80 }] } })),
  object(
    'v1',
    'ConfigMap',
    fc.dictionary(fc.constantFrom('k', 'l', 'm'), words).map((data) => ({ data })),
  ),
  object('v1', 'Secret', fc.constant({ data: { k: 'eA==' } })),
  object('v1', 'ServiceAccount', fc.constant({})),
  object(
    'rbac.authorization.k8s.io/v1',
    'RoleBinding',
    names.map((name) => ({
      roleRef: { apiGroup: 'rbac.authorization.k8s.io', kind: 'Role', name },
      subjects: [
        { kind: 'ServiceAccount', name },
        { kind: 'ServiceAccount', name: 'default', namespace: 'one' },
      ],
    })),
  ),
  object('rbac.authorization.k8s.io/v1', 'ClusterRole', fc.constant({ rules: [] })),
  object(
    'autoscaling/v2',
    'HorizontalPodAutoscaler',
    names.map((name) => ({ spec: { scaleTargetRef: { kind: 'Deployment', name } } })),
  ),
  object(
    'example.com/v1',
    'Thing',
    fc.jsonValue({ maxDepth: 3 }).map((spec) => ({ spec })),
  ),
);

const resources = fc.uniqueArray(resource, {
  minLength: 1,
  maxLength: 6,
  selector: (each) => {
    const { kind, metadata } = each as { kind: string; metadata: { name: string; namespace?: string } };
    return `${kind}/${metadata.namespace ?? 'default'}/${metadata.name}`;
  },
});

const patch = fc.oneof(
  fc
    .tuple(
      fc.constantFrom('Deployment', 'StatefulSet', '.*', 'ConfigMap'),
      fc.record(
        {
          metadata: fc.constant({ name: 'any', annotations: { added: 'x' } }),
          spec: fc.record(
            {
              replicas: fc.constantFrom(0, 5, null),
              template: fc.constant({
                spec: {
                  containers: [
                    { name: 'web', image: 'patched' },
                    { name: 'extra', image: 'e' },
                  ],
                  volumes: [{ name: 'v', emptyDir: {} }],
                },
              }),
            },
            { requiredKeys: [] },
          ),
        },
        { requiredKeys: ['metadata'] },
      ),
    )
    .map(([kind, given]) => ({ target: { kind }, patch: JSON.stringify({ apiVersion: 'v1', kind: 'Any', ...given }) })),
  fc.constantFrom('Deployment', 'Service', '.*').map((kind) => ({
    target: { kind },
    patch: JSON.stringify([{ op: 'add', path: '/metadata/annotations/json', value: 'patched' }]),
  })),
);

/** Fields of one kustomization; `tag` keeps what it generates apart from the others'. */
function layer(tag: string, mergesInto: readonly string[]): fc.Arbitrary<object> {
  const made = { name: `made-${tag}`, literals: ['k=v'] };
  const merged = mergesInto.map((name) => ({ name, behavior: 'merge', literals: ['n=w'] }));
  const fields = {
    namespace: namespaces,
    namePrefix: fc.constantFrom('p-', 'q-'),
    nameSuffix: fc.constantFrom('-s', '-t'),
    commonLabels: fc.constant({ common: 'c' }),
    labels: fc
      .record({ pairs: fc.constant({ own: 'l' }), includeSelectors: fc.boolean(), includeTemplates: fc.boolean() })
      .map((each) => [each]),
    commonAnnotations: fc.constant({ noted: 'n' }),
    images: fc.constantFrom(
      [{ name: 'nginx', newTag: 'v9' }],
      [
        { name: 'app', newName: 'other' },
        { name: 'r.io/app', digest: 'sha256:bb' },
      ],
    ),
    patches: fc.array(patch, { maxLength: 2 }),
    configMapGenerator: fc.constantFrom(
      [made],
      [{ ...made, options: { disableNameSuffixHash: true } }],
      [made, ...merged],
    ),
    secretGenerator: fc.constant([{ name: `sealed-${tag}`, literals: ['p=q'] }]),
    sortOptions: fc.constantFrom({ order: 'fifo' }, { order: 'legacy' }),
    buildMetadata: fc.constant(['originAnnotations', 'transformerAnnotations']),
    replacements: fc.constant([
      {
        source: { kind: 'ServiceAccount', name: 'anchor', fieldPath: 'metadata.name' },
        targets: [
          { select: { kind: 'Deployment' }, fieldPaths: ['metadata.annotations.from'], options: { create: true } },
          {
            select: { kind: 'ConfigMap|Secret' },
            reject: [{ name: 'made.*' }],
            fieldPaths: ['metadata.labels.from'],
            options: { create: true },
          },
        ],
      },
    ]),
  };
  return fc
    .record(
      Object.fromEntries(
        Object.entries(fields).map(([name, each]) => [
          name,
          fc.option(each as fc.Arbitrary<unknown>, { freq: 1, nil: undefined }),
        ]),
      ),
    )
    .map((all) => JSON.parse(JSON.stringify(all)) as object);
}

/** Names that no other directory uses; references within a directory stay. */
function ownNames(list: readonly object[], tag: string): object[] {
  const text = JSON.stringify(list).replaceAll(/"name":"(web|api|db|settings|keys)"/g, `"name":"$1-${tag}"`);
  return JSON.parse(text) as object[];
}

const anchor = { apiVersion: 'v1', kind: 'ServiceAccount', metadata: { name: 'anchor' } };

/** One to three layers: a base, perhaps a second one beside it, perhaps a layer between, and the top. */
export const overlays: fc.Arbitrary<Overlay> = fc
  .record({
    base: fc.tuple(layer('base', []), resources),
    second: fc.option(fc.tuple(layer('second', []), resources)),
    middle: fc.option(layer('middle', [])),
    top: layer('top', []),
    own: fc.option(resources),
  })
  .map(({ base, second, middle, top, own }) => {
    const files: Record<string, string> = {};
    const add = (
      dir: string,
      fields: object,
      given: { list: readonly object[] | null; on: readonly string[] },
    ): void => {
      const { list, on } = given;
      files[`${dir}/kustomization.yaml`] = JSON.stringify({
        resources: list === null ? on : [...on, 'r.yaml'],
        ...fields,
      });
      if (list !== null) {
        files[`${dir}/r.yaml`] = list.map((each) => JSON.stringify(each)).join('\n---\n');
      }
    };
    const { replacements: _, ...withoutAnchor } = (second?.[0] ?? {}) as { replacements?: unknown };
    add('base', base[0], { list: [anchor, ...ownNames(base[1], 'base')], on: [] });
    if (second !== null) {
      add('second', withoutAnchor, { list: ownNames(second[1], 'second'), on: [] });
    }
    const bases = second === null ? ['../base'] : ['../base', '../second'];
    if (middle !== null) {
      add('middle', middle, { list: null, on: bases });
    }
    add('top', top, { list: own === null ? null : ownNames(own, 'top'), on: middle === null ? bases : ['../middle'] });
    return files;
  });
