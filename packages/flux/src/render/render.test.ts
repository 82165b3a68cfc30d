import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { isFault } from '@juanie/fault';
import type { KubeObject } from '@juanie/kube';
import { memoryTree } from '../source/memory-tree.ts';
import { render } from './render.ts';
import type { BuildSpec, RenderRequest } from './request.ts';
import { sameReads } from './tree-view.ts';

const bare: BuildSpec = { patches: [], images: [], components: [], ignoreMissingComponents: false, buildMetadata: [] };

function request(spec: Partial<BuildSpec> = {}, more: Partial<RenderRequest> = {}): RenderRequest {
  return {
    gitDir: '',
    commit: '',
    path: 'app',
    spec: { ...bare, ...spec },
    labels: { owner: 'app' },
    ...more,
  };
}

const configMap = (name: string, value = '1') =>
  `apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: ${name}\ndata:\n  value: "${value}"\n`;
const deployment = `apiVersion: apps/v1
kind: Deployment
metadata: {name: web}
spec:
  selector: {matchLabels: {app: web}}
  template:
    metadata: {labels: {app: web}}
    spec: {containers: [{name: web, image: "example.com/web:1", imagePullPolice: Always, ports: [{containerPort: 80}]}]}
`;
const kustomization = (text: string) => `apiVersion: kustomize.config.k8s.io/v1beta1\nkind: Kustomization\n${text}`;

function namesOf(objects: readonly KubeObject[]): string[] {
  return objects.map(({ kind, metadata }) => `${kind}/${metadata.namespace ?? ''}/${metadata.name}`);
}

