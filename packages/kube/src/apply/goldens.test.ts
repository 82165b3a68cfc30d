import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { describe, it } from 'node:test';
import { isFault } from '@juanie/fault';
import type { JsonObject } from '../json.ts';
import { gvkOf, type KubeObject } from '../object.ts';
import { builtInSchemas } from '../schema/built-in.ts';
import { customSchema } from '../schema/custom.ts';
import { applyObject, trackUpdate } from './apply.ts';

interface Step {
  readonly operation: 'apply' | 'update';
  readonly manager: string;
  readonly force: boolean;
  readonly subresource?: string;
  readonly ignored: string[][];
  readonly object: KubeObject;
}

interface Given {
  readonly apiVersion: string;
  readonly kind: string;
  readonly schema?: JsonObject;
  readonly steps: readonly Step[];
}

interface Snapshot {
  readonly error?: string;
  readonly object?: unknown;
  readonly managedFields?: readonly { manager: string; operation: string; subresource: string }[];
}

const file = new URL('../../testdata/apply.json', import.meta.url);
const cases = JSON.parse(readFileSync(file, 'utf8')) as { given: Given; want: Snapshot[] }[];

/** Free JSON also for built-in kinds: the recorded field manager neither defaults nor prints Go structs. */
function schemaFor({ apiVersion, kind, schema }: Given) {
  return customSchema(schema ?? builtInSchemas.schemaOf(gvkOf({ apiVersion, kind })));
}

describe('field ownership, as apimachinery keeps it', () => {
  for (const [index, { given, want }] of cases.entries()) {
    it(`${given.kind} ${index}`, () => {
      const schema = schemaFor(given);
      let live = { apiVersion: given.apiVersion, kind: given.kind } as KubeObject;
      for (const [at, step] of given.steps.entries()) {
        const { result, message } = run(live, step, schema);
        assert.deepEqual(message === undefined ? snapshot(result) : { error: message }, sorted(want[at]), `step ${at}`);
        live = result;
      }
    });
  }
});

function run(live: KubeObject, step: Step, schema: ReturnType<typeof schemaFor>) {
  const { operation, manager, force, subresource, ignored, object } = step;
  const where = subresource === undefined ? {} : { subresource };
  const context = { schema, manager, force, ignored, now: '2026-01-01T00:00:00Z', ...where };
  // The recorder's first object has no uid: to upstream it does not exist yet.
  const known = live.metadata === undefined ? undefined : live;
  try {
    return {
      result: operation === 'apply' ? applyObject(known, object, context) : trackUpdate(known, object, context),
    };
  } catch (thrown) {
    assert.ok(isFault(thrown), String((thrown as Error).stack));
    return { result: live, message: thrown.message };
  }
}

function snapshot({ metadata, ...rest }: KubeObject): Snapshot {
  const { managedFields = [], ...others } = metadata;
  const entries = managedFields.map(({ manager = '', operation, apiVersion, subresource = '', time, fieldsV1 }) => ({
    manager,
    operation,
    apiVersion,
    subresource,
    timed: time !== undefined,
    fieldsV1,
  }));
  return sorted({ object: { ...rest, metadata: others }, managedFields: entries });
}

function sorted(snapshot: Snapshot | undefined): Snapshot {
  const key = (entry: object): string => JSON.stringify(Object.values(entry).slice(0, 4));
  const { managedFields } = snapshot ?? {};
  if (managedFields === undefined) {
    return { ...snapshot };
  }
  const identity = ({ manager, operation, subresource }: { manager: string; operation: string; subresource: string }) =>
    key({ manager, operation, subresource });
  return { ...snapshot, managedFields: managedFields.toSorted((a, b) => (identity(a) < identity(b) ? -1 : 1)) };
}
