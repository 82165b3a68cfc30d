import type { KubeObject } from '@juanie/kube';
import type { Api } from '../api.ts';
import { bytesReply, jsonReply, type ApiReply, type Call } from '../http/exchange.ts';
import { badRequest, conflict, deleted, forbidden } from '../http/status.ts';
import type { Kind } from '../kinds/kind.ts';
import { findStored, presentationOf } from '../read/list.ts';
import { rulesOf } from '../rules/rules.ts';
import type { Stored } from '../store/collection.ts';
import { parseStored } from '../view/decode.ts';
import { presentList, presentOne } from '../view/present.ts';
import { parseSelector } from '../view/selector.ts';
import { readBody } from './body.ts';
import { putObject, removeObject } from './commit.ts';
import { renderTime } from './metadata.ts';
import { isDryRun } from './options.ts';
import { isDone } from './update.ts';

export interface Deletion {
  readonly propagation: 'Background' | 'Foreground' | 'Orphan' | undefined;
  readonly grace: number | undefined;
  readonly uid: string | undefined;
  readonly resourceVersion: string | undefined;
  readonly dryRun: boolean;
}

export async function deleteObject(api: Api, call: Call, name: string): Promise<ApiReply> {
  const { kind, namespace } = call.target;
  const deletion = readDeletion(call);
  const stored = findStored(api, kind, { namespace, name });
  const { left, uid } = beginDeletion(api, kind, { stored, deletion });
  await api.store.durable();
  return left === undefined
    ? jsonReply(200, deleted(kind, name, uid))
    : bytesReply(200, presentOne(presentationOf(api, call), left));
}

/** Deletes what a list with the same selectors would show, and answers that list. */
export async function deleteCollection(api: Api, call: Call): Promise<ApiReply> {
  const { kind, namespace } = call.target;
  const deletion = readDeletion(call);
  const selector = parseSelector(kind, namespace, call.query);
  const chosen = api.store
    .collection(kind.collection)
    .list(namespace)
    .filter((stored) => !selector.selective || selector.matches(stored));
  for (const stored of chosen) {
    beginDeletion(api, kind, { stored, deletion });
  }
  await api.store.durable();
  const meta = { resourceVersion: String(api.store.revision) };
  return bytesReply(200, presentList(presentationOf(api, call), chosen, meta));
}

interface Begun {
  /** What is left to be seen; undefined when the object is gone. */
  readonly left: Stored | undefined;
  readonly uid: string | undefined;
}

/** Removes an object, or marks it where finalizers, a grace period or dependents keep it. */
export function beginDeletion(api: Api, kind: Kind, what: { stored: Stored; deletion: Deletion }): Begun {
  const { stored, deletion } = what;
  const object = parseStored(stored);
  checkPreconditions(kind, object, deletion);
  checkProtected(kind, object);
  const { uid } = object.metadata;
  const before = JSON.stringify(object.metadata);
  mark(kind, object, { deletion, now: api.now() });
  rulesOf(kind).prepareDelete?.(object);
  if (isDone(kind, object)) {
    const gone = removeObject(api, kind, { object, dryRun: deletion.dryRun });
    if (!deletion.dryRun) {
      rulesOf(kind).afterDelete?.(object, api);
    }
    return { left: kind.collection === 'pods' ? gone : undefined, uid };
  }
  if (JSON.stringify(object.metadata) === before) {
    return { left: stored, uid };
  }
  return { left: putObject(api, kind, { object, dryRun: deletion.dryRun }), uid };
}

function checkPreconditions(kind: Kind, { metadata }: KubeObject, deletion: Deletion): void {
  if (deletion.uid !== undefined && deletion.uid !== metadata.uid) {
    throw conflict(
      kind,
      metadata.name,
      `the UID in the precondition (${deletion.uid}) does not match the UID in record (${metadata.uid ?? ''}). The object might have been deleted and then recreated`,
    );
  }
  if (deletion.resourceVersion !== undefined && deletion.resourceVersion !== metadata.resourceVersion) {
    throw conflict(
      kind,
      metadata.name,
      `the ResourceVersion in the precondition (${deletion.resourceVersion}) does not match the ResourceVersion in record (${metadata.resourceVersion ?? ''}). The object might have been modified`,
    );
  }
}

