import {
  applyDefaults,
  canonicalize,
  decodeProblems,
  pruneUnknown,
  validateStructure,
  type KubeObject,
  type Schema,
} from '@juanie/kube';
import type { Call } from '../http/exchange.ts';
import { badRequest, invalid, type FieldProblem } from '../http/status.ts';
import type { Kind } from '../kinds/kind.ts';
import { schemaOf } from '../kinds/schemas.ts';
import type { WriteRequest } from './options.ts';

/** The object as its type has it: unknown fields gone (or refused), in canonical form, custom defaults filled in. */
export function settleTyped(given: { call: Call; request: WriteRequest; object: KubeObject }): KubeObject {
  const { call, request, object } = given;
  const { kind } = call.target;
  const schema = schemaOf(kind);
  if (schema === undefined) {
    return object;
  }
  // Field sets are no part of the type, and large.
  const { managedFields, ...metadata } = object.metadata;
  const { value, unknown } = pruneUnknown({ ...object, metadata } as KubeObject, schema);
  if (unknown.length > 0) {
    tellUnknown(call, request, unknown);
  }
  const settled = kind.custom === undefined ? settleBuiltIn(kind, value, schema) : applyDefaults(value, schema);
  return managedFields === undefined ? settled : { ...settled, metadata: { ...settled.metadata, managedFields } };
}

function settleBuiltIn(kind: Kind, object: KubeObject, schema: Schema): KubeObject {
  const [problem] = decodeProblems(object, schema);
  if (problem !== undefined) {
    throw badRequest(`${cannotHandle(kind)}: ${problem.message}`);
  }
  return canonicalize(object, schema);
}

function cannotHandle({ kind, version }: Kind): string {
  return `${kind} in version "${version}" cannot be handled as a ${kind}`;
}

function tellUnknown(call: Call, { validation }: WriteRequest, unknown: readonly string[]): void {
  const said = unknown.map((path) => `unknown field "${path}"`);
  if (validation === 'Warn') {
    call.warnings.push(...said);
  }
  if (validation !== 'Strict') {
    return;
  }
  const message = `strict decoding error: ${said.join(', ')}`;
  if (call.method === 'PATCH') {
    throw invalid({ group: '', kind: call.target.kind.kind }, call.target.name ?? '', [
      { reason: 'FieldValueInvalid', field: 'patch', message: `Invalid value: ${message}` },
    ]);
  }
  throw badRequest(`${cannotHandle(call.target.kind)}: ${message}`);
}

/** What the schema of a custom kind says against the object. */
export function customProblems(kind: Kind, object: KubeObject): FieldProblem[] {
  const schema = kind.custom === undefined ? undefined : schemaOf(kind);
  return schema === undefined
    ? []
    : validateStructure(object, schema).map(({ path, reason, message }) => ({
        field: path === '' ? '<nil>' : path,
        reason,
        message,
      }));
}
