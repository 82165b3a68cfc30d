import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { environmentName, parseLimit, parseNumber, parseWhole } from './cli.ts';
import { exitCodeOfState } from './conclude.ts';
import { parseSeconds } from './wait.ts';

describe('numbers', () => {
  it('reads #128 and 128', () => {
    assert.deepEqual([parseNumber('#128'), parseNumber('128'), parseLimit('500')], [128, 128, 500]);
  });
  for (const text of ['x', '', '#', '0', '-1', '1.5', '1e3', '0x10', ' 1', '9999999999']) {
    it(`refuses ${JSON.stringify(text)}`, () => {
      assert.throws(() => parseNumber(text), { reason: 'NumberWrong' });
    });
  }
  it('names the limits', () => {
    assert.throws(() => parseWhole('101', { what: 'replicas', least: 0, most: 100 }), {
      message: 'replicas: 101 is not a number from 0 to 100.',
    });
  });
});

describe('parseSeconds', () => {
  const cases: [text: string, seconds: number][] = [
    ['90', 90],
    ['90s', 90],
    ['10m', 600],
    ['1h', 3600],
  ];
  for (const [text, seconds] of cases) {
    it(`${text}: ${seconds}`, () => assert.equal(parseSeconds(text), seconds));
  }
  for (const text of ['', 'x', '1d', '-1s', '1 m', '1.5h']) {
    it(`refuses ${JSON.stringify(text)}`, () => assert.throws(() => parseSeconds(text), { reason: 'TimeWrong' }));
  }
});

describe('environmentName', () => {
  it('understands dev and prod', () => {
    assert.deepEqual(['dev', 'prod', 'staging', 'toString'].map(environmentName), [
      'development',
      'production',
      'staging',
      'toString',
    ]);
  });
});

describe('exitCodeOfState', () => {
  const cases = [
    ['success', null, true, 0],
    ['pending', 'approval', true, 8],
    ['pending', 'approval', false, 8],
    ['pending', 'hold', true, 8],
    ['pending', 'hold', false, 0],
    ['running', null, false, 0],
    ['cancelled', null, true, 9],
    ['cancelled', null, false, 0],
  ] as const;
  for (const [state, waitingFor, waited, code] of cases) {
    it(`${state}, waits for ${waitingFor}, ${waited ? 'followed' : 'not followed'}: ${code}`, () => {
      assert.equal(exitCodeOfState({ state, waitingFor }, waited), code);
    });
  }
});
