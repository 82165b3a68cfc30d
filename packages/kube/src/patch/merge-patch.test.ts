import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { applyMergePatch, createMergePatch } from './merge-patch.ts';

const json: fc.Arbitrary<unknown> = fc.jsonValue({ maxDepth: 3 });
const withoutNulls = (value: unknown): unknown =>
  JSON.parse(JSON.stringify(value, (_, item: unknown) => (item === null ? undefined : item))) as unknown;
const object = fc.dictionary(fc.string(), json).map((value) => withoutNulls(value) as Record<string, unknown>);

describe('JSON merge patch', () => {
  const table: [unknown, unknown, unknown][] = [
    [{ a: 'b' }, { a: 'c' }, { a: 'c' }],
    [{ a: 'b' }, { b: 'c' }, { a: 'b', b: 'c' }],
    [{ a: 'b' }, { a: null }, {}],
    [{ a: ['b'] }, { a: 'c' }, { a: 'c' }],
    [{ a: { b: 'c' } }, { a: { b: 'd', c: null } }, { a: { b: 'd' } }],
    [{ a: [1, 2] }, { a: [3] }, { a: [3] }],
    [['a'], { b: null, c: 1 }, { c: 1 }],
    [{ a: 'foo' }, 'bar', 'bar'],
    [{}, { a: { bb: { ccc: null } } }, { a: { bb: {} } }],
  ];
  for (const [target, patch, want] of table) {
    it(`${JSON.stringify(target)} with ${JSON.stringify(patch)}`, () => {
      assert.deepEqual(applyMergePatch(target, patch), want);
    });
  }

  it('makes one document of another', () => {
    fc.assert(
      fc.property(object, object, (before, after) => {
        const patch = createMergePatch(before, after);

        assert.deepEqual(withoutNulls(applyMergePatch(before, patch ?? {})), after);
      }),
    );
  });

  it('takes __proto__ for an ordinary field', () => {
    const patch: unknown = JSON.parse('{"__proto__": {"polluted": true}}');

    const merged = applyMergePatch({}, patch) as { polluted?: boolean };

    assert.equal(merged.polluted, undefined);
    assert.deepEqual(Object.keys(merged), ['__proto__']);
  });
});
