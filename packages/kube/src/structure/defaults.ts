import { cloneJson, isObject, setField, type JsonObject } from '../json.ts';
import { fieldSchema, type Schema } from '../schema/schema.ts';

/**
 * Fills in the defaults of a custom resource's schema, also inside list items and maps, and takes out
 * nulls that the schema does not allow (one with a default becomes the default). Shares what stays.
 */
export function applyDefaults<T>(value: T, schema: Schema): T {
  return fill(value, schema) as T;
}

function fill(value: unknown, schema: Schema | undefined): unknown {
  if (schema === undefined) {
    return value;
  }
  if (Array.isArray(value)) {
    const items = value.map((item) => fill(isBareNull(item, schema.items) ? given(schema.items) : item, schema.items));
    return items.every((item, index) => item === value[index]) ? value : items;
  }
  return isObject(value) ? fillFields(value, schema) : value;
}

function fillFields(object: JsonObject, schema: Schema): JsonObject {
  const filled: JsonObject = { ...object };
  for (const name of Object.keys(schema.properties ?? {})) {
    const field = schema.properties?.[name];
    if (field?.default !== undefined && (filled[name] === undefined || isBareNull(filled[name], field))) {
      setField(filled, name, cloneJson(field.default));
    }
  }
  for (const name of Object.keys(filled)) {
    const field = fieldSchema(schema, name);
    if (!isBareNull(filled[name], field)) {
      setField(filled, name, fill(filled[name], field));
    } else if (field?.default === undefined) {
      delete filled[name];
    } else {
      setField(filled, name, fill(given(field), field));
    }
  }
  const names = Object.keys(filled);
  const isSame = names.length === Object.keys(object).length && names.every((name) => filled[name] === object[name]);
  return isSame ? object : filled;
}

function isBareNull(value: unknown, schema: Schema | undefined): boolean {
  return value === null && schema !== undefined && schema.nullable !== true;
}

function given(schema: Schema | undefined): unknown {
  return schema?.default === undefined ? null : cloneJson(schema.default);
}
