import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { deployment, failed, running, steps } from '../../../dev/fixtures/deployments.ts';
import { speakIn } from '../../../dev/fixtures/speak.ts';
import { causeFacts, hasFailed, missingVariable, railOf, readLog, stepMs } from './deployment-view.ts';

const say = speakIn('en');

describe('the time rail', () => {
  it('leaves room after what is usual while it runs', () => {
    const rail = railOf(running(say), Date.now());
    const width = rail.pieces.reduce((sum, { share }) => sum + share, 0);
    assert.ok(width < 1);
    assert.ok(rail.usual !== undefined && rail.stuck !== undefined && rail.usual < rail.stuck && rail.stuck < 1);
    assert.equal(rail.pieces.at(-1)?.look, 'running');
  });

  it('ends with the deployment', () => {
    const rail = railOf(failed(say), Date.now());
    assert.equal(rail.elapsedMs, 112_000);
    assert.equal(rail.stuck, undefined);
    assert.deepEqual(
      rail.pieces.slice(-2).map(({ look }) => look),
      ['failed', 'back'],
    );
  });

  it('has no marks without a usual time', () => {
    const rail = railOf(deployment({ number: 1, environment: 'dev', steps: steps([1], 'running') }), Date.now());
    assert.equal(rail.usual, undefined);
  });
});

describe('a step', () => {
  it('has no time before it begins', () => {
    assert.equal(
      stepMs({ name: 'x', state: 'waiting', startedAt: null, finishedAt: null, message: null }, 0),
      undefined,
    );
  });
});

describe('a failure', () => {
  it('takes its facts from the pod that ended', () => {
    assert.deepEqual(causeFacts(failed(say)), {
      reason: 'CrashLoopBackOff',
      exitCode: 1,
      pod: 'api-6f8b4-t7v2c',
      listeningOn: null,
    });
  });

  it('names the variable that the application misses', () => {
    assert.equal(missingVariable(failed(say)), 'TAX_TABLE_URL');
  });

  it('does not guess', () => {
    const evidence = { pods: [], events: [], logs: [{ pod: 'a', container: 'b', lines: ['HTTP is required here'] }] };
    assert.equal(missingVariable({ ...failed(say), evidence }), undefined);
  });

  it('is not what a person undid', () => {
    assert.equal(hasFailed({ state: 'rollback', evidence: null, message: null }), false);
    assert.equal(hasFailed(failed(say)), true);
  });
});

describe('a log', () => {
  it('makes columns of time and level', () => {
    const [row] = readLog(['14:21:18.402 INFO  shop-api 4.18.0']);
    assert.deepEqual(row, { time: '14:21:18.402', level: 'INFO', text: 'shop-api 4.18.0', severity: 'plain' });
  });

  it('keeps a stack with its error', () => {
    const rows = readLog(['Error: no', '    at start (server.js:1:2)', 'bye']);
    assert.deepEqual(
      rows.map(({ severity }) => severity),
      ['error', 'error', 'plain'],
    );
  });

  it('leaves foreign lines alone', () => {
    assert.equal(readLog(['{"level":30}'])[0]?.text, '{"level":30}');
  });
});
