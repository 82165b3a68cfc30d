import {
  conditions,
  integer,
  labels,
  listOf,
  mapOf,
  object,
  oneOf,
  port,
  text,
  withDefault,
  type Schema,
} from './schema.ts';

const selector = object({
  matchLabels: labels,
  matchExpressions: listOf(object({ key: text, operator: text, values: listOf(text) }, 'key', 'operator')),
});
const routeKind = object({ group: withDefault(text, 'gateway.networking.k8s.io'), kind: text }, 'kind');
const secret = object(
  { group: withDefault(text, ''), kind: withDefault(text, 'Secret'), name: text, namespace: text },
  'name',
);

const listener = object(
  {
    name: text,
    hostname: text,
    port,
    protocol: text,
    tls: object({
      mode: withDefault(oneOf('Terminate', 'Passthrough'), 'Terminate'),
      certificateRefs: listOf(secret),
      options: labels,
    }),
    allowedRoutes: withDefault(
      object({
        namespaces: withDefault(
          object({ from: withDefault(oneOf('All', 'Selector', 'Same', 'None'), 'Same'), selector }),
          { from: 'Same' },
        ),
        kinds: listOf(routeKind),
      }),
      { namespaces: { from: 'Same' } },
    ),
  },
  'name',
  'port',
  'protocol',
);

const address = object({ type: withDefault(text, 'IPAddress'), value: text });
const waiting = [
  {
    type: 'Accepted',
    status: 'Unknown',
    reason: 'Pending',
    message: 'Waiting for controller',
    lastTransitionTime: '1970-01-01T00:00:00Z',
  },
];

export const gateway: Schema = object(
  {
    apiVersion: text,
    kind: text,
    metadata: { type: 'object' },
    spec: object(
      {
        gatewayClassName: text,
        listeners: mapOf(listener, 'name'),
        addresses: listOf(address),
        infrastructure: object({
          labels,
          annotations: labels,
          parametersRef: object({ group: text, kind: text, name: text }, 'group', 'kind', 'name'),
        }),
      },
      'gatewayClassName',
      'listeners',
    ),
    status: object({
      addresses: listOf(address),
      conditions,
      listeners: mapOf(
        object(
          { name: text, supportedKinds: listOf(routeKind), attachedRoutes: integer, conditions },
          'name',
          'attachedRoutes',
          'conditions',
        ),
        'name',
      ),
    }),
  },
  'spec',
);

export const gatewayClass: Schema = object(
  {
    apiVersion: text,
    kind: text,
    metadata: { type: 'object' },
    spec: object(
      {
        controllerName: text,
        description: text,
        parametersRef: object({ group: text, kind: text, name: text, namespace: text }, 'group', 'kind', 'name'),
      },
      'controllerName',
    ),
    status: withDefault(object({ conditions, supportedFeatures: mapOf(object({ name: text }, 'name'), 'name') }), {
      conditions: waiting,
    }),
  },
  'spec',
);
