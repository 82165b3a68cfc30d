import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { environment } from '../../../dev/fixtures/shop.ts';
import { releaseRef } from '../../../dev/fixtures/releases.ts';
import { firstSteps } from './welcome-view.ts';

const r1 = { ...releaseRef('r137'), name: 'r1' };

describe('the first minute', () => {
  it('begins with the sample deployed', () => {
    const environments = [environment('development', { release: r1 }), environment('production', {})];
    assert.deepEqual(firstSteps({ environments }), { deployed: true, pushed: false, promoted: false });
  });

  it('is over when something new is in production', () => {
    const r2 = { ...r1, name: 'r2' };
    const environments = [environment('development', { release: r2 }), environment('production', { release: r2 })];
    assert.deepEqual(firstSteps({ environments }), { deployed: true, pushed: true, promoted: true });
  });
});
