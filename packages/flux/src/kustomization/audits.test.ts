import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { openAudits } from './audits.ts';
import type { Seen } from './seen.ts';

const seen = (requestedAt?: string, handled?: string) =>
  ({
    object: {
      metadata: {
        name: 'a',
        namespace: 'b',
        annotations: requestedAt === undefined ? {} : { 'reconcile.fluxcd.io/requestedAt': requestedAt },
      },
    },
    status: handled === undefined ? {} : { lastHandledReconcileAt: handled },
  }) as unknown as Seen;

describe('openAudits', () => {
  for (const { when, at = 60_000, requested, handled, due } of [
    { when: 'a minute ago', due: false },
    { when: 'an hour ago', at: 3_600_000, due: true },
    { when: 'somebody asks', requested: 't2', handled: 't1', due: true },
    { when: 'what was asked is done', requested: 't1', handled: 't1', due: false },
  ]) {
    it(`${when}: ${due ? 'due' : 'not due'}`, () => {
      const audits = openAudits();
      audits.done(seen(), 0);

      assert.equal(audits.isDue(seen(requested, handled), at), due);
    });
  }

  it('is due when there never was one', () => assert.equal(openAudits().isDue(seen(), 0), true));
});
