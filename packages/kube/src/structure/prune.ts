import { isObject, setField, type JsonObject } from '../json.ts';
import { isCustomSchema } from '../schema/custom.ts';
import { fieldSchema, keepsUnknownFields, type Schema } from '../schema/schema.ts';

export interface Pruned<T> {
  /** The value with what its type knows; the given one when nothing had to go. */
  readonly value: T;
  /** What went, sorted: `spec.template.spec.containers[0].imag`. */
  readonly unknown: readonly string[];
}

/**
 * Drops the fields that a type does not know: what fieldValidation Strict refuses and Warn names.
 * `x-kubernetes-preserve-unknown-fields` and embedded resources are honoured.
 */
export function pruneUnknown<T>(value: T, schema: Schema): Pruned<T> {
  const pruner = new Pruner(isCustomSchema(schema));
  const pruned = pruner.prune(value, schema, '');
  return { value: pruned as T, unknown: pruner.unknown.toSorted() };
}

const objectFields: readonly string[] = ['apiVersion', 'kind', 'metadata'];

class Pruner {
  readonly unknown: string[] = [];
  readonly #isCustom: boolean;

  constructor(isCustom: boolean) {
    this.#isCustom = isCustom;
  }

  prune(value: unknown, schema: Schema | undefined, path: string): unknown {
    if (Array.isArray(value)) {
      const items = value.map((item, index) => this.prune(item, itemsOf(schema), `${path}[${index}]`));
      return items.every((item, index) => item === value[index]) ? value : items;
    }
    return isObject(value) ? this.#pruneFields(value, schema ?? nothing, path) : value;
  }

  #pruneFields(object: JsonObject, schema: Schema, path: string): JsonObject {
    let kept: JsonObject | undefined;
    for (const name of Object.keys(object)) {
      const at = path === '' ? name : `${path}.${name}`;
      const field = fieldSchema(schema, name);
      if (field !== undefined) {
        const before = object[name];
        const after = this.prune(before, field, at);
        if (after !== before) {
          kept ??= { ...object };
          setField(kept, name, after);
        }
      } else if (!this.#isKept(schema, name)) {
        this.unknown.push(at);
        kept ??= { ...object };
        delete kept[name];
      }
    }
    return kept ?? object;
  }

  /** A custom object that declares nothing takes nothing; a built-in one is free JSON. */
  #isKept(schema: Schema, name: string): boolean {
    if (schema['x-kubernetes-embedded-resource'] === true && objectFields.includes(name)) {
      return true;
    }
    return this.#isCustom
      ? schema['x-kubernetes-preserve-unknown-fields'] === true || schema.additionalProperties === true
      : keepsUnknownFields(schema) && schema !== nothing;
  }
}

const nothing: Schema = {};

function itemsOf(schema: Schema | undefined): Schema | undefined {
  if (schema?.items === undefined && schema?.['x-kubernetes-preserve-unknown-fields'] === true) {
    return schema;
  }
  return schema?.items;
}
