import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it } from 'node:test';

/** The rooms of the house, top row first: a package may depend on earlier rows only. */
const rows: readonly (readonly string[])[] = [
  ['fault'],
  ['kube'],
  ['kustomize'],
  ['helm'],
  ['secrets'],
  ['flux-api'],
  ['git'],
  ['oci'],
  ['forge'],
  ['kube-client'],
  ['controller'],
  ['apiserver'],
  ['workloads'],
  ['kubelet'],
  ['gateway'],
  ['flux'],
  ['database'],
  ['delivery'],
  ['api'],
];
const root = join(import.meta.dirname, '../..');
const rowOf = new Map<string, number>(
  rows.flatMap((names, row) => names.map((name) => [`@juanie/${name}`, row] as const)),
);

describe('the rooms', () => {
  for (const folder of readdirSync(join(root, 'packages'))) {
    it(`${folder} depends on rooms above it only`, () => {
      const manifest = JSON.parse(readFileSync(join(root, 'packages', folder, 'package.json'), 'utf8')) as {
        name: string;
        dependencies?: Record<string, string>;
      };
      const own = rowOf.get(manifest.name);
      assert.ok(own !== undefined, `${manifest.name} has no row`);
      const wrong = Object.keys(manifest.dependencies ?? {}).filter(
        (name) => name.startsWith('@juanie/') && (rowOf.get(name) ?? Number.POSITIVE_INFINITY) >= own,
      );
      assert.deepEqual(wrong, []);
    });
  }
});
