import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { parseLanguage } from './language.ts';

const cases: [asked: string | undefined, accept: string | undefined, language: string][] = [
  [undefined, undefined, 'en'],
  ['zh-CN', 'en', 'zh-CN'],
  ['en', 'zh-CN,zh;q=0.9', 'en'],
  ['', 'zh-TW,en;q=0.5', 'zh-CN'],
  [undefined, 'fr, zh;q=0.9, en;q=0.1', 'zh-CN'],
  [undefined, 'fr, de', 'en'],
  ['fr', 'zh', 'en'],
];

describe('parseLanguage', () => {
  for (const [asked, accept, language] of cases) {
    it(`${asked ?? '-'} and ${accept ?? '-'}: ${language}`, () => {
      assert.equal(parseLanguage(asked, accept), language);
    });
  }
});
