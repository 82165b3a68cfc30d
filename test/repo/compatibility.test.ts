import assert from 'node:assert/strict';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it } from 'node:test';

const root = join(import.meta.dirname, '../..');
const page = readFileSync(join(root, 'COMPATIBILITY.md'), 'utf8');

describe('COMPATIBILITY.md', () => {
  it('links each tick to a test', () => {
    const bare = page.split('\n').filter((line) => line.startsWith('| ✔') && !/\]\([^)]+\.test\.ts\)/.test(line));
    assert.deepEqual(bare, []);
  });

  it('links to what is there', () => {
    const links = [...page.matchAll(/\]\(([^)#]+)\)/g)].map((found) => found[1] ?? '');
    assert.deepEqual(
      links.filter((link) => !existsSync(join(root, link))),
      [],
    );
  });
});
