import type { Api } from '../api.ts';
import { jsonReply, type ApiReply, type Call } from '../http/exchange.ts';
import { findStored } from '../read/list.ts';
import { objectOf } from '../view/version.ts';
import { readObject } from '../write/body.ts';
import { readWriteRequest } from '../write/options.ts';
import { editable, replaceObject } from '../write/update.ts';

/** The namespace controller gives a namespace free here, by leaving no finalizer in its spec. */
export async function finalizeNamespace(api: Api, call: Call, name: string): Promise<ApiReply> {
  const { kind } = call.target;
  const given = readObject(call);
  const current = findStored(api, kind, { namespace: undefined, name });
  const next = editable(kind, current);
  const spec = (given['spec'] ?? {}) as { finalizers?: string[] };
  next['spec'] = { ...(next['spec'] as object | undefined), finalizers: spec.finalizers ?? [] };
  next.metadata.resourceVersion = given.metadata.resourceVersion ?? next.metadata.resourceVersion ?? '';
  const stored = replaceObject(api, { call, request: readWriteRequest(call), current, next });
  await api.store.durable();
  return jsonReply(200, objectOf(kind, stored));
}
