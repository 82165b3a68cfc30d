import type { Api } from '../api.ts';
import { getOne, listMany } from '../read/list.ts';
import { watch } from '../read/watch.ts';
import { answerReview, isReview } from '../reviews/reviews.ts';
import { answerSubresource } from '../subresources/subresources.ts';
import { answerOpenApi } from '../openapi/openapi.ts';
import { createObject } from '../write/create.ts';
import { deleteCollection, deleteObject } from '../write/delete.ts';
import { patchObject } from '../write/patch.ts';
import { updateObject } from '../write/update.ts';
import { answerDiscovery } from './discovery.ts';
import { jsonReply, type ApiReply, type ApiRequest, type Call } from './exchange.ts';
import { answerOpen } from './open-paths.ts';
import { refusalOf } from './refusals.ts';
import { findTarget, parseResourcePath } from './route.ts';
import { isFault } from '@juanie/fault';
import { methodNotAllowed, Refusal, unknownPath } from './status.ts';

/** Answers any request; never throws. What went wrong on our side goes to `onError`. */
export async function handle(api: Api, request: ApiRequest, onError: (error: unknown) => void): Promise<ApiReply> {
  try {
    return await answer(api, request);
  } catch (error) {
    const refused = refusalOf(error);
    if (refused !== undefined) {
      return jsonReply(refused.status.code ?? 500, refused.status);
    }
    onError(error);
    const message = isFault(error) ? error.message : 'Internal error occurred: the server log says more';
    const refusal = new Refusal(500, 'InternalError', { message });
    return jsonReply(500, refusal.status);
  }
}

async function answer(api: Api, request: ApiRequest): Promise<ApiReply> {
  const discovered =
    answerOpen(request.path) ?? answerDiscovery(api.kinds, request) ?? (await answerOpenApi(api.kinds, request));
  if (discovered !== undefined) {
    return discovered;
  }
  const path = parseResourcePath(request.path);
  if (path === undefined) {
    throw unknownPath();
  }
  const call: Call = { ...request, target: findTarget(api.kinds, path), warnings: [] };
  const deprecation = call.target.kind.custom?.deprecation;
  if (deprecation !== undefined) {
    call.warnings.push(deprecation);
  }
  const reply = await dispatch(api, call);
  return call.warnings.length === 0 ? reply : withWarnings(reply, call.warnings);
}

function withWarnings(reply: ApiReply, warnings: readonly string[]): ApiReply {
  const values = [...new Set(warnings)].map(
    (text) => `299 - "${text.replaceAll(/["\\]/g, '\\$&').replaceAll(/\s+/g, ' ')}"`,
  );
  return { ...reply, headers: { ...reply.headers, warning: values } };
}

function dispatch(api: Api, call: Call): Promise<ApiReply> | ApiReply {
  const { name, subresource } = call.target;
  if (isReview(call)) {
    return answerReview(api, call);
  }
  if (name !== undefined && subresource !== undefined && subresource.name !== 'status') {
    return answerSubresource(api, call, { name, subresource: subresource.name });
  }
  return name === undefined ? onCollection(api, call) : onObject(api, call, name);
}

function onCollection(api: Api, call: Call): Promise<ApiReply> {
  switch (call.method) {
    case 'GET':
    case 'HEAD':
      return isWatch(call) ? watch(api, call) : listMany(api, call);
    case 'POST':
      return createObject(api, call);
    case 'DELETE':
      return deleteCollection(api, call);
    default:
      throw methodNotAllowed();
  }
}

function isWatch(call: Call): boolean {
  const asked = call.query.get('watch');
  return asked === 'true' || asked === '1';
}

function onObject(api: Api, call: Call, name: string): Promise<ApiReply> {
  switch (call.method) {
    case 'GET':
    case 'HEAD':
      return getOne(api, call, name);
    case 'PUT':
      return updateObject(api, call, name);
    case 'PATCH':
      return patchObject(api, call, name);
    case 'DELETE':
      return deleteObject(api, call, name);
    default:
      throw methodNotAllowed();
  }
}
