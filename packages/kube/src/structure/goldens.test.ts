import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { describe, it } from 'node:test';
import type { JsonObject } from '../json.ts';
import { customSchema } from '../schema/custom.ts';
import { applyDefaults } from './defaults.ts';
import { printProblem } from './problem.ts';
import { pruneUnknown } from './prune.ts';
import { validateStructure } from './validate.ts';

interface Case {
  readonly given: { readonly schema: JsonObject; readonly object: { readonly spec: JsonObject } };
  readonly want: {
    readonly object: unknown;
    readonly unknown: readonly string[] | null;
    readonly problems: readonly string[];
  };
}

const file = new URL('../../testdata/custom.json', import.meta.url);
const cases = JSON.parse(readFileSync(file, 'utf8')) as Case[];

describe('custom resources, as the API server prunes, defaults and validates them', () => {
  for (const { given, want } of cases) {
    const { properties } = given.schema as { properties: { spec: { properties: { it: unknown } } } };
    it(`${JSON.stringify(given.object.spec)} as ${JSON.stringify(properties.spec.properties.it)}`.slice(0, 200), () => {
      const schema = customSchema(given.schema);
      const before = structuredClone(given.object);

      const { value, unknown } = pruneUnknown(given.object, schema);
      const object = applyDefaults(value, schema);
      const problems = validateStructure(object, schema).map(printProblem);

      assert.deepEqual(
        { object, unknown, problems: problems.toSorted() },
        { ...want, unknown: want.unknown ?? [], problems: want.problems.toSorted() },
      );
      assert.deepEqual(given.object, before);
    });
  }
});
