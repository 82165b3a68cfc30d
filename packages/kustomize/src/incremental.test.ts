import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { FileTree } from '@juanie/kube';
import { build, type BuildOptions } from './build.ts';
import { memoryTree } from './testing/disk-tree.ts';

const deployment = (name: string, image: string): string =>
  `apiVersion: apps/v1\nkind: Deployment\nmetadata:\n  name: ${name}\nspec:\n  template:\n    spec:\n      containers:\n      - name: c\n        image: ${image}\n        envFrom:\n        - configMapRef:\n            name: settings\n`;
const configMap = (value: string): string =>
  `apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: settings\ndata:\n  key: ${value}\n`;

const files: Readonly<Record<string, string>> = {
  'overlay/kustomization.yaml':
    'resources: [../base, own.yaml]\nnamespace: prod\nnamePrefix: p-\nlabels: [{pairs: {a: b}}]\nimages: [{name: nginx, newTag: v2}]\npatches: [{path: patch.yaml}, {target: {labelSelector: tier=front}, patch: "- {op: add, path: /metadata/labels/front, value: x}"}]\nconfigMapGenerator: [{name: made, literals: [x=y]}]\n',
  'overlay/patch.yaml': 'apiVersion: apps/v1\nkind: Deployment\nmetadata: {name: web}\nspec: {replicas: 3}\n',
  'overlay/own.yaml': deployment('own', 'nginx'),
  'base/kustomization.yaml': 'resources: [web.yaml, settings.yaml, api.yaml]\n',
  'base/web.yaml': deployment('web', 'nginx'),
  'base/api.yaml': deployment('api', 'other:1'),
  'base/settings.yaml': configMap('one'),
};

/** A tree that knows the hash of each file, here the content itself, and counts what is read. */
function hashed(
  given: Readonly<Record<string, string>>,
): FileTree & { readonly read: (path: string) => Uint8Array | undefined; readonly seen: string[] } {
  const tree = memoryTree(given);
  const seen: string[] = [];
  return {
    ...tree,
    seen,
    read: (path) => {
      seen.push(path);
      return tree.read(path);
    },
    idOf: (path) => given[path],
  };
}

function edited(changes: Readonly<Record<string, string | undefined>>, options: BuildOptions = {}) {
  const before = build(hashed(files), 'overlay', options);
  before.text();
  const now = Object.fromEntries(
    Object.entries({ ...files, ...changes }).filter((entry): entry is [string, string] => entry[1] !== undefined),
  );
  const tree = hashed(now);
  const after = build(tree, 'overlay', { ...options, previous: before });
  return { before, after, seen: tree.seen, whole: build(hashed(now), 'overlay', options) };
}

const edits: readonly (readonly [title: string, changes: Record<string, string>, isPartial: boolean])[] = [
  ['the content of a resource', { 'base/settings.yaml': configMap('two') }, true],
  ['a resource with references', { 'base/web.yaml': deployment('web', 'nginx:9') }, true],
  [
    'several resources',
    { 'base/api.yaml': deployment('api', 'nginx'), 'overlay/own.yaml': deployment('own', 'x') },
    true,
  ],
  [
    'labels that a target selects',
    { 'base/api.yaml': deployment('api', 'x').replace('name: api', 'name: api\n  labels: {tier: front}') },
    false,
  ],
  ['the name of a resource', { 'base/settings.yaml': configMap('one').replace('settings', 'renamed') }, false],
  ['a resource more in a file', { 'base/settings.yaml': `${configMap('one')}---\n${deployment('new', 'x')}` }, false],
  ['a patch', { 'overlay/patch.yaml': files['overlay/patch.yaml']?.replace('3', '4') ?? '' }, false],
  ['a kustomization', { 'base/kustomization.yaml': 'resources: [web.yaml]\n' }, false],
  ['a second kustomization file', { 'base/kustomization.yml': 'resources: []\n' }, false],
];

describe('building what changed', () => {
  it('gives the same result again where nothing changed', () => {
    const { before, after } = edited({});

    assert.equal(after, before);
  });

  for (const [title, changes, isPartial] of edits.slice(0, -1)) {
    it(`builds ${isPartial ? 'only' : 'all after'} ${title}`, () => {
      const { after, whole, seen } = edited(changes);

      assert.equal(after.text(), whole.text());
      assert.deepEqual(after.objects, whole.objects);
      assert.deepEqual([...after.reads.files].sort(), [...whole.reads.files].sort());
      assert.equal(seen.includes('base/kustomization.yaml'), !isPartial);
    });
  }

  it('goes on from what it built', () => {
    const first = build(hashed(files), 'overlay');
    const second = build(hashed({ ...files, 'base/settings.yaml': configMap('two') }), 'overlay', { previous: first });
    const last = { ...files, 'base/settings.yaml': configMap('two'), 'base/web.yaml': deployment('web', 'x') };
    const third = build(hashed(last), 'overlay', { previous: second });

    assert.equal(third.text(), build(hashed(last), 'overlay').text());
  });

  it('refuses what the whole build refuses', () => {
    assert.throws(() => edited({ 'base/web.yaml': 'a: b\n c: d\n' }));
    assert.throws(() => edited({ 'base/kustomization.yml': 'resources: []\n' }));
    assert.throws(() => edited({ 'base/web.yaml': undefined }));
  });

  it('builds all where replacements carry values between resources', () => {
    const kustomization = `${files['overlay/kustomization.yaml'] ?? ''}replacements: [{source: {kind: ConfigMap, name: settings, fieldPath: data.key}, targets: [{select: {name: web}, fieldPaths: [metadata.annotations.k], options: {create: true}}]}]\n`;
    const replacing = { ...files, 'overlay/kustomization.yaml': kustomization };
    const now = { ...replacing, 'base/settings.yaml': configMap('two') };

    const after = build(hashed(now), 'overlay', { previous: build(hashed(replacing), 'overlay') });

    assert.match(after.text(), /k: two/);
  });

  it('does not take a result of other options', () => {
    const before = build(hashed(files), 'overlay', { reorder: 'none' });

    assert.equal(build(hashed(files), 'overlay', { previous: before }).text(), build(hashed(files), 'overlay').text());
  });
});
