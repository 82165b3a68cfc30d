import { builtInSchemas, customSchema, type Schema } from '@juanie/kube';
import type { Kind } from './kind.ts';

/** The type of a kind in this version. Undefined only for what upstream has no type for. */
export function schemaOf(kind: Kind): Schema | undefined {
  return kind.custom === undefined ? builtInSchemas.schemaOf(kind) : customSchema(kind.custom.schema());
}
