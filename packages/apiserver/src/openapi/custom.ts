import type { Kind } from '../kinds/kind.ts';

/** The OpenAPI v3 document of a custom group and version, with what kubectl's validation and `explain` read. */
export function renderCustomDocument(kinds: readonly Kind[]): object {
  return {
    openapi: '3.0.0',
    info: { title: 'Kubernetes CRD Swagger', version: 'v0.1.0' },
    paths: Object.fromEntries(kinds.flatMap(pathsOf)),
    components: { schemas: { ...Object.fromEntries(kinds.flatMap(schemasOf)), [metaName]: objectMeta } },
  };
}

const metaName = 'io.k8s.apimachinery.pkg.apis.meta.v1.ObjectMeta';
const objectMeta = {
  type: 'object',
  description: 'Standard object metadata.',
  'x-kubernetes-preserve-unknown-fields': true,
};

function gvk({ group, version, kind }: Kind): object {
  return { group, version, kind };
}

function schemaName({ group, version, kind }: Kind): string {
  return `${group.split('.').toReversed().join('.')}.${version}.${kind}`;
}

function schemasOf(kind: Kind): [string, object][] {
  const given = kind.custom?.schema() ?? {};
  const properties = (given['properties'] ?? {}) as object;
  const own = {
    ...given,
    type: 'object',
    properties: {
      ...properties,
      apiVersion: { type: 'string', description: 'The versioned schema of this representation of an object.' },
      kind: { type: 'string', description: 'The REST resource that this object represents.' },
      metadata: { allOf: [{ $ref: `#/components/schemas/${metaName}` }], description: 'Standard object metadata.' },
    },
    'x-kubernetes-group-version-kind': [gvk(kind)],
  };
  const list = {
    type: 'object',
    required: ['items'],
    properties: { items: { type: 'array', items: { $ref: `#/components/schemas/${schemaName(kind)}` } } },
    'x-kubernetes-group-version-kind': [{ group: kind.group, version: kind.version, kind: kind.listKind }],
  };
  return [
    [schemaName(kind), own],
    [`${schemaName(kind)}List`, list],
  ];
}

function pathsOf(kind: Kind): [string, object][] {
  const root = `/apis/${kind.group}/${kind.version}`;
  const collection = kind.namespaced ? `${root}/namespaces/{namespace}/${kind.resource}` : `${root}/${kind.resource}`;
  const subresources = kind.subresources.map(({ name }): [string, object] => [
    `${collection}/{name}/${name}`,
    { get: operation(kind, 'get'), put: operation(kind, 'put'), patch: operation(kind, 'patch') },
  ]);
  return [
    [
      collection,
      { get: operation(kind, 'list'), post: operation(kind, 'post'), delete: operation(kind, 'deletecollection') },
    ],
    [
      `${collection}/{name}`,
      {
        get: operation(kind, 'get'),
        put: operation(kind, 'put'),
        patch: operation(kind, 'patch'),
        delete: operation(kind, 'delete'),
      },
    ],
    ...subresources,
  ];
}

const validating = new Set(['post', 'put', 'patch']);

function operation(kind: Kind, action: string): object {
  return {
    'x-kubernetes-action': action,
    'x-kubernetes-group-version-kind': gvk(kind),
    ...(validating.has(action)
      ? { parameters: [{ name: 'fieldValidation', in: 'query', schema: { type: 'string' } }] }
      : {}),
    responses: {
      200: {
        description: 'OK',
        content: { 'application/json': { schema: { $ref: `#/components/schemas/${schemaName(kind)}` } } },
      },
    },
  };
}
