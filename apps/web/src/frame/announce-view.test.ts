import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { changesBetween, statesOf } from './announce-view.ts';
import { project } from '../../dev/fixtures/shop.ts';
import { speakIn } from '../../dev/fixtures/speak.ts';

describe('the announcer', () => {
  it('tells what changed, not what appeared', () => {
    const before = new Map([['shop staging', '129 running']]);
    const now = new Map([
      ['shop staging', '129 success'],
      ['shop production', '130 pending'],
    ]);
    assert.deepEqual(changesBetween(before, now), [{ place: 'shop staging', state: 'success' }]);
  });

  it('has one state for each environment', () => {
    assert.equal(statesOf([project(speakIn('en'))]).get('shop production'), '130 pending');
  });
});
