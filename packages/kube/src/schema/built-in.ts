import { bundles, kinds } from '../generated/index.ts';
import type { GroupVersionKind } from '../object.ts';
import { definition, definitionOf, type Schema, type SchemaSource } from './schema.ts';

/** A definition as generated: OpenAPI, references as short names (`core.v1.PodSpec`). */
export interface RawSchema {
  readonly $ref?: string;
  readonly properties?: Readonly<Record<string, RawSchema>>;
  readonly items?: RawSchema;
  readonly additionalProperties?: RawSchema | boolean;
  readonly [keyword: string]: unknown;
}

const parsed = new Map<string, Readonly<Record<string, RawSchema>>>();
const linked = new Map<string, Schema>();
const names = new WeakMap<Schema, string>();

/** The kinds that come with Kubernetes. A package of definitions is parsed when it is first needed. */
export const builtInSchemas: SchemaSource = {
  schemaOf({ group, version, kind }: GroupVersionKind): Schema | undefined {
    const apiVersion = group === '' ? version : `${group}/${version}`;
    const names = Object.hasOwn(kinds, apiVersion) ? (kinds[apiVersion] ?? {}) : {};
    const name = Object.hasOwn(names, kind) ? names[kind] : undefined;
    return name === undefined ? undefined : definedSchema(name);
  },
};

/** A built-in type by its short name: `meta.v1.ObjectMeta`. Throws when there is none. */
export function definedSchema(name: string): Schema {
  const known = linked.get(name);
  if (known !== undefined) {
    return known;
  }
  const raw = rawSchema(name);
  if (raw === undefined) {
    throw new Error(`There is no built-in type ${name}.`);
  }
  const schema = link(raw);
  linked.set(name, schema);
  names.set(schema, name);
  return schema;
}

/** The short name of the built-in type behind a schema. */
export function typeNameOf(schema: Schema): string | undefined {
  return names.get(definitionOf(schema));
}

export function rawSchema(name: string): RawSchema | undefined {
  return rawSchemas(bundleOf(name))[name];
}

export function bundleOf(name: string): string {
  const bundle = name.slice(0, name.lastIndexOf('.'));
  return bundle.includes('.') ? bundle : 'meta.v1';
}

function rawSchemas(bundle: string): Readonly<Record<string, RawSchema>> {
  const known = parsed.get(bundle);
  if (known !== undefined) {
    return known;
  }
  const types = JSON.parse(bundles[bundle] ?? '{}') as Readonly<Record<string, RawSchema>>;
  parsed.set(bundle, types);
  return types;
}

/** A node inherits the keywords of the type it refers to, its own come first. */
function link(raw: RawSchema): Schema {
  const { $ref, properties, items, additionalProperties, ...own } = raw;
  if ($ref !== undefined && Object.keys(raw).length === 1) {
    return definedSchema($ref);
  }
  const target = $ref === undefined ? undefined : definedSchema($ref);
  const node: object = Object.assign(Object.create(target ?? null) as object, own);
  if (target !== undefined) {
    Object.defineProperty(node, definition, { value: target });
  }
  if (properties !== undefined) {
    defineLazily(node, 'properties', () => linkAll(properties));
  }
  if (items !== undefined) {
    defineLazily(node, 'items', () => link(items));
  }
  if (additionalProperties !== undefined) {
    const values = additionalProperties;
    defineLazily(node, 'additionalProperties', () => (typeof values === 'object' ? link(values) : values));
  }
  return node;
}

function linkAll(fields: Readonly<Record<string, RawSchema>>): Record<string, Schema> {
  const schemas: Record<string, Schema> = Object.create(null) as Record<string, Schema>;
  for (const [name, raw] of Object.entries(fields)) {
    schemas[name] = link(raw);
  }
  return schemas;
}

function defineLazily(node: object, key: string, make: () => unknown): void {
  Object.defineProperty(node, key, {
    enumerable: true,
    configurable: true,
    get() {
      const value = make();
      Object.defineProperty(node, key, { value, enumerable: true });
      return value;
    },
  });
}
