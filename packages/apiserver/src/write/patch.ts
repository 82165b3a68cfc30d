import { isObject, type KubeObject } from '@juanie/kube';
import type { Api } from '../api.ts';
import { bytesReply, type ApiReply, type Call } from '../http/exchange.ts';
import { notFound, unsupportedMediaType } from '../http/status.ts';
import { keyOf } from '../kinds/kind.ts';
import { presentationOf } from '../read/list.ts';
import { presentOne } from '../view/present.ts';
import { mediaType, parseJsonValue, readObject } from './body.ts';
import { insertObject } from './create.ts';
import { readWriteRequest } from './options.ts';
import { editable, replaceObject } from './update.ts';

export async function patchObject(api: Api, call: Call, name: string): Promise<ApiReply> {
  const { kind, namespace } = call.target;
  const request = readWriteRequest(call);
  const current = api.store.collection(kind.collection).get(keyOf(namespace, name));
  const type = mediaType(call);
  if (current === undefined) {
    if (type !== 'application/apply-patch+yaml' || call.target.subresource !== undefined) {
      throw notFound(kind, name);
    }
    const stored = insertObject(api, { call, request, object: readObject(call) });
    await api.store.durable();
    return bytesReply(201, presentOne(presentationOf(api, call), stored));
  }
  if (!type.includes('patch+')) {
    throw unsupportedMediaType(['application/json-patch+json', 'application/merge-patch+json']);
  }
  const body = type === 'application/apply-patch+yaml' ? readObject(call) : parseJsonValue(call.body);
  const next = merge(editable(kind, current), body) as KubeObject;
  const stored = replaceObject(api, { call, request, current, next });
  await api.store.durable();
  return bytesReply(200, presentOne(presentationOf(api, call), stored));
}

function merge(target: unknown, patch: unknown): unknown {
  if (!isObject(patch)) {
    return patch;
  }
  const result: Record<string, unknown> = isObject(target) ? { ...target } : {};
  for (const [key, value] of Object.entries(patch)) {
    if (value === null) {
      delete result[key];
    } else {
      result[key] = merge(result[key], value);
    }
  }
  return result;
}
