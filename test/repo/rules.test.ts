import assert from 'node:assert/strict';
import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it } from 'node:test';

const root = join(import.meta.dirname, '../..');
const sources = globSync(['packages/*/src/**/*.{ts,tsx}', 'apps/*/src/**/*.{ts,tsx}'], { cwd: root })
  .filter((file) => !/node_modules|\/generated\/|\/testing\/|\.test\.tsx?$/.test(file))
  .map((file) => ({ file, text: readFileSync(join(root, file), 'utf8') }));

function having(pattern: RegExp, allowed: readonly string[] = []): string[] {
  return sources.filter(({ file, text }) => pattern.test(text) && !allowed.includes(file)).map(({ file }) => file);
}

describe('the source', () => {
  it('reads the environment in one place', () => {
    assert.deepEqual(
      having(/\bprocess\.env\b/, [
        'apps/cli/src/environment.ts',
        // What git itself needs of the surroundings (PATH, HOME, certificates), filtered.
        'packages/git/src/git-process.ts',
        // Text of a program that runs inside an image.
        'packages/delivery/src/build/static-server.ts',
      ]),
      [],
    );
  });

  it('starts no shell string', () => {
    assert.deepEqual(having(/\bexecSync\(|shell: true/), []);
  });

  it('leaves nothing for later', () => {
    assert.deepEqual(having(/\b(TODO|FIXME|XXX)\b/), []);
  });

  it('has no drawers for odds and ends', () => {
    const drawers = sources
      .filter(({ file }) => /\/(utils?|helpers?|common|types|misc)\.tsx?$/.test(file))
      .map(({ file }) => file);
    assert.deepEqual(drawers, []);
  });

  it('speaks of itself alone', () => {
    assert.deepEqual(having(/\/work\/|registry\.npmjs\.org|proxy\.golang\.org/), []);
  });
});
