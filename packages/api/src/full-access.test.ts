import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { checkFullAccess } from './full-access.ts';

describe('checkFullAccess', () => {
  it('lets sessions and unlimited tokens pass', () => {
    checkFullAccess({});
    checkFullAccess({ scope: { access: 'admin' } });
  });

  for (const scope of [
    { access: 'read' },
    { access: 'write' },
    { access: 'admin', projects: ['shop'] },
    { access: 'admin', projects: [] },
  ] as const) {
    it(`refuses ${JSON.stringify(scope)}`, () => {
      assert.throws(() => checkFullAccess({ scope }), { reason: 'FullTokenNeeded' });
    });
  }
});
