import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { environments, project } from '../../../dev/fixtures/shop.ts';
import { speakIn } from '../../../dev/fixtures/speak.ts';
import { flowOf, gateTo, holdReason, needsOf, promotable } from './pipeline-view.ts';
import { readPipelineSearch } from './pipeline-search.ts';

const shop = project(speakIn('en'));
const [development, staging, production] = environments(speakIn('en'));

describe('gates', () => {
  it('opens where a promotion is possible', () => {
    const gate = gateTo(staging);
    assert.deepEqual(gate?.kind === 'promote' && [gate.commits, gate.release], [3, 'r142']);
  });

  it('shows who must say yes before anything else', () => {
    const gate = gateTo(production);
    assert.deepEqual(gate?.kind === 'approval' && [gate.number, gate.given, gate.required], [130, 0, 1]);
  });

  it('is closed with its reason', () => {
    assert.ok(development !== undefined);
    const reason = { code: 'Same', params: {}, text: 'Already the same' };
    const promotion = { from: 'a', release: 'r1', commits: 0, possible: false, reason };
    assert.deepEqual(gateTo({ ...development, deployment: null, promotion }), {
      kind: 'closed',
      why: 'Already the same',
    });
  });

  it('ends with the last lane', () => {
    assert.equal(gateTo(undefined), undefined);
  });

  it('knows where p promotes to', () => {
    assert.equal(promotable(shop.environments), 'staging');
  });
});

describe('what needs a person', () => {
  it('lists approvals before holds before drift', () => {
    assert.deepEqual(
      needsOf(shop).map(({ title, environment }) => `${environment} ${title}`),
      ['production approval', 'production held', 'staging sync'],
    );
  });

  it('names a setup that failed first', () => {
    assert.equal(needsOf({ ...shop, state: 'failed' })[0]?.title, 'setup');
  });

  it('leads to the deployment that Juanie took back, not to the rollback', () => {
    assert.ok(development !== undefined);
    const hold = {
      reason: 'r144 failed',
      message: null,
      by: 'Juanie',
      since: '2026-11-20T06:00:00Z',
      until: null,
      cause: 'rollback-auto' as const,
      blockedRelease: 'r144',
    };
    const strip = [
      { number: 133, state: 'rollback' as const, kind: 'deploy' as const, release: 'r144' },
      { number: 134, state: 'success' as const, kind: 'rollback' as const, release: 'r142' },
    ];
    const held = { ...development, deployment: null, sync: 'synced' as const, hold, strip };
    assert.deepEqual(
      needsOf({ ...shop, environments: [held] }).map(({ title, number, release }) => [title, number, release]),
      [['failed', 133, 'r144']],
    );
  });

  it('says a hold of Juanie in the words of its message', () => {
    const hold = production?.hold;
    assert.ok(hold != null);
    assert.equal(holdReason(hold), 'chen.hao: checkout errors');
    assert.equal(holdReason({ ...hold, message: { code: 'X', params: {}, text: 'r9 failed' } }), 'r9 failed');
  });
});

describe('the head of the pipeline', () => {
  it('names the branch that deploys by itself', () => {
    assert.deepEqual(flowOf(shop), { branch: 'main', environment: 'development' });
  });

  it('reads only what it knows from the address', () => {
    assert.deepEqual(readPipelineSearch({ view: 'list', act: 'drop', to: 'staging', release: 7 }), {
      view: 'list',
      to: 'staging',
    });
  });
});
