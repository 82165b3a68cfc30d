import { conditions, integer, listOf, object, oneOf, port, text, withDefault, type Schema } from './schema.ts';

const methods = ['GET', 'HEAD', 'POST', 'PUT', 'DELETE', 'CONNECT', 'OPTIONS', 'TRACE', 'PATCH'];

export const parentReference = object(
  {
    group: withDefault(text, 'gateway.networking.k8s.io'),
    kind: withDefault(text, 'Gateway'),
    namespace: text,
    name: text,
    sectionName: text,
    port,
  },
  'name',
);

const valueMatch = object(
  { type: withDefault(oneOf('Exact', 'RegularExpression'), 'Exact'), name: text, value: text },
  'name',
  'value',
);

const match = object({
  path: withDefault(
    object({
      type: withDefault(oneOf('Exact', 'PathPrefix', 'RegularExpression'), 'PathPrefix'),
      value: withDefault(text, '/'),
    }),
    { type: 'PathPrefix', value: '/' },
  ),
  headers: listOf(valueMatch),
  queryParams: listOf(valueMatch),
  method: oneOf(...methods),
});

const header = object({ name: text, value: text }, 'name', 'value');
const headerModifier = object({ set: listOf(header), add: listOf(header), remove: listOf(text) });
const pathModifier = object(
  { type: oneOf('ReplaceFullPath', 'ReplacePrefixMatch'), replaceFullPath: text, replacePrefixMatch: text },
  'type',
);
const backendObject = {
  group: withDefault(text, ''),
  kind: withDefault(text, 'Service'),
  name: text,
  namespace: text,
  port,
};

const filter = object(
  {
    type: oneOf(
      'RequestHeaderModifier',
      'ResponseHeaderModifier',
      'RequestMirror',
      'RequestRedirect',
      'URLRewrite',
      'ExtensionRef',
      'CORS',
    ),
    requestHeaderModifier: headerModifier,
    responseHeaderModifier: headerModifier,
    requestMirror: object(
      {
        backendRef: object(backendObject, 'name'),
        percent: integer,
        fraction: object({ numerator: integer, denominator: withDefault(integer, 100) }, 'numerator'),
      },
      'backendRef',
    ),
    requestRedirect: object({
      scheme: oneOf('http', 'https'),
      hostname: text,
      path: pathModifier,
      port,
      statusCode: withDefault({ ...integer, enum: [301, 302, 303, 307, 308] }, 302),
    }),
    urlRewrite: object({ hostname: text, path: pathModifier }),
    extensionRef: object({ group: text, kind: text, name: text }, 'group', 'kind', 'name'),
    cors: { type: 'object', 'x-kubernetes-preserve-unknown-fields': true },
  },
  'type',
);

const backend = object({ ...backendObject, weight: withDefault(integer, 1), filters: listOf(filter) }, 'name');

const rule = object({
  name: text,
  matches: withDefault(listOf(match), [{ path: { type: 'PathPrefix', value: '/' } }]),
  filters: listOf(filter),
  backendRefs: listOf(backend),
  timeouts: object({ request: text, backendRequest: text }),
});

export const httpRoute: Schema = object(
  {
    apiVersion: text,
    kind: text,
    metadata: { type: 'object' },
    spec: object({
      parentRefs: listOf(parentReference),
      hostnames: listOf(text),
      rules: withDefault(listOf(rule), [{ matches: [{ path: { type: 'PathPrefix', value: '/' } }] }]),
    }),
    status: object(
      {
        parents: listOf(
          object(
            { parentRef: parentReference, controllerName: text, conditions },
            'parentRef',
            'controllerName',
            'conditions',
          ),
        ),
      },
      'parents',
    ),
  },
  'spec',
);
