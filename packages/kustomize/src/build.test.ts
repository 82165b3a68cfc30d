import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { isFault, type Fault } from '@juanie/fault';
import { build, type BuildOptions } from './build.ts';
import { memoryTree } from './testing/disk-tree.ts';

const configMap = 'apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: settings\n';

function refusal(files: Record<string, string>, options?: BuildOptions): Fault {
  try {
    build(memoryTree(files), '', options);
  } catch (thrown) {
    assert.ok(isFault(thrown), String(thrown));
    return thrown;
  }
  throw new assert.AssertionError({ message: 'was built' });
}

describe('what a build refuses', () => {
  it('names all unknown fields at once, with their lines', () => {
    const { reason, problems } = refusal({ 'kustomization.yaml': 'resources: []\nfoo: 1\nimages:\n- nme: x\n' });

    assert.equal(reason, 'KustomizeBuildFailed');
    assert.deepEqual(
      problems.map(({ file, line, path, message }) => [file, line, path, message?.code]),
      [
        ['kustomization.yaml', 2, 'foo', 'KustomizeFieldUnknown'],
        ['kustomization.yaml', 4, 'images[0].nme', 'KustomizeFieldUnknown'],
      ],
    );
  });

  it('names all missing and malformed resources at once', () => {
    const { problems } = refusal({
      'kustomization.yaml': 'resources:\n- nope.yaml\n- good.yaml\n- bad.yaml\n- nameless.yaml\n',
      'good.yaml': configMap,
      'bad.yaml': 'a: b\n c: d\n',
      'nameless.yaml': '---\nkind: ConfigMap\n',
    });

    assert.deepEqual(
      problems.map(({ file, line, path }) => [file, line, path]),
      [
        ['kustomization.yaml', 2, 'resources[0]'],
        ['bad.yaml', 2, ''],
        ['nameless.yaml', 1, 'metadata.name'],
      ],
    );
  });

  it('keeps the sentence of upstream as the cause', () => {
    const { cause } = refusal({ 'kustomization.yaml': 'foo: 1\n' });

    assert.equal((cause as Error).message, 'invalid Kustomization: json: unknown field "foo"');
  });

  it('tells what it does not support from what is wrong', () => {
    const plugin = refusal({
      'kustomization.yaml': 'generators: [g.yaml]\n',
      'g.yaml': 'apiVersion: x/v1\nkind: Run\nmetadata: {name: r}\n',
    });
    const remote = refusal({ 'kustomization.yaml': 'resources: ["https://github.com/owner/repo//dir?ref=v1"]\n' });
    const charts = refusal({ 'kustomization.yaml': 'helmCharts: [{name: x}]\n' });

    assert.deepEqual(
      [plugin.reason, remote.reason, charts.reason],
      Array.from({ length: 3 }, () => 'KustomizeUnsupported'),
    );
    assert.deepEqual(
      [plugin, remote, charts].map(({ problems }) => problems[0]?.message?.code),
      ['KustomizePluginRefused', 'KustomizeRemoteUnavailable', 'KustomizeFieldUnsupported'],
    );
  });

  it('does not follow links out of the tree', () => {
    const tree = memoryTree({ 'kustomization.yaml': 'resources: [link.yaml]\n', 'link.yaml': '../../etc/passwd' });
    const linked = {
      ...tree,
      kindOf: (path: string) => (path === 'link.yaml' ? ('symlink' as const) : tree.kindOf(path)),
    };

    assert.throws(() => build(linked, ''), isFault);
  });

  it('ends at links that lead to each other', () => {
    const tree = memoryTree({ 'kustomization.yaml': 'resources: [a]\n', a: 'b', b: 'a' });
    const linked = {
      ...tree,
      kindOf: (path: string) => (path === 'a' || path === 'b' ? ('symlink' as const) : tree.kindOf(path)),
    };

    assert.throws(() => build(linked, ''), isFault);
  });
});

describe('what is handed in', () => {
  it('resolves files and repositories', () => {
    const repository = memoryTree({
      'dir/kustomization.yaml': 'resources: [c.yaml]\nnamePrefix: far-\n',
      'dir/c.yaml': configMap,
    });
    const { objects, reads } = build(
      memoryTree({
        'kustomization.yaml':
          'resources: ["https://github.com/owner/repo//dir?ref=v1", "https://example.com/x.yaml"]\n',
      }),
      '',
      {
        remote: {
          readFile: (url) => (url.endsWith('.yaml') ? new TextEncoder().encode(configMap) : undefined),
          openRepository: ({ clone, path, ref }) =>
            clone === 'https://github.com/owner/repo' && path === 'dir' && ref === 'v1' ? repository : undefined,
        },
      },
    );

    assert.deepEqual(
      objects.map(({ metadata }) => metadata.name),
      ['far-settings', 'settings'],
    );
    assert.deepEqual([...reads.remotes].sort(), [
      'https://example.com/x.yaml',
      'https://github.com/owner/repo//dir?ref=v1',
    ]);
  });

  it('renders charts, in the namespace of the kustomization', () => {
    const seen: unknown[] = [];
    const { objects } = build(
      memoryTree({ 'kustomization.yaml': 'namespace: prod\nhelmCharts: [{name: web, version: "1"}]\n' }),
      '',
      {
        helm: (chart, globals) => {
          seen.push(chart, globals);
          return configMap;
        },
      },
    );

    assert.deepEqual(seen, [{ name: 'web', version: '1', namespace: 'prod' }, {}]);
    assert.equal(objects[0]?.metadata.namespace, 'prod');
  });

  it('shares parsed files between builds without sharing what they make of them', () => {
    const cache = new Map();
    const tree = memoryTree({
      'a/kustomization.yaml': 'resources: [../base]\nnamePrefix: a-\ncommonLabels: {x: "1"}\n',
      'b/kustomization.yaml': 'resources: [../base]\nnamePrefix: b-\n',
      'base/kustomization.yaml': 'resources: [c.yaml]\n',
      'base/c.yaml': configMap,
    });

    const names = ['a', 'b', 'a'].map((dir) => build(tree, dir, { cache }).text());

    assert.equal(names[0], names[2]);
    assert.match(names[1] ?? '', /name: b-settings/);
    assert.doesNotMatch(names[1] ?? '', /labels/);
    assert.equal(cache.size, 1);
  });

  it('gives objects without traces of YAML', () => {
    const { objects } = build(
      memoryTree({
        'kustomization.yaml': 'resources: [c.yaml]\n',
        'c.yaml': `${configMap}data:\n  a: 0755\n  b: 2020-01-01\n  c:\n  d: 9223372036854775808\n`,
      }),
      '',
    );

    assert.deepEqual(objects[0]?.data, { a: 493, b: '2020-01-01T00:00:00Z', c: null, d: 2 ** 63 });
  });
});
