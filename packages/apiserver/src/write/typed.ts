import { canonicalize, isObject, type KubeObject } from '@juanie/kube';
import type { Api } from '../api.ts';
import type { Call } from '../http/exchange.ts';
import { schemaOf } from '../kinds/schemas.ts';
import type { WriteRequest } from './options.ts';

/** The object as its type has it: without nulls, without fields that the type does not know. */
export function settleTyped(_api: Api, given: { call: Call; request: WriteRequest; object: KubeObject }): KubeObject {
  const { kind } = given.call.target;
  const schema = schemaOf(kind);
  if (kind.custom === undefined && schema !== undefined) {
    return canonicalize(dropNulls(given.object), schema) as KubeObject;
  }
  return given.object;
}

function dropNulls(value: unknown): unknown {
  if (Array.isArray(value)) {
    return value.map(dropNulls);
  }
  if (!isObject(value)) {
    return value;
  }
  return Object.fromEntries(
    Object.entries(value).flatMap(([key, item]) => (item === null ? [] : [[key, dropNulls(item)] as const])),
  );
}
