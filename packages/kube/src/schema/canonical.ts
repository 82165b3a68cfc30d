import { cloneJson, setField, isObject, type JsonObject } from '../json.ts';
import { canonicalQuantity } from '../quantity.ts';
import { definedSchema } from './built-in.ts';
import { emptyStruct, isStruct } from './empty-object.ts';
import { definitionOf, fieldSchema, type Schema } from './schema.ts';

/**
 * A value of a built-in type as the API server would print it again: no nulls, no empty lists and maps
 * in optional fields, structs that are no pointers as `{}` at least, quantities in canonical form. What
 * needs no change is shared. A quantity that cannot be read stays as it is, validation refuses it.
 */
export function canonicalize<T>(value: T, schema: Schema): T {
  return canonical(value, schema) as T;
}

function canonical(value: unknown, schema: Schema): unknown {
  if (Array.isArray(value)) {
    return schema.items === undefined ? value : canonicalItems(value, schema.items);
  }
  if (isObject(value)) {
    return canonicalFields(value, schema);
  }
  const isQuantity = definitionOf(schema) === definedSchema('resource.Quantity');
  return isQuantity && (typeof value === 'string' || typeof value === 'number') ? readable(value) : value;
}

function readable(value: string | number): string | number {
  try {
    return canonicalQuantity(value);
  } catch {
    return value;
  }
}

function canonicalItems(items: unknown[], schema: Schema): unknown[] {
  const next = items.map((item) => canonical(item, schema));
  return next.every((item, index) => item === items[index]) ? items : next;
}

function canonicalFields(object: JsonObject, schema: Schema): JsonObject {
  let next: JsonObject | undefined;
  const isFree =
    schema['x-kubernetes-preserve-unknown-fields'] === true ||
    (schema.properties === undefined && schema.additionalProperties === undefined);
  for (const name of isFree ? [] : Object.keys(object)) {
    const field = fieldSchema(schema, name);
    const before = object[name];
    const after = field === undefined ? before : canonical(before, field);
    const isOptional = schema.required?.includes(name) !== true;
    if (isOptional && field !== undefined && isLeftOut(after, field)) {
      next ??= { ...object };
      delete next[name];
    } else if (after !== before) {
      next ??= { ...object };
      setField(next, name, after);
    }
  }
  return withStructs(next ?? object, schema);
}

function isLeftOut(value: unknown, field: Schema): boolean {
  if (value === null) {
    return true;
  }
  if (Array.isArray(value)) {
    return value.length === 0;
  }
  return isObject(value) && field.additionalProperties !== undefined && Object.keys(value).length === 0;
}

function withStructs(object: JsonObject, schema: Schema): JsonObject {
  let next = object;
  for (const [name, empty] of structsOf(schema)) {
    if (!Object.hasOwn(object, name)) {
      next = next === object ? { ...object } : next;
      next[name] = cloneJson(empty);
    }
  }
  return next;
}

const structs = new WeakMap<Schema, readonly (readonly [string, JsonObject])[]>();

/** The structs of a type that are always printed, with what is in them when nothing is. */
function structsOf(schema: Schema): readonly (readonly [string, JsonObject])[] {
  let found = structs.get(schema);
  if (found === undefined) {
    found = Object.entries(schema.properties ?? {})
      .filter(([, field]) => isStruct(field))
      .map(([name, field]) => [name, withoutNulls(emptyStruct(field))] as const);
    structs.set(schema, found);
  }
  return found;
}

/** Required lists of an absent struct are not invented. */
function withoutNulls(struct: JsonObject): JsonObject {
  return Object.fromEntries(
    Object.entries(struct)
      .filter(([, value]) => isObject(value))
      .map(([name, value]) => [name, withoutNulls(value as JsonObject)]),
  );
}
