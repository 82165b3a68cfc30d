import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { expand } from './expand.ts';

const variables = new Map([
  ['a', 'hello'],
  ['b', ''],
  ['path', 'a/b/c.txt'],
]);

/** Text -> strict, non-strict; an Error's message is what upstream says. The same: one entry. */
const table: readonly (readonly [string, string | Error, (string | Error)?])[] = [
  ['${a}', 'hello'],
  ['${VAR}', new Error('variable not set (strict mode): "VAR"'), ''],
  ['${b}', ''],
  ['${VAR:-d}', 'd'],
  ['${VAR:=d}', 'd'],
  ['${VAR=d}', 'd'],
  ['${VAR:?d}', 'd'],
  ['${VAR:+d}', 'd'],
  ['${a:+x}', 'hello'],
  ['${b:-d}', 'd'],
  ['${b=d}', 'd'],
  ['${VAR-d}', new Error('missing closing brace')],
  ['${VAR+d}', new Error('missing closing brace')],
  ['${VAR?d}', new Error('missing closing brace')],
  ['${VAR:-${a}}', 'hello'],
  ['${VAR:=${b:=z}}', 'z'],
  ['${VAR:-$a}', '$a'],
  ['${VAR:-{"x":1}}', '{"x":1}'],
  ['${VAR:=}', ''],
  ['${#a}', '5'],
  ['${#VAR}', new Error('variable not set (strict mode): "VAR"'), '0'],
  ['${a^} ${a^^} ${a,} ${a,,}', 'Hello HELLO hello hello'],
  ['${a:1:2} ${a:0}', 'el hello'],
  ['${a::2}', new Error('unable to parse substitution within function')],
  ['${a: -1}', 'hello'],
  ['${path#*/} ${path##*/} ${path%.txt} ${path%%/*}', 'b/c.txt c.txt a/b/c a'],
  ['${a/l/L} ${a//l/L} ${a/#he/X} ${a/%lo/X} ${a/h*l/X}', 'heLlo heLLo Xllo helX hello'],
  ['$a $(cmd) $1 $5', '$a $(cmd) $1 $5'],
  ['a$$b $$$ $$$$', 'a$b $$ $$'],
  ['$${a}', '${a}'],
  ['$$${a}', '$hello'],
  ['${a.b}', new Error('missing closing brace')],
  ['${a b}', new Error('missing closing brace')],
  ['${a[0]}', new Error('missing closing brace')],
  ['${ a}', new Error('unable to parse variable name')],
  ['${{ x }}', new Error('unable to parse variable name')],
  ['${}', new Error('unable to parse variable name')],
  ['${a', new Error('missing closing brace')],
  ['$${{ x }}', '${{ x }}'],
  ['日本 ${a} ü', '日本 hello ü'],
];

describe('expand', () => {
  for (const [text, strict, loose = strict] of table) {
    for (const [mode, expected] of [
      [true, strict],
      [false, loose],
    ] as const) {
      it(`${text} ${mode ? 'strict' : 'not strict'}`, () => {
        const run = () => expand(text, variables, { strict: mode });
        if (expected instanceof Error) {
          assert.throws(run, { message: expected.message });
        } else {
          assert.equal(run(), expected);
        }
      });
    }
  }
});
