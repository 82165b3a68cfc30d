import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { parseManifests, writeManifests } from './manifests.ts';

describe('parseManifests', () => {
  it('reads by the rules of the API: YAML 1.1 booleans, dates as strings', () => {
    const { objects, problems } = parseManifests(
      'apiVersion: v1\nkind: X\nmetadata:\n  name: a\nspec:\n  a: yes\n  b: 2020-01-01\n  c: 0755\n  on: off\n',
    );

    assert.deepEqual(problems, []);
    assert.deepEqual(objects[0]?.spec, { a: true, b: '2020-01-01', c: 493, true: false });
  });

  it('opens lists and skips empty documents', () => {
    const { objects } = parseManifests(
      '---\n# nothing\n---\nkind: List\napiVersion: v1\nitems:\n- {apiVersion: v1, kind: A, metadata: {name: a}}\n- {apiVersion: v1, kind: B, metadata: {name: b}}\n',
    );

    assert.deepEqual(
      objects.map(({ kind }) => kind),
      ['A', 'B'],
    );
  });

  it('reports every bad document with file and line, and keeps the good ones', () => {
    const text = 'a: b\n c: d\n---\napiVersion: v1\nkind: Good\nmetadata: {name: g}\n---\nkind: Bad\n---\n- 1\n';

    const { objects, problems } = parseManifests(text, { file: 'x.yaml' });

    assert.deepEqual(
      objects.map(({ kind }) => kind),
      ['Good'],
    );
    assert.deepEqual(
      problems.map(({ file, line, path, message }) => [file, line, path, message?.code]),
      [
        ['x.yaml', 2, '', 'ManifestUnreadable'],
        ['x.yaml', 8, 'apiVersion', 'ManifestFieldMissing'],
        ['x.yaml', 8, 'metadata.name', 'ManifestFieldMissing'],
        ['x.yaml', 10, '', 'ManifestNotAnObject'],
      ],
    );
  });

  it('reads what it writes', () => {
    const objects = [
      { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'a' }, data: { x: 'yes', y: 'a\nb\n', z: '' } },
    ];

    assert.deepEqual(parseManifests(writeManifests([...objects, ...objects])).objects, [...objects, ...objects]);
  });
});

describe('hostile input', () => {
  it('stops alias bombs', () => {
    const lines = ['a: &a [x, x, x, x, x, x, x, x, x]'];
    for (let at = 1; at < 12; at++) {
      const [name, before] = [String.fromCharCode(97 + at), String.fromCharCode(96 + at)];
      lines.push(`${name}: &${name} [${Array.from({ length: 9 }, () => `*${before}`).join(', ')}]`);
    }

    const { problems } = parseManifests(lines.join('\n'));

    assert.match(problems[0]?.detail ?? '', /excessive aliasing/);
  });

  it('stops documents nested 10,000 deep', () => {
    for (const text of ['['.repeat(10_000), '- '.repeat(10_000), '{a: '.repeat(10_000)]) {
      assert.ok(parseManifests(text).problems.length > 0);
    }
  });

  it('stops an anchor that holds itself', () => {
    assert.match(parseManifests('a: &x\n  b: *x\n').problems[0]?.detail ?? '', /contains itself/);
  });

  it('keeps __proto__ a key like any other', () => {
    const { objects } = parseManifests(
      'apiVersion: v1\nkind: X\nmetadata: {name: a}\nspec:\n  __proto__: {polluted: true}\n',
    );

    assert.equal(Object.hasOwn(objects[0]?.spec as object, '__proto__'), true);
    assert.equal(({} as { polluted?: boolean }).polluted, undefined);
  });
});
