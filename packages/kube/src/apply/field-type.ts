import { definitionOf, type Schema } from '../schema/schema.ts';

export type Scalar = 'numeric' | 'string' | 'boolean' | 'untyped';

/**
 * How values of a type merge: structured-merge-diff's view of a schema. A type may allow several
 * forms; the value then decides (`formOf`).
 */
export interface FieldType {
  readonly scalar?: Scalar;
  readonly list?: ListType;
  readonly map?: MapType;
}

export interface ListType {
  readonly atomic: boolean;
  /** Empty in an associative list: a set of scalars. */
  readonly keys: readonly string[];
  readonly element: FieldType;
}

export interface MapType {
  readonly atomic: boolean;
  /** Whether the field is declared, not only allowed. */
  has(name: string): boolean;
  /** Undefined: the field is not allowed. */
  field(name: string): FieldType | undefined;
  defaultOf(name: string): unknown;
  /** Nothing is declared: the type is deduced from the value. */
  readonly deduced: boolean;
}

const atomicAnything: FieldType = {
  scalar: 'untyped',
  list: {
    atomic: true,
    keys: [],
    get element() {
      return atomicAnything;
    },
  },
  map: freeMap(true, () => atomicAnything),
};

/** Merges by what a value looks like: maps by field, lists as a whole. */
export const deducedType: FieldType = {
  scalar: 'untyped',
  list: { atomic: true, keys: [], element: atomicAnything },
  map: freeMap(false, () => deducedType),
};

function freeMap(atomic: boolean, element: () => FieldType): MapType {
  return { atomic, deduced: !atomic, has: () => false, field: element, defaultOf: () => undefined };
}

const types = new WeakMap<Schema, FieldType>();
const openTypes = new WeakMap<Schema, FieldType>();

export function fieldTypeOf(schema: Schema | undefined): FieldType {
  return schema === undefined ? deducedType : compile(schema, false);
}

/** `open`: an ancestor keeps unknown fields, and so do all below it. */
function compile(schema: Schema, open: boolean): FieldType {
  const base = definitionOf(schema);
  const own = base !== schema && schema['x-kubernetes-map-type'] === base['x-kubernetes-map-type'] ? base : schema;
  const cache = open ? openTypes : types;
  const known = cache.get(own);
  if (known !== undefined) {
    return known;
  }
  const type = build(own, open || own['x-kubernetes-preserve-unknown-fields'] === true);
  cache.set(own, type);
  return type;
}

function build(schema: Schema, open: boolean): FieldType {
  switch (schema.type) {
    case 'object':
      return { map: mapType(schema, open) };
    case 'array':
      return { list: listType(schema, open) };
    case 'integer':
    case 'number':
      return { scalar: 'numeric' };
    case 'boolean':
      return { scalar: 'boolean' };
    case 'string':
      return { scalar: schema.format === undefined || schema.format === 'byte' ? 'string' : 'untyped' };
    default:
      return isScalarUnion(schema)
        ? { scalar: 'untyped' }
        : { scalar: 'untyped', list: listType(schema, open), map: mapType(schema, open) };
  }
}

/** Quantity is such a union of scalars; structured-merge-diff knows it by name. */
function isScalarUnion(schema: Schema): boolean {
  const options = schema.oneOf ?? [];
  return (
    options.length > 0 && options.every(({ type }) => type === 'string' || type === 'number' || type === 'integer')
  );
}

function listType(schema: Schema, open: boolean): ListType {
  const items = schema.items;
  const relation = listRelation(schema);
  return {
    ...relation,
    get element() {
      return items === undefined ? atomicAnything : compile(items, open);
    },
  };
}

function listRelation(schema: Schema): { atomic: boolean; keys: readonly string[] } {
  const listed = schema['x-kubernetes-list-type'];
  if (listed !== undefined) {
    const keys = listed === 'map' ? (schema['x-kubernetes-list-map-keys'] ?? []) : [];
    return { atomic: listed === 'atomic', keys: keys.toSorted() };
  }
  if (schema['x-kubernetes-patch-strategy']?.startsWith('merge') === true) {
    const key = schema['x-kubernetes-patch-merge-key'];
    return { atomic: false, keys: key === undefined ? [] : [key] };
  }
  return { atomic: true, keys: [] };
}

function mapType(schema: Schema, open: boolean): MapType {
  const { properties, additionalProperties } = schema;
  const element = elementType(schema, open);
  const declared = (name: string): boolean => properties !== undefined && Object.hasOwn(properties, name);
  const fields = new Map<string, FieldType>();
  return {
    atomic: schema['x-kubernetes-map-type'] === 'atomic',
    deduced: properties === undefined && (additionalProperties === undefined || additionalProperties === true),
    has: declared,
    field(name) {
      const known = fields.get(name);
      if (known !== undefined) {
        return known;
      }
      const property = declared(name) ? properties?.[name] : undefined;
      if (property === undefined) {
        return element;
      }
      const type = compile(property, open);
      fields.set(name, type);
      return type;
    },
    defaultOf: (name) => (declared(name) ? properties?.[name]?.default : undefined),
  };
}

function elementType(schema: Schema, open: boolean): FieldType | undefined {
  const { additionalProperties, properties } = schema;
  if (additionalProperties === undefined) {
    const free = open || properties === undefined || Object.keys(properties).length === 0;
    return free ? deducedType : undefined;
  }
  if (typeof additionalProperties === 'object') {
    return compile(additionalProperties, open);
  }
  return additionalProperties ? deducedType : undefined;
}

/** The form of the type that a value has; the type itself where the value decides nothing. */
export function formOf(type: FieldType, value: unknown): FieldType {
  if (type.map !== undefined && type.scalar === undefined && type.list === undefined) {
    return type;
  }
  if (Array.isArray(value)) {
    return type.list === undefined ? type : { list: type.list };
  }
  if (typeof value === 'object') {
    return value !== null && type.map !== undefined ? { map: type.map } : type;
  }
  return type.scalar === undefined || value === undefined ? type : { scalar: type.scalar };
}
