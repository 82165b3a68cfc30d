import type { KubeObject } from '../object.ts';
import { isCustomSchema } from './custom.ts';
import type { Schema } from './schema.ts';

/**
 * The object that a new one is compared with: for built-in kinds what Go prints for an empty struct
 * (`spec: {template: {spec: {containers: null}}}`), for custom resources nothing but the kind.
 */
export function emptyObject(head: { apiVersion: string; kind: string }, schema: Schema | undefined): KubeObject {
  const { apiVersion, kind } = head;
  if (schema === undefined || isCustomSchema(schema)) {
    return { apiVersion, kind } as KubeObject;
  }
  let empty = emptyObjects.get(schema);
  if (empty === undefined) {
    empty = emptyStruct(schema);
    emptyObjects.set(schema, empty);
  }
  return { ...(empty as KubeObject), apiVersion, kind };
}

/** Built once for each type: only compared with, never changed. */
const emptyObjects = new WeakMap<Schema, Record<string, unknown>>();

/** A struct's fields that Go never leaves out: those with a default, and null for required pointers and lists. */
export function emptyStruct(schema: Schema): Record<string, unknown> {
  const struct: Record<string, unknown> = {};
  for (const [name, field] of Object.entries(schema.properties ?? {})) {
    if (field.default !== undefined) {
      struct[name] = isStruct(field) ? emptyStruct(field) : field.default;
    } else if (schema.required?.includes(name) === true) {
      struct[name] = null;
    }
  }
  return struct;
}

/** A struct that is no pointer: it is always printed, if only as `{}`. */
export function isStruct(field: Schema): boolean {
  return field.type === 'object' && field.properties !== undefined && typeof field.default === 'object';
}
