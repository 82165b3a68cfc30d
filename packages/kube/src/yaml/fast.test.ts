import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import * as fc from 'fast-check';
import { readFast } from './fast.ts';
import type { YamlDialect } from './resolve.ts';
import { readSlow } from './slow.ts';
import { writeYaml } from './write.ts';
import { plainOf, type YamlValue } from './value.ts';

const dialects: readonly YamlDialect[] = ['kubernetes', 'kyaml'];

/** Whatever the fast path answers, the slow path answers too, and finds nothing wrong. */
function agree(text: string): void {
  for (const dialect of dialects) {
    const fast = readFast(text, dialect);
    if (fast !== undefined) {
      const slow = readSlow(text, { dialect });
      assert.deepEqual(slow.problems, [], JSON.stringify(text));
      assert.deepEqual(fast.value, slow.value, JSON.stringify(text));
    }
  }
}

const scalar = fc.oneof(
  fc.constantFrom(
    'a',
    'yes',
    'true',
    '~',
    'null',
    '1',
    '1.0',
    '0755',
    '-',
    '-x',
    '?',
    ':',
    'a:b',
    'a#b',
    '"q"',
    "'s'",
    '""',
    '|',
    '>-',
    '[]',
    '{}',
    '2020-01-01',
    '&a',
    '*a',
    '!t',
    '"a\\nb"',
    '# c',
    'x # c',
    "'it''s'",
    '%',
    '@',
    '`',
    '{a: b}',
    '[a, b]',
    '<<',
    '---',
    '...',
  ),
  fc.string({ maxLength: 12 }),
);

const line = fc
  .tuple(
    fc.integer({ min: 0, max: 6 }),
    fc.constantFrom('', '- ', '- - ', 'a: ', 'b: ', 'c:', '- d: ', '"e": ', "'f': ", '-', 'g:  '),
    scalar,
    fc.constantFrom('', '', '', ' # note', ' '),
  )
  .map(([indent, head, value, tail]) => ' '.repeat(indent) + head + value + tail);

const document = fc.array(line, { maxLength: 12 }).map((lines) => `${lines.join('\n')}\n`);

const block = fc
  .tuple(
    fc.constantFrom('|', '>', '|-', '>+', '|+', '>-', '|2', '>1-'),
    fc.array(fc.tuple(fc.integer({ min: 0, max: 5 }), fc.constantFrom('x', 'y z', '', '# no comment', '- a', 'k: v')), {
      maxLength: 7,
    }),
    fc.boolean(),
  )
  .map(
    ([head, lines, closed]) =>
      `a: ${head}\n${lines.map(([indent, text]) => ' '.repeat(indent) + text).join('\n')}${closed ? '\n' : ''}`,
  );

const value: fc.Arbitrary<YamlValue> = fc.letrec<{ value: YamlValue }>((tie) => ({
  value: fc.oneof(
    { maxDepth: 4 },
    fc.oneof(
      fc.string(),
      fc.integer(),
      fc.boolean(),
      fc.constant(null),
      fc.double({ noNaN: true, noDefaultInfinity: true }),
      fc.string({ unit: 'grapheme' }),
    ),
    fc.array(tie('value'), { maxLength: 4 }),
    fc.dictionary(fc.oneof(fc.constantFrom('a', 'b', 'c.d/e', 'y'), fc.string()), tie('value'), {
      maxKeys: 4,
      noNullPrototype: true,
    }),
  ),
})).value;

describe('the fast path', () => {
  it('agrees with the slow path on lines put together at random', () => {
    fc.assert(fc.property(document, agree), { numRuns: 1_500 });
  });

  it('agrees with the slow path on block scalars', () => {
    fc.assert(fc.property(block, agree), { numRuns: 800 });
  });

  it('agrees with the slow path on what is written', () => {
    fc.assert(
      fc.property(value, (given) => agree(writeYaml(given))),
      { numRuns: 500 },
    );
  });

  it('takes the style of real manifests', () => {
    const text =
      '# note\napiVersion: v1\nkind: Service # beside\nmetadata:\n  name: "web"\n  labels: {}\nspec:\n  ports:\n  - name: http\n    port: 80\n  args:\n    - --x=1\n  text: |\n    one\n\n      two\n';

    assert.deepEqual(readFast(text, 'kubernetes'), {
      value: {
        apiVersion: 'v1',
        kind: 'Service',
        metadata: { name: 'web', labels: {} },
        spec: { ports: [{ name: 'http', port: 80 }], args: ['--x=1'], text: 'one\n\n  two\n' },
      },
    });
  });
});

describe('writing and reading', () => {
  it('keeps every value that JSON has', () => {
    fc.assert(
      fc.property(value, (given) => {
        const { value: read, problems } = readSlow(writeYaml(given), { dialect: 'kubernetes' });
        assert.deepEqual(problems, []);
        assert.deepEqual(JSON.parse(JSON.stringify(plainOf(read))), JSON.parse(JSON.stringify(given)));
      }),
      { numRuns: 400 },
    );
  });
});
