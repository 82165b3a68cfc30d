type Fields = Record<string, unknown>;

const text = { type: 'string' };
const int = { type: 'integer' };

/** One keyword each: a schema for `spec.it`, and the values to try. */
export function customCases(): unknown[] {
  return keywords.flatMap(([it, values]) =>
    values.map((value) => ({
      schema: { type: 'object', properties: { spec: { type: 'object', properties: { it } } } },
      object: {
        apiVersion: 'ex.io/v1',
        kind: 'Widget',
        metadata: { name: 'w' },
        spec: value === absent ? {} : { it: value },
      },
    })),
  );
}

const absent = '(absent)';
const struct = (properties: Fields, more: Fields = {}): Fields => ({ type: 'object', properties, ...more });
const list = (items: Fields, more: Fields = {}): Fields => ({ type: 'array', items, ...more });

const keywords: readonly [Fields, unknown[]][] = [
  [text, ['a', 1, true, null, [], {}, absent]],
  [int, [1, 1.5, 'a', null, -1]],
  [{ type: 'number' }, [1, 1.5, 'a']],
  [{ type: 'boolean' }, [true, 'true', 0]],
  [{ type: 'string', nullable: true }, [null, 'a']],
  [{ type: 'string', default: 'd' }, [absent, null, 'a']],
  [{ type: 'string', default: 'd', nullable: true }, [absent, null]],
  [{ type: 'string', enum: ['a', 'b'] }, ['a', 'c']],
  [{ type: 'integer', enum: [1, 2] }, [1, 3]],
  [{ type: 'integer', minimum: 1, maximum: 5 }, [0, 1, 5, 6]],
  [{ type: 'integer', minimum: 1, exclusiveMinimum: true, maximum: 5, exclusiveMaximum: true }, [1, 2, 5]],
  [{ type: 'integer', multipleOf: 3 }, [3, 4]],
  [{ type: 'string', minLength: 2, maxLength: 3 }, ['a', 'ab', 'abcd', 'äöü']],
  [{ type: 'string', pattern: '^[a-z]+$' }, ['abc', 'ABC', '']],
  [{ type: 'string', pattern: '(?i)^go$' }, ['GO', 'no']],
  [{ type: 'string', format: 'date-time' }, ['2026-01-01T00:00:00Z', 'yesterday']],
  [{ type: 'string', format: 'ipv4' }, ['10.0.0.1', '10.0.0.256']],
  [{ type: 'string', format: 'unknown' }, ['x']],
  [{ 'x-kubernetes-int-or-string': true }, [1, '1', 1.5, true, {}]],
  [list(text, { minItems: 1, maxItems: 2 }), [[], ['a'], ['a', 'b', 'c'], 'a', [1], [null]]],
  [
    list(text, { 'x-kubernetes-list-type': 'set' }),
    [
      ['a', 'b'],
      ['a', 'a'],
      ['a', 'a', 'b', 'b', 'b'],
    ],
  ],
  [
    list(struct({ name: text, port: int }, { required: ['name'] }), {
      'x-kubernetes-list-type': 'map',
      'x-kubernetes-list-map-keys': ['name'],
    }),
    [[{ name: 'a' }, { name: 'b' }], [{ name: 'a' }, { name: 'a' }], [{ port: 1 }], [{ name: 'a', extra: 1 }]],
  ],
  [
    list(struct({ name: text, port: int }), {
      'x-kubernetes-list-type': 'map',
      'x-kubernetes-list-map-keys': ['name', 'port'],
    }),
    [
      [
        { name: 'a', port: 1 },
        { name: 'a', port: 2 },
      ],
      [
        { name: 'a', port: 1 },
        { name: 'a', port: 1 },
      ],
    ],
  ],
  [struct({ a: text, b: int }, { required: ['a', 'b'] }), [{}, { a: 'x' }, { a: 'x', b: 1, c: 2 }, 'no', []]],
  [struct({ a: struct({ b: { type: 'string', default: 'd' } }, { default: {} }) }), [{}, { a: {} }, { a: null }]],
  [{ type: 'object', additionalProperties: text }, [{ a: 'x' }, { a: 1 }, { a: null }, {}]],
  [{ type: 'object', additionalProperties: { type: 'string', default: 'd' } }, [{ a: null }]],
  [
    { type: 'object', additionalProperties: text, minProperties: 1, maxProperties: 2 },
    [{}, { a: 'x', b: 'x', c: 'x' }],
  ],
  [{ type: 'object', 'x-kubernetes-preserve-unknown-fields': true }, [{ a: { b: [1] } }]],
  [
    struct({ a: struct({ b: text }) }, { 'x-kubernetes-preserve-unknown-fields': true }),
    [{ z: { y: 1 }, a: { b: 'x', c: 1 } }],
  ],
  [{ 'x-kubernetes-preserve-unknown-fields': true }, ['a', 1, [{ a: 1 }], { a: { b: 1 } }, null]],
  [
    struct({ spec: struct({ a: text }) }, { 'x-kubernetes-embedded-resource': true }),
    [{ apiVersion: 'v1', kind: 'Pod', metadata: { name: 'p' }, spec: { a: 'x', b: 1 }, more: 1 }],
  ],
  [
    list(struct({ a: text, d: { type: 'integer', default: 5 } })),
    [
      [{ a: 'x' }, { z: 1 }],
      [{ a: 1 }, { a: null }],
    ],
  ],
  [{ type: 'string', anyOf: [{ format: 'ipv4' }, { pattern: '^a' }] }, ['abc', 'xyz']],
  [{ type: 'integer', oneOf: [{ minimum: 10 }, { multipleOf: 5 }] }, [11, 5, 10, 3]],
  [{ type: 'integer', allOf: [{ minimum: 2 }, { maximum: 4 }] }, [3, 1]],
  [{ type: 'string', not: { enum: ['bad'] } }, ['good', 'bad']],
  [struct({}), [{ a: 1, b: { c: [1, { d: 1 }] } }]],
];
