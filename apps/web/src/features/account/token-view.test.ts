import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { readToken } from './token-view.ts';

function form(entries: readonly (readonly [string, string])[]): FormData {
  const data = new FormData();
  for (const [name, value] of entries) {
    data.append(name, value);
  }
  return data;
}

describe('a new token', () => {
  it('has a scope and an end', () => {
    const asked = readToken(
      form([
        ['name', ' ci '],
        ['access', 'write'],
        ['days', '30'],
        ['project', 'shop'],
      ]),
    );
    assert.deepEqual(asked, { name: 'ci', scope: { access: 'write', projects: ['shop'] }, expiresInDays: 30 });
  });

  it('reads only when the access is unknown, and may have no end', () => {
    assert.deepEqual(
      readToken(
        form([
          ['name', 'a'],
          ['access', 'root'],
          ['days', ''],
        ]),
      ),
      {
        name: 'a',
        scope: { access: 'read' },
      },
    );
  });
});
