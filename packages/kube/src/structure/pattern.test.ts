import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { matchesPattern } from './pattern.ts';

describe('Go patterns', () => {
  const rows: [string, string, boolean][] = [
    ['^([0-9]+(\\.[0-9]+)?(ms|s|m|h))+$', '1h30m', true],
    ['^([0-9]+(\\.[0-9]+)?(ms|s|m|h))+$', '1 hour', false],
    ['(?i)^go$', 'GO', true],
    ['\\Aa\\z', 'a', true],
    ['\\Aa\\z', 'a\n', false],
    ['^[[:alpha:]]+$', 'abc', true],
    ['^[[:alpha:]]+$', 'a1', false],
    ['(?P<year>\\d{4})', 'in 2026', true],
    ['^[a-z0-9]([-a-z0-9]*[a-z0-9])?$', 'web-', false],
    ['([unclosed', 'anything', true],
  ];
  for (const [pattern, text, matches] of rows) {
    it(`${pattern} on ${JSON.stringify(text)}`, () => {
      assert.equal(matchesPattern(pattern, text), matches);
    });
  }
});
