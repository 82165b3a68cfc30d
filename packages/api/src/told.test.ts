import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { tell } from './told.ts';

const catalog = { PodsReady: { en: '{ready} of {desired} pods ready', 'zh-CN': '{ready}/{desired} 个 Pod 就绪' } };
const said = { code: 'PodsReady', params: { ready: 1, desired: 2 } };

describe('tell', () => {
  it('adds the sentence to every message, however deep, in the language of the reader', () => {
    const value = { name: 'web', reason: said, steps: [{ message: said }, { message: null }] };
    const told = tell(value, catalog, 'zh-CN');
    assert.equal(told.reason.text, '1/2 个 Pod 就绪');
    assert.equal(told.steps[0]?.message?.text, '1/2 个 Pod 就绪');
    assert.equal(told.steps[1]?.message, null);
    assert.equal(told.name, 'web');
    assert.equal(tell(said, catalog, 'en').text, '1 of 2 pods ready');
  });

  it('leaves its argument and what only looks like a message alone', () => {
    const value = { code: 'PodsReady', params: null, more: { code: 7, params: {} } };
    const before = structuredClone(value);
    assert.deepEqual(tell(value, catalog, 'en'), before);
    tell({ reason: said }, catalog, 'en');
    assert.deepEqual(said, { code: 'PodsReady', params: { ready: 1, desired: 2 } });
  });

  it('answers plain values as they are', () => {
    for (const value of ['x', 1, true, null, undefined]) {
      assert.equal(tell(value, catalog, 'en'), value);
    }
  });
});
