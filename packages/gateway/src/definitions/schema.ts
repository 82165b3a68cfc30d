/** The few shapes of OpenAPI v3 that the definitions here need. */
export type Schema = Readonly<Record<string, unknown>>;

export const text: Schema = { type: 'string' };
export const integer: Schema = { type: 'integer', format: 'int32' };
export const port: Schema = { ...integer, minimum: 1, maximum: 65_535 };

export function oneOf(...values: readonly string[]): Schema {
  return { type: 'string', enum: values };
}

export function object(properties: Readonly<Record<string, Schema>>, ...required: readonly string[]): Schema {
  return { type: 'object', properties, ...(required.length === 0 ? {} : { required }) };
}

export function listOf(items: Schema): Schema {
  return { type: 'array', items, 'x-kubernetes-list-type': 'atomic' };
}

/** A list whose items are told apart by these fields: several writers may each own some. */
export function mapOf(items: Schema, ...keys: readonly string[]): Schema {
  return { type: 'array', items, 'x-kubernetes-list-type': 'map', 'x-kubernetes-list-map-keys': keys };
}

export function withDefault(schema: Schema, value: unknown): Schema {
  return { ...schema, default: value };
}

export const conditions: Schema = mapOf(
  object(
    {
      type: text,
      status: oneOf('True', 'False', 'Unknown'),
      observedGeneration: { type: 'integer', format: 'int64' },
      lastTransitionTime: { type: 'string', format: 'date-time' },
      reason: text,
      message: text,
    },
    'type',
    'status',
    'lastTransitionTime',
    'reason',
    'message',
  ),
  'type',
);

export const labels: Schema = { type: 'object', additionalProperties: text };
