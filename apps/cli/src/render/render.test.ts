import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { renderAge, renderDuration } from './age.ts';
import { renderError, wantsJson } from './error.ts';
import { renderTable, widthOf } from './table.ts';

describe('renderDuration', () => {
  const cases: [ms: number, text: string][] = [
    [-5, '0.0 s'],
    [0, '0.0 s'],
    [1234, '1.2 s'],
    [9_999, '10.0 s'],
    [10_000, '10 s'],
    [59_400, '59 s'],
    [59_600, '1 m 0 s'],
    [61_000, '1 m 1 s'],
    [3_600_000, '1 h'],
    [90_000_000, '1 d'],
  ];
  for (const [ms, text] of cases) {
    it(`${ms} ms: ${text}`, () => assert.equal(renderDuration(ms), text));
  }
  it('is a dash for what has no time', () => assert.equal(renderAge(null, 0), '-'));
});

describe('renderTable', () => {
  it('lines columns up by the width of their characters', () => {
    assert.equal(
      renderTable(
        ['名称', 'B'],
        [
          ['a', '1'],
          ['很长的', '2'],
        ],
      ),
      '名称    B\na       1\n很长的  2',
    );
  });
  it('is its head when it is empty', () => assert.equal(renderTable(['A', 'B'], []), 'A  B'));
  it('counts Han and full-width characters double', () => {
    assert.deepEqual(['abc', '回滚', '，', '✔', '😀'].map(widthOf), [3, 4, 2, 1, 2]);
  });
});

describe('renderError', () => {
  const error = {
    reason: 'SettingsInvalid',
    message: '2 setting(s) cannot be used.',
    problems: [
      { path: 'listne', file: 'juanie-server.yaml', line: 1, message: 'unknown key' },
      { path: '', file: 'juanie-server.yaml', line: 2, message: 'not YAML' },
      { path: '--domain X', message: 'lower case' },
    ],
    next: ['See help.'],
    stillTrue: ['staging runs r2.'],
  };

  it('says the cause, its places, what is still true and what to do', () => {
    assert.deepEqual(renderError(error, 'en').split('\n'), [
      '✗ 2 setting(s) cannot be used.',
      '  juanie-server.yaml:1 listne: unknown key',
      '  juanie-server.yaml:2 not YAML',
      '  --domain X: lower case',
      'Still  staging runs r2.',
      'Next   See help.',
    ]);
    assert.match(renderError(error, 'zh-CN'), /\n仍然 {2}staging runs r2\.\n下一步 {3}See help\.$/);
  });
});

describe('wantsJson', () => {
  for (const line of ['status --json', '-o json status', 'status -ojson', 'status --output json', '--output=json x']) {
    it(`${line}: yes`, () => assert.equal(wantsJson(line.split(' ')), true));
  }
  for (const line of ['status', 'status -o table', 'project show json', 'logs -- --json']) {
    it(`${line}: no`, () => assert.equal(wantsJson(line.split(' ')), false));
  }
});