const protectedNamespaces = new Set(['default', 'kube-system', 'kube-public']);

function checkProtected(kind: Kind, { metadata }: KubeObject): void {
  if (kind.collection === 'namespaces' && protectedNamespaces.has(metadata.name)) {
    throw forbidden(kind, metadata.name, { why: 'this namespace may not be deleted' });
  }
}

function mark(kind: Kind, object: KubeObject, { deletion, now }: { deletion: Deletion; now: Date }): void {
  const { metadata } = object;
  const grace = graceOf(kind, object, deletion);
  const policy = { Foreground: 'foregroundDeletion', Orphan: 'orphan' } as const;
  const settled = new Set<string>(Object.values(policy));
  if (deletion.propagation !== undefined && metadata.deletionTimestamp === undefined) {
    const kept = (metadata.finalizers ?? []).filter((one) => !settled.has(one));
    const added = deletion.propagation === 'Background' ? [] : [policy[deletion.propagation]];
    setFinalizers(object, [...kept, ...added]);
  }
  if (metadata.deletionTimestamp !== undefined) {
    // A second deletion only shortens the time that is left.
    const left = metadata.deletionGracePeriodSeconds ?? 0;
    if (kind.collection === 'pods' && grace < left) {
      metadata.deletionGracePeriodSeconds = grace;
      metadata.deletionTimestamp = renderTime(new Date(now.getTime() + grace * 1000));
    }
    return;
  }
  metadata.deletionTimestamp = renderTime(new Date(now.getTime() + grace * 1000));
  metadata.deletionGracePeriodSeconds = grace;
  if (metadata.generation !== undefined && metadata.generation > 0) {
    metadata.generation += 1;
  }
}

function setFinalizers(object: KubeObject, finalizers: string[]): void {
  if (finalizers.length === 0) {
    delete object.metadata.finalizers;
  } else {
    object.metadata.finalizers = finalizers;
  }
}

/** Only pods have time to end; one that never started, or has ended, needs none. */
function graceOf(kind: Kind, object: KubeObject, deletion: Deletion): number {
  if (kind.collection !== 'pods') {
    return 0;
  }
  const spec = (object['spec'] ?? {}) as { nodeName?: string; terminationGracePeriodSeconds?: number };
  const status = (object['status'] ?? {}) as { phase?: string };
  if ((spec.nodeName ?? '') === '' || status.phase === 'Succeeded' || status.phase === 'Failed') {
    return 0;
  }
  return Math.max(deletion.grace ?? spec.terminationGracePeriodSeconds ?? 30, 0);
}

interface DeleteBody {
  readonly propagationPolicy?: string;
  readonly orphanDependents?: boolean;
  readonly gracePeriodSeconds?: number;
  readonly preconditions?: { readonly uid?: string; readonly resourceVersion?: string };
  readonly dryRun?: readonly string[];
}

/** Options come in the body, in the query, or both; the body counts first. */
export function readDeletion(call: Call): Deletion {
  const body: DeleteBody = call.body.length === 0 ? {} : readBody(call);
  const { query } = call;
  const orphan =
    body.orphanDependents ?? (query.has('orphanDependents') ? query.get('orphanDependents') === 'true' : undefined);
  const asked = body.propagationPolicy ?? query.get('propagationPolicy') ?? (orphan === true ? 'Orphan' : undefined);
  if (asked !== undefined && asked !== 'Background' && asked !== 'Foreground' && asked !== 'Orphan') {
    throw badRequest(`invalid propagation policy: ${asked}`);
  }
  const grace =
    body.gracePeriodSeconds ?? (query.has('gracePeriodSeconds') ? Number(query.get('gracePeriodSeconds')) : undefined);
  return {
    propagation: asked,
    grace,
    uid: body.preconditions?.uid,
    resourceVersion: body.preconditions?.resourceVersion,
    dryRun: isDryRun([...(body.dryRun ?? []), ...query.getAll('dryRun')]),
  };
}
