import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { goRegExp } from './go-regexp.ts';

describe('goRegExp', () => {
  for (const pattern of ['^(a+)+$', '^(?:(a|aa)+)$', '((x*)y)*', '(a{1,9}){9}']) {
    it(`refuses ${pattern}`, () => {
      assert.equal(goRegExp(pattern), undefined);
    });
  }

  for (const [pattern, text] of [
    ['^(?:web-.*)$', 'web-1'],
    ['^(?:(web|api)-[0-9]+)$', 'api-12'],
    ['^(?:[a-z(+]*)$', 'a+('],
    ['^nginx(:[a-zA-Z0-9_.{}-]*)?(@sha256:[a-zA-Z0-9_.{}-]*)?$', 'nginx:1.2'],
    ['^(?:(?i)WEB)$', 'web'],
    ['\\A(?P<name>x)\\z', 'x'],
  ] as const) {
    it(`matches ${text} by ${pattern}`, () => {
      assert.equal(goRegExp(pattern)?.test(text), true);
    });
  }

  it('answers nothing for what is no pattern', () => {
    assert.equal(goRegExp('(['), undefined);
  });
});
