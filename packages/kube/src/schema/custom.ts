import { isObject, type JsonObject } from '../json.ts';
import { definedSchema } from './built-in.ts';
import type { Schema } from './schema.ts';

const customSchemas = new WeakMap<object, Schema>();
const made = new WeakSet<Schema>();

/**
 * The schema of a custom resource from its CRD's `openAPIV3Schema`: `apiVersion`, `kind` and
 * `metadata` are added as every object has them. The same input answers the same schema.
 */
export function customSchema(openAPIV3Schema: unknown): Schema {
  const given = isObject(openAPIV3Schema) ? openAPIV3Schema : {};
  const known = customSchemas.get(given);
  if (known !== undefined) {
    return known;
  }
  const schema = withObjectFields(given as Schema & JsonObject);
  customSchemas.set(given, schema);
  made.add(schema);
  return schema;
}

/** Whether a schema came out of `customSchema`: its objects are free JSON, not Go structs. */
export function isCustomSchema(schema: Schema): boolean {
  return made.has(schema);
}

function withObjectFields(schema: Schema): Schema {
  const properties: Record<string, Schema> = Object.assign(Object.create(null) as object, schema.properties, {
    apiVersion: { type: 'string' },
    kind: { type: 'string' },
    metadata: definedSchema('meta.v1.ObjectMeta'),
  });
  const free = schema.properties === undefined && schema.additionalProperties === undefined;
  return {
    ...schema,
    type: 'object',
    properties,
    ...(free ? { 'x-kubernetes-preserve-unknown-fields': true } : {}),
  };
}
