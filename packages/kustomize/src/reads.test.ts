import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { build, type BuildOptions } from './build.ts';
import { memoryTree } from './testing/disk-tree.ts';

const configMap = (name: string): string => `apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: ${name}\n`;

const files: Readonly<Record<string, string>> = {
  'overlay/kustomization.yaml': [
    'resources: [../base, own.yaml]',
    'components: [../component]',
    'configurations: [config.yaml]',
    'crds: [crd.json]',
    'openapi: {path: openapi.json}',
    'configMapGenerator: [{name: g, files: [a.txt], envs: [b.env]}]',
    'patches: [{path: patch.yaml}]',
    'patchesStrategicMerge: [strategic.yaml]',
    'patchesJson6902: [{target: {name: own}, path: json.yaml}]',
    'replacements: [{path: replacement.yaml}]',
    'transformers: [transformer.yaml]',
    'generators: [generator.yaml]',
    '',
  ].join('\n'),
  'overlay/own.yaml': configMap('own'),
  'overlay/config.yaml': 'nameReference: []\n',
  'overlay/crd.json': '{}',
  'overlay/openapi.json': '{"definitions": {}}',
  'overlay/a.txt': 'a',
  'overlay/b.env': 'B=b\n',
  'overlay/patch.yaml': `${configMap('own')}data: {p: "1"}\n`,
  'overlay/strategic.yaml': `${configMap('own')}data: {s: "1"}\n`,
  'overlay/json.yaml': '- {op: add, path: /data/j, value: "1"}\n',
  'overlay/replacement.yaml':
    'source: {kind: ConfigMap, name: own}\ntargets: [{select: {name: based}, fieldPaths: [data.r], options: {create: true}}]\n',
  'overlay/transformer.yaml':
    'apiVersion: builtin\nkind: PrefixTransformer\nmetadata: {name: x}\nprefix: p-\nfieldSpecs: [{path: metadata/name}]\n',
  'overlay/generator.yaml': 'apiVersion: builtin\nkind: ConfigMapGenerator\nmetadata: {name: made}\nliterals: [a=b]\n',
  'base/kustomization.yaml': 'resources: [based.yaml]\n',
  'base/based.yaml': configMap('based'),
  'component/kustomization.yaml': 'kind: Component\nresources: [c.yaml]\n',
  'component/c.yaml': configMap('c'),
};

/** What a build makes of a tree: its text, or that it is refused. */
function outcome(tree: Readonly<Record<string, string>>, options?: BuildOptions): string {
  try {
    return build(memoryTree(tree), 'overlay', options).text();
  } catch (thrown) {
    return `refused: ${(thrown as Error & { cause?: Error }).cause?.message ?? String(thrown)}`;
  }
}

describe('the read set', () => {
  const { reads } = build(memoryTree(files), 'overlay');

  it('names every file of a build that uses all fields', () => {
    assert.deepEqual([...reads.files].sort(), Object.keys(files).sort());
  });

  it('names every file whose change or removal changes the outcome', () => {
    const before = outcome(files);

    for (const path of Object.keys(files)) {
      const { [path]: _, ...without } = files;
      if (outcome(without) !== before || outcome({ ...files, [path]: 'broken: [' }) !== before) {
        assert.ok(reads.files.has(path), path);
      }
    }
  });

  it('names every path whose appearance changes the outcome', () => {
    const before = outcome(files);
    const places = ['overlay', 'base', 'component'].flatMap((dir) => [
      `${dir}/kustomization.yml`,
      `${dir}/Kustomization`,
    ]);

    for (const path of places) {
      assert.notEqual(outcome({ ...files, [path]: 'resources: []\n' }), before);
      assert.ok(reads.absent.has(path), path);
    }
  });

  it('is not moved by files that nothing names', () => {
    assert.equal(outcome({ ...files, 'overlay/other.yaml': 'x', 'README.md': 'y' }), outcome(files));
  });

  it('names what was looked for in vain, also when the build is refused', () => {
    assert.match(outcome({ 'overlay/kustomization.yaml': 'resources: [nope.yaml]\n' }), /^refused/);
  });
});
