import { equalJson, type KubeObject } from '@juanie/kube';
import type { Api } from '../api.ts';
import { bytesReply, type ApiReply, type Call } from '../http/exchange.ts';
import { invalid, type FieldProblem } from '../http/status.ts';
import type { Kind } from '../kinds/kind.ts';
import { findStored, presentationOf } from '../read/list.ts';
import { applyDefaults } from '../defaults/defaults.ts';
import { rulesOf } from '../rules/rules.ts';
import type { Stored } from '../store/collection.ts';
import { readStored } from '../view/decode.ts';
import { presentOne } from '../view/present.ts';
import { bytesOf, objectOf } from '../view/version.ts';
import { validateObject, validateUpdate } from '../validation/validation.ts';
import { readObject } from './body.ts';
import { putObject, removeObject } from './commit.ts';
import { changesDesired, hasGeneration, hasStatus } from './generation.ts';
import { keepIdentity } from './metadata.ts';
import { readWriteRequest, type WriteRequest } from './options.ts';
import { convertToStored } from './stored-version.ts';
import { trackWrite } from './tracking.ts';
import { customProblems, settleTyped } from './typed.ts';

/** PUT of a whole object, or of its status. */
export async function updateObject(api: Api, call: Call, name: string): Promise<ApiReply> {
  const { kind, namespace } = call.target;
  const request = readWriteRequest(call);
  const object = readObject(call);
  const current = findStored(api, kind, { namespace, name });
  if (kind.custom !== undefined && (object.metadata.resourceVersion ?? '') === '') {
    throw invalid(kind, name, [
      {
        reason: 'FieldValueInvalid',
        field: 'metadata.resourceVersion',
        message: 'Invalid value: 0x0: must be specified for an update',
      },
    ]);
  }
  const stored = replaceObject(api, { call, request, current, next: object });
  await api.store.durable();
  return bytesReply(200, presentOne(presentationOf(api, call), stored));
}

export interface Replacement {
  readonly call: Call;
  readonly request: WriteRequest;
  readonly current: Stored;
  /** What it shall be; changed on the way. */
  readonly next: KubeObject;
  /** Fields are tracked already: the change came by server-side apply. */
  readonly tracked?: boolean;
  /** The next object is the current one with a patch in it: typed, defaulted, only partly new. */
  readonly subresource?: string;
}

/** Every change of an existing object ends here: identity, status, ownership, generation, validation, and no write for no change. */
export function replaceObject(api: Api, replacement: Replacement): Stored {
  const { call, request, current } = replacement;
  const { kind } = call.target;
  const live = objectOf(kind, current);
  const rules = rulesOf(kind);
  let next = settleTyped({ call, request, object: replacement.next });
  keepIdentity(kind, live, next);
  const subresource = replacement.subresource ?? call.target.subresource?.name;
  keepOtherHalf(kind, { live, next, subresource });
  applyDefaults(kind.collection, next);
  rules.applyDefaults?.(next);
  rules.keepAllocated?.(next, live);
  if (replacement.tracked !== true) {
    next = trackWrite(api, { kind, manager: request.manager, live, next, subresource });
  }
  if (equalJson(live, next)) {
    return current;
  }
  if (hasGeneration(kind) && changesDesired(kind, live, next)) {
    next.metadata.generation = (live.metadata.generation ?? 0) + 1;
  }
  checkUpdate(api, kind, { live, next, subresource });
  if (isDone(kind, next)) {
    return removeObject(api, kind, { object: convertToStored(api, kind, next), dryRun: request.dryRun });
  }
  const stored = putObject(api, kind, { object: convertToStored(api, kind, next), dryRun: request.dryRun });
  if (!request.dryRun) {
    rules.afterUpdate?.(next, api);
  }
  return stored;
}

interface Half {
  readonly live: KubeObject;
  readonly next: KubeObject;
  readonly subresource: string | undefined;
}

/** Kinds whose metadata may also be written at `/status`. */
const openMetadata = new Set(['pods', 'nodes', 'namespaces', 'persistentvolumes', 'persistentvolumeclaims']);

/** The main endpoint leaves status alone; `/status` leaves everything else alone. */
function keepOtherHalf(kind: Kind, { live, next, subresource }: Half): void {
  if (subresource === 'status') {
    for (const field of new Set([...Object.keys(live), ...Object.keys(next)])) {
      if (field !== 'status' && field !== 'metadata') {
        restore(next, live, field);
      }
    }
    if (!openMetadata.has(kind.collection)) {
      const { managedFields } = next.metadata;
      next.metadata = { ...structuredClone(live.metadata), ...(managedFields === undefined ? {} : { managedFields }) };
    }
  } else if (hasStatus(kind)) {
    restore(next, live, 'status');
  }
}

function restore(next: KubeObject, live: KubeObject, field: string): void {
  if (live[field] === undefined) {
    delete next[field];
  } else {
    next[field] = structuredClone(live[field]);
  }
}

function checkUpdate(api: Api, kind: Kind, { live, next, subresource }: Half): void {
  const rules = rulesOf(kind);
  const problems: FieldProblem[] = [...checkFinalizers(live, next), ...customProblems(kind, next)];
  if (subresource !== 'status') {
    problems.push(
      ...validateObject(kind, next),
      ...validateUpdate(kind, next, live),
      ...(rules.validateNew?.(next, api) ?? []),
      ...(rules.validateChange?.(next, live) ?? []),
    );
  }
  if (problems.length > 0) {
    throw invalid(kind, next.metadata.name, problems);
  }
}

/** What is being deleted gains no new reason to stay. */
function checkFinalizers(live: KubeObject, next: KubeObject): FieldProblem[] {
  if (live.metadata.deletionTimestamp === undefined) {
    return [];
  }
  const known = new Set(live.metadata.finalizers);
  const added = (next.metadata.finalizers ?? []).filter((one) => !known.has(one));
  return added.length === 0
    ? []
    : [
        {
          reason: 'FieldValueForbidden',
          field: 'metadata.finalizers',
          message: `Forbidden: no new finalizers can be added if the object is being deleted, found new finalizers ${JSON.stringify(added)}`,
        },
      ];
}

/** An object on its way out whose last finalizer went is gone with that write. */
export function isDone(kind: Kind, object: KubeObject): boolean {
  if (object.metadata.deletionTimestamp === undefined || (object.metadata.finalizers ?? []).length > 0) {
    return false;
  }
  if (kind.collection === 'namespaces') {
    const spec = object['spec'] as { finalizers?: string[] } | undefined;
    return (spec?.finalizers ?? []).length === 0;
  }
  return kind.collection !== 'pods' || object.metadata.deletionGracePeriodSeconds === 0;
}

/** The current object as a client would send it back: a copy in the version of the path. */
export function editable(kind: Kind, stored: Stored): KubeObject {
  return JSON.parse(bytesOf(kind, stored).toString('utf8')) as KubeObject;
}

export function isTerminating(stored: Stored): boolean {
  return readStored(stored).metadata.deletionTimestamp !== undefined;
}
