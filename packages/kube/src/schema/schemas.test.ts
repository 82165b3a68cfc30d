import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { decodeProblems } from '../structure/decode.ts';
import { printProblem } from '../structure/problem.ts';
import { pruneUnknown } from '../structure/prune.ts';
import { kinds } from '../generated/index.ts';
import { builtInSchemas, definedSchema } from './built-in.ts';
import { canonicalize } from './canonical.ts';
import { customSchema } from './custom.ts';
import { emptyObject } from './empty-object.ts';
import { fieldSchema, joinSchemas, type Schema } from './schema.ts';

function schemaOf(group: string, version: string, kind: string): Schema {
  const schema = builtInSchemas.schemaOf({ group, version, kind });
  assert.ok(schema !== undefined);
  return schema;
}

describe('built-in schemas', () => {
  it('links every kind to types that are there', () => {
    for (const [apiVersion, names] of Object.entries(kinds)) {
      const [group = '', version = ''] = apiVersion.includes('/') ? apiVersion.split('/') : ['', apiVersion];
      for (const kind of Object.keys(names)) {
        const seen = new Set<Schema>();
        walk(schemaOf(group, version, kind), seen, 0);
        assert.ok(seen.size > 0);
      }
    }
  });

  it('gives a field its own keywords before those of its type', () => {
    const spec = fieldSchema(schemaOf('apps', 'v1', 'Deployment'), 'spec');
    const strategy = spec === undefined ? undefined : fieldSchema(spec, 'strategy');

    assert.equal(strategy?.['x-kubernetes-patch-strategy'], 'retainKeys');
    assert.equal(strategy?.properties?.type?.type, 'string');
    assert.equal(strategy?.properties === definedSchema('apps.v1.DeploymentStrategy').properties, true);
  });

  it('knows nothing of other kinds', () => {
    assert.equal(builtInSchemas.schemaOf({ group: 'ex.io', version: 'v1', kind: 'Widget' }), undefined);
    assert.equal(builtInSchemas.schemaOf({ group: '', version: 'v1', kind: 'constructor' }), undefined);
  });

  it('joins with those of custom resources', () => {
    const widget = customSchema({ type: 'object', properties: {} });
    const source = joinSchemas(builtInSchemas, {
      schemaOf: ({ kind }) => (kind === 'Widget' ? widget : undefined),
    });

    assert.equal(source.schemaOf({ group: 'ex.io', version: 'v1', kind: 'Widget' }), widget);
    assert.equal(source.schemaOf({ group: '', version: 'v1', kind: 'Pod' }), schemaOf('', 'v1', 'Pod'));
    assert.equal(widget.properties?.metadata, definedSchema('meta.v1.ObjectMeta'));
  });

  it('names unknown fields by their place', () => {
    const pod = { kind: 'Pod', metadata: { nme: 1 }, spec: { containers: [{ name: 'c', imag: 'x' }], nodes: {} } };

    const { value, unknown } = pruneUnknown(pod, schemaOf('', 'v1', 'Pod'));

    assert.deepEqual(unknown, ['metadata.nme', 'spec.containers[0].imag', 'spec.nodes']);
    assert.deepEqual(value, { kind: 'Pod', metadata: {}, spec: { containers: [{ name: 'c' }] } });
  });

  it('says of wrong types what the decoder says, all at once', () => {
    const deployment = {
      metadata: { labels: { a: 1 } },
      spec: {
        replicas: 'x',
        template: { spec: { containers: [{ name: 1, resources: { limits: { cpu: 'much' } } }] } },
      },
    };

    assert.deepEqual(decodeProblems(deployment, schemaOf('apps', 'v1', 'Deployment')).map(printProblem), [
      'metadata.labels.a: json: cannot unmarshal number into Go struct field ObjectMeta.metadata.labels of type string',
      'spec.replicas: json: cannot unmarshal string into Go struct field DeploymentSpec.spec.replicas of type int32',
      'spec.template.spec.containers[0].name: json: cannot unmarshal number into Go struct field Container.spec.template.spec.containers.name of type string',
      "spec.template.spec.containers[0].resources.limits.cpu: quantities must match the regular expression '^([+-]?[0-9.]+)([eEinumkKMGTP]*[-+]?[0-9]*)$'",
    ]);
  });
});

function walk(schema: Schema, seen: Set<Schema>, depth: number): void {
  if (seen.has(schema) || depth > 12) {
    return;
  }
  seen.add(schema);
  const { items, additionalProperties, properties = {} } = schema;
  const below = [items, additionalProperties, ...Object.values(properties)];
  for (const next of below) {
    if (typeof next === 'object') {
      walk(next, seen, depth + 1);
    }
  }
}

describe('what Go prints', () => {
  it('is a struct with its inner structs and nulls', () => {
    const empty = emptyObject({ apiVersion: 'apps/v1', kind: 'Deployment' }, schemaOf('apps', 'v1', 'Deployment'));

    assert.deepEqual(empty, {
      apiVersion: 'apps/v1',
      kind: 'Deployment',
      metadata: {},
      spec: { selector: null, strategy: {}, template: { metadata: {}, spec: { containers: null } } },
      status: {},
    });
  });

  it('has no nulls and empty lists, but canonical quantities', () => {
    const pod = {
      metadata: { name: 'p', labels: {}, annotations: null },
      spec: {
        containers: [{ name: 'c', env: [], resources: { limits: { cpu: 0.5, memory: '1024Mi' } } }],
        volumes: [{ name: 'v', emptyDir: {} }],
      },
      status: { phase: 'Pending' },
    };

    assert.deepEqual(canonicalize<unknown>(pod, schemaOf('', 'v1', 'Pod')), {
      metadata: { name: 'p' },
      spec: {
        containers: [{ name: 'c', resources: { limits: { cpu: '500m', memory: '1Gi' } } }],
        volumes: [{ name: 'v', emptyDir: {} }],
      },
      status: { phase: 'Pending' },
    });
  });

  it('stays the same object when it is canonical', () => {
    const service = { metadata: { name: 's' }, spec: { ports: [{ port: 80 }] }, status: { loadBalancer: {} } };
    const schema = schemaOf('', 'v1', 'Service');
    const once = canonicalize(service, schema);

    assert.equal(canonicalize(once, schema), once);
  });
});
