import type { GroupVersionKind } from '../object.ts';

/**
 * What a value must look like: OpenAPI v3 as Kubernetes writes it (a CRD's `openAPIV3Schema` is one as
 * it stands). References are resolved: a reader never meets `$ref`. Recursive types come lazily, so a
 * schema is walked beside a value, never by itself.
 */
export interface Schema {
  readonly type?: string;
  readonly format?: string;
  readonly description?: string;
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly additionalProperties?: Schema | boolean;
  readonly items?: Schema;
  readonly required?: readonly string[];
  readonly default?: unknown;
  readonly nullable?: boolean;
  readonly enum?: readonly unknown[];
  readonly pattern?: string;
  readonly minLength?: number;
  readonly maxLength?: number;
  readonly minimum?: number;
  readonly maximum?: number;
  readonly exclusiveMinimum?: boolean;
  readonly exclusiveMaximum?: boolean;
  readonly multipleOf?: number;
  readonly minItems?: number;
  readonly maxItems?: number;
  readonly uniqueItems?: boolean;
  readonly minProperties?: number;
  readonly maxProperties?: number;
  readonly allOf?: readonly Schema[];
  readonly anyOf?: readonly Schema[];
  readonly oneOf?: readonly Schema[];
  readonly not?: Schema;
  readonly 'x-kubernetes-list-type'?: 'atomic' | 'set' | 'map';
  readonly 'x-kubernetes-list-map-keys'?: readonly string[];
  readonly 'x-kubernetes-map-type'?: 'atomic' | 'granular';
  readonly 'x-kubernetes-patch-strategy'?: string;
  readonly 'x-kubernetes-patch-merge-key'?: string;
  readonly 'x-kubernetes-preserve-unknown-fields'?: boolean;
  readonly 'x-kubernetes-int-or-string'?: boolean;
  readonly 'x-kubernetes-embedded-resource'?: boolean;
  readonly 'x-kubernetes-validations'?: readonly unknown[];
}

/**
 * Where schemas come from: the built-in kinds, custom resources, or both. Undefined: nothing is known
 * of the kind, its objects are merged by what they look like.
 */
export interface SchemaSource {
  schemaOf(kind: GroupVersionKind): Schema | undefined;
}

/** The definition behind a field (its own keywords left out), e.g. the one PodSpec of all its users. */
export const definition: unique symbol = Symbol('definition');

export function definitionOf(schema: Schema): Schema {
  return (schema as { readonly [definition]?: Schema })[definition] ?? schema;
}

/** The schema of a field of an object: declared, or what the map holds. Undefined: not allowed there. */
export function fieldSchema(schema: Schema, name: string): Schema | undefined {
  const { properties, additionalProperties } = schema;
  if (properties !== undefined && Object.hasOwn(properties, name)) {
    return properties[name];
  }
  return typeof additionalProperties === 'object' ? additionalProperties : undefined;
}

/** Whether anything may stand in an object: asked for, or nothing is said about its fields. */
export function keepsUnknownFields(schema: Schema): boolean {
  return (
    schema['x-kubernetes-preserve-unknown-fields'] === true ||
    schema.additionalProperties === true ||
    (schema.properties === undefined && schema.additionalProperties === undefined)
  );
}

/** The first source that knows the kind answers. */
export function joinSchemas(...sources: readonly SchemaSource[]): SchemaSource {
  return {
    schemaOf(kind) {
      for (const source of sources) {
        const schema = source.schemaOf(kind);
        if (schema !== undefined) {
          return schema;
        }
      }
      return undefined;
    },
  };
}
