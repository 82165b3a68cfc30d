import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { isObject } from '@juanie/kube';
import { decodeProtobuf } from './protobuf.ts';

/** What Go's serializers make of the same objects. */
const recorded = JSON.parse(readFileSync(join(import.meta.dirname, 'testdata/protobuf.json'), 'utf8')) as {
  hex: string;
  json: { kind: string };
}[];

/** Go's JSON has nulls and empty structs where the decoder leaves a field out; the API drops both. */
function compact(value: unknown): unknown {
  if (Array.isArray(value)) {
    return value.map(compact);
  }
  if (!isObject(value)) {
    return value;
  }
  const entries = Object.entries(value).map(([key, item]) => [key, compact(item)] as const);
  return Object.fromEntries(
    entries.filter(([, item]) => item !== null && !(isObject(item) && Object.keys(item).length === 0)),
  );
}

describe('protobuf bodies', () => {
  for (const { hex, json } of recorded) {
    it(`become the same data as JSON: ${json.kind}`, () => {
      assert.deepEqual(compact(decodeProtobuf(Buffer.from(hex, 'hex'))), compact(json));
    });
  }

  it('are refused when they are none', () => {
    assert.throws(() => decodeProtobuf(Buffer.from('{}')), /does not appear to be a protobuf message/);
    assert.throws(() => decodeProtobuf(Buffer.from('6b38730012ff', 'hex')), /cannot be read/);
  });
});
