import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { compareKeys } from './key-order.ts';
import { writeNumber } from './write-number.ts';
import { writeYaml } from './write.ts';

const quoted: readonly [value: string, written: string][] = [
  ['yes', '"yes"'],
  ['1', '"1"'],
  ['', '""'],
  ['~', '"~"'],
  ['2020-01-01', '"2020-01-01"'],
  ['12:30:45', '"12:30:45"'],
  ['1_000', '"1_000"'],
  ['0o7', '"0o7"'],
  ['.inf', '".inf"'],
  ['tab\there', '"tab\\there"'],
  ['😀', '"\\U0001F600"'],
  ['a: b', "'a: b'"],
  ['# c', "'# c'"],
  ['- x', "'- x'"],
  [' lead', "' lead'"],
  ["'q", "'''q'"],
  ['=', '='],
  ['<<', '<<'],
  ['é', 'é'],
  ['a#b', 'a#b'],
  ['1.2.3', '1.2.3'],
];

describe('strings', () => {
  for (const [value, written] of quoted) {
    it(`writes ${JSON.stringify(value)} as ${written}`, () => {
      assert.equal(writeYaml({ k: value }), `k: ${written}\n`);
    });
  }

  it('keeps lines as lines', () => {
    assert.equal(writeYaml({ k: 'a\nb\n' }), 'k: |\n  a\n  b\n');
    assert.equal(writeYaml({ k: 'a\nb' }), 'k: |-\n  a\n  b\n');
    assert.equal(writeYaml({ k: 'a\n\n', l: 1 }), 'k: |+\n  a\n\nl: 1\n');
    assert.equal(writeYaml({ k: 'a \nb' }), 'k: "a \\nb"\n');
  });

  it('folds at the first blank after column 80', () => {
    const words = 'word '.repeat(20).trim();

    assert.equal(writeYaml({ k: words }), `k: ${'word '.repeat(16).trim()}\n  ${'word '.repeat(4).trim()}\n`);
  });
});

describe('numbers', () => {
  const rows: readonly [number | bigint, string][] = [
    [1, '1'],
    [1.5, '1.5'],
    [1234567.5, '1.2345675e+06'],
    [1e-7, '1e-07'],
    [0.0001, '0.0001'],
    [1e20, '1e+20'],
    [12345678901234567890n, '12345678901234567890'],
  ];
  for (const [value, written] of rows) {
    it(`writes ${written}`, () => {
      assert.equal(writeNumber(value), written);
    });
  }
});

describe('keys', () => {
  it('stand in natural order', () => {
    const keys = ['a10', 'a9', 'b', 'A', '_x', '10', '9', 'a', 'a.b', 'é'];

    assert.deepEqual(keys.sort(compareKeys), ['_x', '9', '10', 'A', 'a', 'a.b', 'a9', 'a10', 'b', 'é']);
  });
});
