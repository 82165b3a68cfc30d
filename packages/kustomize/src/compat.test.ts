import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { describe, it } from 'node:test';
import { fileURLToPath } from 'node:url';
import { kustomizationShape } from './kustomization.ts';

const text = readFileSync(fileURLToPath(new URL('../COMPAT.md', import.meta.url)), 'utf8');
const cases = readdirSync(fileURLToPath(new URL('../testdata', import.meta.url)));

describe('COMPAT.md', () => {
  it('names every field of a kustomization', () => {
    const named = new Set(
      [...text.matchAll(/^\| ([A-Za-z0-9, ]+) \|/gm)].flatMap((match) =>
        (match[1] ?? '').split(',').map((field) => field.trim()),
      ),
    );
    const fields = kustomizationShape.type === 'struct' ? Object.keys(kustomizationShape.fields) : [];

    assert.deepEqual(
      fields.filter((field) => !named.has(field)),
      [],
    );
  });

  it('names only cases that are there', () => {
    const named = [...text.matchAll(/`([a-z0-9-]+\*?)`/g)].map((match) => match[1] ?? '');
    const isThere = (name: string): boolean =>
      name.endsWith('*') ? cases.some((each) => each.startsWith(name.slice(0, -1))) : cases.includes(name);

    assert.deepEqual(
      named.filter((name) => name !== 'helm' && name !== 'remote' && !isThere(name)),
      [],
    );
  });
});
