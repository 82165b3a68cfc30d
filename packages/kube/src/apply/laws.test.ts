import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import type { KubeObject } from '../object.ts';
import { builtInSchemas } from '../schema/built-in.ts';
import { applyObject } from './apply.ts';
import { decodeFieldsV1, encodeFieldsV1 } from './fields-v1.ts';
import {
  differenceOf,
  equalSets,
  intersectionOf,
  isEmptySet,
  isSubset,
  recursiveDifferenceOf,
  unionOf,
} from './field-set.ts';
import { fieldTypeOf } from './field-type.ts';
import { fieldSetOf } from './walk.ts';

const schema = builtInSchemas.schemaOf({ group: 'apps', version: 'v1', kind: 'Deployment' });
const type = fieldTypeOf(schema);
const now = '2026-01-01T00:00:00Z';

/** Ordinary objects, as JSON.parse makes them; empty lists and maps are left out, Go prints none. */
function plain<T>(value: T): T {
  const isEmpty = (item: unknown): boolean => Array.isArray(item) && item.length === 0;
  const text = JSON.stringify(value, (_, item: unknown) => (isEmpty(item) ? undefined : item));
  return JSON.parse(text) as T;
}

const word = fc.constantFrom('a', 'b', 'c');
const table = fc.dictionary(word, word, { minKeys: 1, maxKeys: 3 });
const container = fc.record(
  {
    name: word,
    image: word,
    env: fc.uniqueArray(fc.record({ name: word, value: word }), { selector: ({ name }) => name, maxLength: 3 }),
    args: fc.array(word, { maxLength: 2 }),
  },
  { requiredKeys: ['name'] },
);
const deployment: fc.Arbitrary<KubeObject> = fc
  .record({
    labels: fc.option(table, { nil: undefined }),
    replicas: fc.option(fc.nat(3), { nil: undefined }),
    containers: fc.uniqueArray(container, { selector: ({ name }) => name, maxLength: 3 }),
    nodeSelector: fc.option(table, { nil: undefined }),
  })
  .map(({ labels, replicas, containers, nodeSelector }) =>
    plain({
      apiVersion: 'apps/v1',
      kind: 'Deployment',
      metadata: { name: 'it', ...(labels === undefined ? {} : { labels }) },
      spec: {
        ...(replicas === undefined ? {} : { replicas }),
        template: { spec: { containers, ...(nodeSelector === undefined ? {} : { nodeSelector }) } },
      },
    }),
  );

function apply(live: KubeObject | undefined, config: KubeObject, manager: string): KubeObject {
  return applyObject(live, config, { schema, manager, now, force: true });
}

const valueOf = ({ metadata, ...rest }: KubeObject): unknown => {
  const { managedFields: _, ...others } = metadata;
  return { ...rest, metadata: others };
};

describe('the laws of apply', () => {
  it('applies twice as once, and answers the very object', () => {
    fc.assert(
      fc.property(deployment, deployment, deployment, (first, other, again) => {
        const live = apply(apply(apply(undefined, first, 'a'), other, 'b'), again, 'a');

        assert.equal(apply(live, structuredClone(again), 'a'), live);
      }),
    );
  });

  it('leaves nothing of one manager when it applies something else', () => {
    fc.assert(
      fc.property(deployment, deployment, (first, second) => {
        const fresh = apply(undefined, second, 'a');
        const changed = apply(apply(undefined, first, 'a'), second, 'a');
        const owned = fieldSetOf(valueOf(changed), type);

        assert.ok(isSubset(fieldSetOf(valueOf(fresh), type), owned));
        assert.deepEqual(changed.metadata.managedFields, fresh.metadata.managedFields);
      }),
    );
  });

  it('lets managers of other fields go in any order', () => {
    fc.assert(
      fc.property(table, fc.nat(3), (labels, replicas) => {
        const labelled = { apiVersion: 'apps/v1', kind: 'Deployment', metadata: { name: 'it', labels } } as KubeObject;
        const scaled = { ...labelled, metadata: { name: 'it' }, spec: { replicas } } as KubeObject;
        const one = apply(apply(undefined, labelled, 'a'), scaled, 'b');
        const two = apply(apply(undefined, scaled, 'b'), labelled, 'a');

        assert.deepEqual(valueOf(one), valueOf(two));
        assert.deepEqual(one.metadata.managedFields, two.metadata.managedFields);
      }),
    );
  });

  it('never changes what it is given', () => {
    fc.assert(
      fc.property(deployment, deployment, (first, second) => {
        const live = apply(undefined, first, 'a');
        const before = structuredClone([live, second]);

        apply(live, second, 'b');

        assert.deepEqual([live, second], before);
      }),
    );
  });
});

describe('the laws of field sets', () => {
  const set = deployment.map((object) => fieldSetOf(object, type));

  it('writes and reads FieldsV1 without loss', () => {
    fc.assert(
      fc.property(set, (some) => {
        const text = JSON.stringify(encodeFieldsV1(some));
        const read = decodeFieldsV1(JSON.parse(text) as Record<string, unknown>);

        assert.ok(equalSets(read, some));
        assert.equal(JSON.stringify(encodeFieldsV1(read)), text);
      }),
    );
  });

  it('takes apart and joins again', () => {
    fc.assert(
      fc.property(set, set, (left, right) => {
        const both = intersectionOf(left, right);
        const rest = differenceOf(left, right);

        assert.ok(equalSets(unionOf(both, rest), left));
        assert.ok(isEmptySet(intersectionOf(rest, right)));
        assert.ok(isSubset(recursiveDifferenceOf(left, right), rest));
        assert.ok(equalSets(unionOf(left, right), unionOf(right, left)));
        assert.equal(differenceOf(left, differenceOf(right, right)), left);
      }),
    );
  });
});
