import { isObject, type JsonObject } from '../json.ts';
import { parseQuantity } from '../quantity.ts';
import { definedSchema, typeNameOf } from '../schema/built-in.ts';
import { definitionOf, fieldSchema, type Schema } from '../schema/schema.ts';
import type { FieldProblem } from './problem.ts';

/**
 * Where JSON cannot become the Go type of a built-in kind, in the decoder's words; all places at once
 * (Go stops at the first). Null stands for an absent value everywhere.
 */
export function decodeProblems(object: unknown, schema: Schema): FieldProblem[] {
  const found: FieldProblem[] = [];
  decode(object, schema, { path: '', field: '', struct: '', found });
  return found;
}

interface At {
  /** `spec.containers[0].image`, for people. */
  readonly path: string;
  /** `spec.containers.image`, as Go says it. */
  readonly field: string;
  readonly struct: string;
  readonly found: FieldProblem[];
}

function decode(value: unknown, schema: Schema, at: At): void {
  const type = definitionOf(schema);
  if (value === null || value === undefined || schema.type === undefined) {
    decodeUnion(value, type, at);
  } else if (Array.isArray(value) && schema.type === 'array') {
    for (const [index, item] of value.entries()) {
      decode(item, schema.items ?? {}, { ...at, path: `${at.path}[${index}]` });
    }
  } else if (isObject(value) && schema.type === 'object') {
    decodeFields(value, schema, at);
  } else if (!fits(value, schema)) {
    refuse(value, schema, at);
  }
}

function decodeFields(object: JsonObject, schema: Schema, at: At): void {
  const name = typeNameOf(schema);
  const struct = name === undefined ? at.struct : name.slice(name.lastIndexOf('.') + 1);
  for (const key of Object.keys(object)) {
    const field = fieldSchema(schema, key);
    if (field !== undefined) {
      const path = at.path === '' ? key : `${at.path}.${key}`;
      const isDeclared = schema.properties !== undefined;
      const inGo = isDeclared ? (at.field === '' ? key : `${at.field}.${key}`) : at.field;
      decode(object[key], field, { path, field: inGo, struct, found: at.found });
    }
  }
}

function decodeUnion(value: unknown, type: Schema, at: At): void {
  if (type === definedSchema('resource.Quantity') && (typeof value === 'string' || typeof value === 'number')) {
    try {
      parseQuantity(value);
    } catch (thrown) {
      at.found.push({ path: at.path, reason: 'FieldValueInvalid', message: (thrown as Error).message });
    }
  } else if (typeof value === 'object' && value !== null && type.oneOf !== undefined) {
    refuse(value, type, at);
  }
}

function fits(value: unknown, schema: Schema): boolean {
  switch (schema.type) {
    case 'integer':
      return Number.isInteger(value);
    case 'number':
      return typeof value === 'number';
    default:
      return typeof value === schema.type;
  }
}

function refuse(value: unknown, schema: Schema, at: At): void {
  const where = at.struct === '' ? 'value' : `struct field ${at.struct}.${at.field}`;
  const message = `json: cannot unmarshal ${jsonKind(value)} into Go ${where} of type ${goType(schema)}`;
  at.found.push({ path: at.path, reason: 'FieldValueTypeInvalid', message });
}

function jsonKind(value: unknown): string {
  if (Array.isArray(value)) {
    return 'array';
  }
  if (typeof value === 'number' && !Number.isInteger(value)) {
    return `number ${value}`;
  }
  return typeof value === 'boolean' ? 'bool' : typeof value;
}

function goType(schema: Schema): string {
  const name = typeNameOf(schema);
  switch (schema.type) {
    case 'integer':
      return schema.format === 'int32' ? 'int32' : 'int64';
    case 'number':
      return 'float64';
    case 'boolean':
      return 'bool';
    case 'array':
      return `[]${goType(schema.items ?? {})}`;
    case 'object':
      return name === undefined ? `map[string]${goType(elementOf(schema))}` : name.split('.').slice(-2).join('.');
    default:
      return schema.type === 'string' ? 'string' : (name?.split('.').slice(-2).join('.') ?? 'interface {}');
  }
}

function elementOf(schema: Schema): Schema {
  return typeof schema.additionalProperties === 'object' ? schema.additionalProperties : {};
}
