import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { formatDuration, parseDuration } from './duration.ts';

describe('parseDuration', () => {
  for (const [text, ms] of [
    ['30s', 30_000],
    ['1m30s', 90_000],
    ['1.5h', 5_400_000],
    ['100ms', 100],
    ['5', undefined],
    ['-5s', undefined],
    ['', undefined],
  ] as const) {
    it(`reads ${JSON.stringify(text)}`, () => assert.equal(parseDuration(text), ms));
  }
});

describe('formatDuration', () => {
  for (const [ms, text] of [
    [0, '0s'],
    [30_000, '30s'],
    [60_000, '1m0s'],
    [600_000, '10m0s'],
    [5_400_500, '1h30m0.5s'],
    [157.163467, '157.163467ms'],
    [1162.577576, '1.162577576s'],
    [0.0305, '30.5µs'],
    [0.000012, '12ns'],
  ] as const) {
    it(`prints ${ms} ms as Go does`, () => assert.equal(formatDuration(ms), text));
  }
});
