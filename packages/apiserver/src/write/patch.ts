import {
  applyJsonPatch,
  applyMergePatch,
  applyObject,
  applyStrategicPatch,
  isObject,
  type JsonObject,
  type KubeObject,
} from '@juanie/kube';
import type { Api } from '../api.ts';
import { bytesReply, type ApiReply, type Call } from '../http/exchange.ts';
import { badRequest, invalid, notFound, unsupportedMediaType } from '../http/status.ts';
import { keyOf, type Kind } from '../kinds/kind.ts';
import { schemaOf } from '../kinds/schemas.ts';
import { presentationOf } from '../read/list.ts';
import type { Stored } from '../store/collection.ts';
import { presentOne } from '../view/present.ts';
import { appliedBefore, digestOf, rememberApplied } from './applied.ts';
import { mediaType, parseJsonValue, readBody } from './body.ts';
import { insertObject } from './create.ts';
import { readWriteRequest, type WriteRequest } from './options.ts';
import { writeContext } from './tracking.ts';
import { editable, replaceObject } from './update.ts';

export async function patchObject(api: Api, call: Call, name: string): Promise<ApiReply> {
  const { kind, namespace } = call.target;
  const request = readWriteRequest(call);
  const current = api.store.collection(kind.collection).get(keyOf(namespace, name));
  const patched =
    mediaType(call) === 'application/apply-patch+yaml'
      ? applyConfiguration(api, { call, request, name, current })
      : { stored: patchStored(api, { call, request, name, current }), created: false };
  await api.store.durable();
  return bytesReply(patched.created ? 201 : 200, presentOne(presentationOf(api, call), patched.stored));
}

interface Patching {
  readonly call: Call;
  readonly request: WriteRequest;
  readonly name: string;
  readonly current: Stored | undefined;
}

/** JSON, merge and strategic merge patches change what is there. */
function patchStored(api: Api, { call, request, name, current }: Patching): Stored {
  const { kind } = call.target;
  if (current === undefined) {
    throw notFound(kind, name);
  }
  const next = patchValue(kind, editable(kind, current), call);
  if (!isObject(next) || !isObject(next['metadata'])) {
    throw badRequest('the patch leaves no object');
  }
  if (next['apiVersion'] !== kind.apiVersion || next['kind'] !== kind.kind || next['metadata']['name'] !== name) {
    throw badRequest(`the patch may not change apiVersion, kind or metadata.name of ${kind.kind} "${name}"`);
  }
  return replaceObject(api, { call, request, current, next: next as unknown as KubeObject });
}

function patchValue(kind: Kind, target: KubeObject, call: Call): unknown {
  const body = parseJsonValue(call.body);
  switch (mediaType(call)) {
    case 'application/json-patch+json':
      return applyJsonPatch(target, body);
    case 'application/merge-patch+json':
      return applyMergePatch(target, body);
    case 'application/strategic-merge-patch+json':
      if (kind.custom !== undefined) {
        throw unsupportedMediaType(patchTypes.filter((type) => !type.includes('strategic')));
      }
      return applyStrategicPatch(target, asObject(body), schemaOf(kind));
    default:
      throw unsupportedMediaType(
        kind.custom === undefined ? patchTypes : patchTypes.filter((type) => !type.includes('strategic')),
      );
  }
}

const patchTypes = [
  'application/json-patch+json',
  'application/merge-patch+json',
  'application/strategic-merge-patch+json',
  'application/apply-patch+yaml',
];

function asObject(value: unknown): JsonObject {
  if (!isObject(value)) {
    throw badRequest('the patch must be an object');
  }
  return value;
}

/** Server-side apply. The same configuration by the same manager on an object that did not change since is known to change nothing. */
function applyConfiguration(api: Api, patching: Patching): { stored: Stored; created: boolean } {
  const { call, request, name, current } = patching;
  const { kind, subresource } = call.target;
  checkManager(call);
  const digest = digestOf(call, request);
  if (current !== undefined && appliedBefore(current, digest)) {
    return { stored: current, created: false };
  }
  if (current === undefined && subresource !== undefined) {
    throw notFound(kind, name);
  }
  const config = readConfiguration(call, name);
  const live = current === undefined ? undefined : editable(kind, current);
  const context = writeContext(api, {
    kind,
    manager: request.manager,
    next: live ?? config,
    subresource: subresource?.name,
  });
  checkApplyIdentity(live, config, call);
  const next = applyObject(live, config, { ...context, force: request.force });
  if (current === undefined) {
    const stored = insertObject(api, { call, request, object: next, tracked: true });
    rememberApplied(stored, digest);
    return { stored, created: true };
  }
  const stored = next === live ? current : replaceObject(api, { call, request, current, next, tracked: true });
  if (stored === current || !request.dryRun) {
    rememberApplied(stored, digest);
  }
  return { stored, created: false };
}

function checkManager(call: Call): void {
  if ((call.query.get('fieldManager') ?? '') === '') {
    throw invalid({ group: 'meta.k8s.io', kind: 'PatchOptions' }, '', [
      { reason: 'FieldValueRequired', field: 'fieldManager', message: 'Required value: is required for apply patch' },
    ]);
  }
}

/** The configuration as sent: nulls and all, for they own fields too. */
function readConfiguration(call: Call, name: string): KubeObject {
  const { kind, namespace } = call.target;
  const body = readBody(call);
  const given = String(body['apiVersion'] ?? '');
  if (given !== kind.apiVersion) {
    throw badRequest(
      `Incorrect version specified in apply patch. Specified patch version: ${given}, expected: ${kind.apiVersion}`,
    );
  }
  const metadata = isObject(body['metadata']) ? { ...body['metadata'] } : {};
  if ((metadata['name'] ?? name) !== name) {
    throw badRequest(
      `the name of the object (${String(metadata['name'])}) does not match the name on the URL (${name})`,
    );
  }
  if (namespace !== undefined && (metadata['namespace'] ?? namespace) !== namespace) {
    throw badRequest('the namespace of the provided object does not match the namespace sent on the request');
  }
  const place = namespace === undefined ? {} : { namespace };
  return { ...body, apiVersion: given, kind: kind.kind, metadata: { ...metadata, name, ...place } };
}

/** A uid or resourceVersion in a configuration is a condition. */
function checkApplyIdentity(live: KubeObject | undefined, config: KubeObject, call: Call): void {
  if (live === undefined && (config.metadata.uid ?? '') !== '') {
    throw notFound(call.target.kind, config.metadata.name);
  }
}
