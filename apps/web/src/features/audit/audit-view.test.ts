import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { en } from '../../i18n/en.ts';
import { zh } from '../../i18n/zh.ts';
import { auditSentence, detailOf } from './audit-view.ts';

const entry = {
  actor: 'lin.wei',
  action: 'deployment.rollback',
  target: 'shop/production',
  detail: { release: 'r137' },
};

describe('the audit', () => {
  it('is a sentence in both languages', () => {
    assert.equal(auditSentence(entry, en.audit), 'lin.wei rolled back shop/production (r137)');
    assert.equal(auditSentence(entry, zh.audit), 'lin.wei 回滚了 shop/production（r137）');
  });

  it('keeps the code of what it has no word for', () => {
    assert.match(auditSentence({ ...entry, action: 'moon.land' }, en.audit), /moon\.land/);
  });

  it('leaves out what is nested, empty or long', () => {
    assert.equal(detailOf({ detail: { release: '', role: { a: 1 }, reason: 'x'.repeat(200), to: 'r1' } }), 'r1');
  });
});
