import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { fault } from './faults.ts';
import { message } from './messages.ts';

const placesIn = (text: string) => [...text.matchAll(/\{(\w+)\}/g)].map(([, name]) => name).toSorted();

describe('what delivery says', () => {
  const sentences = [
    ...Object.entries(message.catalog),
    ...Object.entries(fault.table).map(([code, { message: text }]) => [code, text] as const),
    ...Object.entries(fault.table).flatMap(([code, { next = [] }]) =>
      next.map((text) => [`${code} next`, text] as const),
    ),
  ];
  for (const [code, text] of sentences) {
    it(`${code} is said in both languages with the same parameters`, () => {
      assert.notEqual(text.en, text['zh-CN']);
      assert.deepEqual(placesIn(text['zh-CN']), placesIn(text.en));
      assert.doesNotMatch(text['zh-CN'], /您|！/);
    });
  }
});
