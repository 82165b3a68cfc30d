import assert from 'node:assert/strict';
import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it } from 'node:test';

const root = join(import.meta.dirname, '../..');
const page = readFileSync(join(root, 'docs/dependencies.md'), 'utf8');

interface Manifest {
  readonly dependencies?: Readonly<Record<string, string>>;
  readonly devDependencies?: Readonly<Record<string, string>>;
  readonly optionalDependencies?: Readonly<Record<string, string>>;
}

const wanted = globSync(['package.json', 'packages/*/package.json', 'apps/*/package.json'], { cwd: root }).flatMap(
  (file) => {
    const { dependencies, devDependencies, optionalDependencies } = JSON.parse(
      readFileSync(join(root, file), 'utf8'),
    ) as Manifest;
    return Object.entries({ ...dependencies, ...devDependencies, ...optionalDependencies });
  },
);

describe('each dependency', () => {
  it('is pinned exactly', () => {
    assert.deepEqual(
      wanted.filter(([, version]) => !/^\d+\.\d+\.\d+$/.test(version)),
      [],
    );
  });

  it('has a sentence in docs/dependencies.md', () => {
    const silent = new Set(
      wanted.map(([name]) => name).filter((name) => !name.startsWith('@juanie/') && !page.includes(name)),
    );
    assert.deepEqual([...silent], []);
  });
});