describe('render', () => {
  it('finds manifests where there is no kustomization file, and folders with one', () => {
    const tree = memoryTree({
      'app/a.yaml': configMap('a'),
      'app/deep/b.yml': configMap('b'),
      'app/own/kustomization.yaml': kustomization('namePrefix: own-\nresources: [c.yaml]\n'),
      'app/own/c.yaml': configMap('c'),
      'app/own/left-out.yaml': configMap('x'),
      'app/readme.md': 'not a manifest',
      'other/d.yaml': configMap('d'),
    });

    assert.deepEqual(namesOf(render(tree, request()).objects), ['ConfigMap//a', 'ConfigMap//b', 'ConfigMap//own-c']);
  });

  it('puts the fields of the spec into the kustomization that is there', () => {
    const tree = memoryTree({
      'app/kustomization.yaml': kustomization(
        'namespace: old\nresources: [web.yaml]\nimages: [{name: example.com/web, newTag: "2"}]\n',
      ),
      'app/web.yaml': deployment,
    });
    const { objects } = render(
      tree,
      request({
        targetNamespace: 'new',
        namePrefix: 'p-',
        nameSuffix: '-s',
        images: [{ name: 'example.com/web', digest: `sha256:${'0'.repeat(64)}` }],
        patches: [{ patch: '[{"op": "add", "path": "/spec/replicas", "value": 3}]', target: { kind: 'Deployment' } }],
        commonMetadata: { labels: { team: 'a' }, annotations: { note: 'b' } },
      }),
    );
    const [web] = objects;
    const { replicas, template } = (web as KubeObject).spec as {
      replicas: number;
      template: { spec: { containers: Record<string, unknown>[] } };
    };

    assert.deepEqual(namesOf(objects), ['Deployment/new/p-web-s']);
    assert.equal(replicas, 3);
    assert.equal(template.spec.containers[0]?.image, `example.com/web@sha256:${'0'.repeat(64)}`);
    assert.deepEqual(web?.metadata.labels, {
      team: 'a',
      owner: 'app',
    });
    assert.deepEqual(web.metadata.annotations, { note: 'b' });
  });

  it('drops unknown fields of built-in kinds and fills in protocols, as the round trip through Go types does', () => {
    const [web] = render(memoryTree({ 'app/web.yaml': deployment }), request()).objects;
    const { template } = (web as KubeObject).spec as { template: { spec: { containers: unknown[] } } };

    assert.deepEqual(template.spec.containers, [
      { name: 'web', image: 'example.com/web:1', ports: [{ containerPort: 80, protocol: 'TCP' }] },
    ]);
  });

  it('encodes stringData', () => {
    const secret = 'apiVersion: v1\nkind: Secret\nmetadata: {name: s}\ndata: {a: YQ==}\nstringData: {b: b}\n';
    const [object] = render(memoryTree({ 'app/s.yaml': secret }), request()).objects;

    assert.deepEqual(object?.data, { a: 'YQ==', b: 'Yg==' });
    assert.equal(object?.stringData, undefined);
  });

  it('replaces variables, typed by what comes out', () => {
    const tree = memoryTree({
      'app/a.yaml': configMap('${NAME}', '${COUNT:=1}'),
      'app/b.yaml': configMap('b', '$$HOME $5'),
    });
    const { objects } = render(tree, request({}, { variables: { values: { NAME: 'a' }, always: false } }));

    assert.deepEqual(
      objects.map(({ metadata, data }) => [metadata.name, data]),
      [
        ['a', { value: 1 }],
        ['b', { value: '$HOME $5' }],
      ],
    );
  });

  it('replaces nothing without variables, unless always', () => {
    const tree = memoryTree({ 'app/a.yaml': configMap('a', '${COUNT:=1}') });
    const value = (always: boolean) =>
      render(tree, request({}, { variables: { values: {}, always } })).objects[0]?.data as { value: unknown };

    assert.equal(value(false).value, '${COUNT:=1}');
    assert.equal(value(true).value, 1);
  });

  for (const { when, files, spec = {}, variables, says } of [
    {
      when: 'a manifest is broken',
      files: { 'app/a.yaml': 'a: b: c' },
      says: /^failed to decode Kubernetes YAML from \/app\/a.yaml: Malformed/,
    },
    {
      when: 'a manifest has no kind',
      files: { 'app/a.yaml': 'apiVersion: v1\nmetadata: {name: a}' },
      says: /missing kind in object/,
    },
    {
      when: 'a variable is not set',
      files: { 'app/a.yaml': configMap('${NAME}') },
      variables: { A: 'a' },
      says: /variable not set \(strict mode\): "NAME"/,
    },
    {
      when: 'a variable has a bad name',
      files: { 'app/a.yaml': configMap('a') },
      variables: { 'a-b': '' },
      says: /'a-b' var name is invalid/,
    },
    {
      when: 'a component is elsewhere',
      files: { 'app/a.yaml': configMap('a') },
      spec: { components: ['https://example.com/c'] },
      says: /must be local and relative/,
    },
    {
      when: 'a component is missing',
      files: { 'app/a.yaml': configMap('a') },
      spec: { components: ['../c'] },
      says: /^kustomize build failed: /,
    },
  ] as {
    when: string;
    files: Record<string, string>;
    spec?: Partial<BuildSpec>;
    variables?: Record<string, string>;
    says: RegExp;
  }[]) {
    it(`refuses the build when ${when}`, () => {
      const more = variables === undefined ? {} : { variables: { values: variables, always: false } };

      assert.throws(
        () => render(memoryTree(files), request(spec, more)),
        (thrown) => isFault(thrown) && thrown.reason === 'FluxBuildFailed' && says.test(thrown.message),
      );
    });
  }

  it('names the file and the line that are to blame', () => {
    const broken = 'apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: a\n   data: x\n';
    const files = {
      'app/a.yaml': broken,
      'own/kustomization.yaml': kustomization('resources: [b.yaml]\n'),
      'own/b.yaml': broken,
    };

    for (const [path, file] of [
      ['app', 'app/a.yaml'],
      ['own', 'own/b.yaml'],
    ] as const) {
      assert.throws(
        () => render(memoryTree(files), request({}, { path })),
        (thrown) => isFault(thrown) && thrown.problems[0]?.file === file && thrown.problems[0].line !== undefined,
      );
    }
  });

  it('leaves out a missing component where that is allowed', () => {
    const tree = memoryTree({ 'app/a.yaml': configMap('a') });

    assert.equal(render(tree, request({ components: ['../c'], ignoreMissingComponents: true })).objects.length, 1);
  });

  it('knows what it read: another tree with the same of that gives the same', () => {
    const files = {
      'app/kustomization.yaml': kustomization('resources: [../base]\n'),
      'base/kustomization.yaml': kustomization('resources: [a.yaml]\n'),
      'base/a.yaml': configMap('a'),
      'other/b.yaml': configMap('b'),
    };
    const { reads } = render(memoryTree(files), request());

    assert.equal(sameReads(reads, memoryTree({ ...files, 'other/b.yaml': configMap('b', '2'), 'new.yaml': '' })), true);
    assert.equal(sameReads(reads, memoryTree({ ...files, 'base/a.yaml': configMap('a', '2') })), false);
    assert.equal(sameReads(reads, memoryTree({ ...files, '.sourceignore': 'a.yaml' })), false);
    assert.equal(sameReads(reads, memoryTree({ ...files, 'app/.sourceignore': '*' })), false);
  });
});
