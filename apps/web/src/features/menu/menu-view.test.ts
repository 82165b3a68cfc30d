import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { projects } from '../../../dev/fixtures/projects.ts';
import { speakIn } from '../../../dev/fixtures/speak.ts';
import { en } from '../../i18n/en.ts';
import { zh } from '../../i18n/zh.ts';
import { entriesOf, findEntries } from './menu-view.ts';

const entries = entriesOf(projects(speakIn('en')), 'shop', en);
const chinese = entriesOf(projects(speakIn('zh-CN')), 'shop', zh);

describe('the command menu', () => {
  it('puts the current project first', () => {
    assert.equal(findEntries(entries, '')[0]?.to.startsWith('/projects/shop?'), true);
  });

  it('finds verbs by every word typed', () => {
    assert.equal(findEntries(entries, 'promote staging')[0]?.to, '/projects/shop?act=promote&to=staging');
  });

  it('shows what cannot be done with the reason', () => {
    const found = findEntries(entries, 'promote production').find(({ to }) => to.startsWith('/projects/shop?'));
    assert.match(found?.blocked ?? '', /Waiting for approval/);
  });

  it('finds Chinese verbs by pinyin and initials', () => {
    for (const typed of ['回滚', 'huigun', 'hg']) {
      assert.ok(findEntries(chinese, typed).some(({ to }) => to.includes('act=rollback')));
    }
  });

  it('finds a deployment by its number', () => {
    assert.equal(findEntries(entries, '#126')[0]?.to, '/projects/shop/deployments/126');
  });

  it('finds nothing for nonsense', () => {
    assert.deepEqual(findEntries(entries, 'xyzzy'), []);
  });
});
