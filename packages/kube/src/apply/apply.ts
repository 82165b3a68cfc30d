import { fault } from '../faults.ts';
import { equalJson, isObject } from '../json.ts';
import type { KubeObject, ManagedFieldsEntry, ObjectMeta } from '../object.ts';
import { canonicalize } from '../schema/canonical.ts';
import { isCustomSchema } from '../schema/custom.ts';
import { emptyObject } from '../schema/empty-object.ts';
import type { Schema } from '../schema/schema.ts';
import { capUpdaters } from './cap-updaters.ts';
import { findMisfits, printMisfits } from './check.ts';
import { isSame } from './compare.ts';
import { conflictFault, conflictsBeyond, type Conflict } from './conflicts.ts';
import { differenceOf, emptySet, equalSets, fieldSet, isEmptySet, unionOf, type FieldSet } from './field-set.ts';
import { fieldTypeOf, type FieldType } from './field-type.ts';
import { kubectlOwned, withLastApplied } from './last-applied.ts';
import { decodeManagedFields, encodeManagedFields, ownerId, type Owner, type Owners } from './managed-fields.ts';
import { applyOwnership, ownerOf, updateOwnership, type Write } from './ownership.ts';
import { fieldElement } from './path-element.ts';

/** What every write with ownership is told. */
export interface WriteContext {
  /** Undefined: the kind is unknown, values merge by what they look like. */
  readonly schema: Schema | undefined;
  readonly manager: string;
  /** RFC 3339, whole seconds. */
  readonly now: string;
  readonly subresource?: string;
  /** Paths this endpoint does not write: `[['status']]` on the main one of kinds that have a status. */
  readonly ignored?: readonly (readonly string[])[];
}

export interface ApplyContext extends WriteContext {
  readonly force?: boolean;
}

/**
 * Server-side apply. Answers the object with its new `managedFields`; the very `live` object when the
 * apply changes nothing at all. Ignored paths may still hold the configuration's values: the endpoint
 * puts its own back. Throws ApplyConflict (a problem for each field), ConfigurationMisfit,
 * ManagedFieldsGiven or ManagedFieldsInvalid.
 */
export function applyObject(live: KubeObject | undefined, config: KubeObject, context: ApplyContext): KubeObject {
  const type = fieldTypeOf(context.schema);
  refuseMisfits(config, type);
  const base = live ?? ({ apiVersion: config.apiVersion, kind: config.kind } as KubeObject);
  const write = applyWrite(base, live !== undefined, { context, type });
  const self = selfOf('Apply', config.apiVersion, context);
  const result = applyWithKubectl(write, config, { ...self, force: context.force === true, live: base });
  const owners = new Map(result.owners);
  const object = asPrinted(result.value as KubeObject, base, context.schema);
  finishApply(owners, self, { known: write.owners.get(self.id), changed: object !== base });
  const stamped = context.manager === 'kubectl' ? withLastApplied(object, config) : object;
  return withManagedFields(stamped, base, encodeManagedFields(owners));
}

/** What merging has emptied is no field of a Go struct any more; the live object when that is all. */
function asPrinted(object: KubeObject, live: KubeObject, schema: Schema | undefined): KubeObject {
  if (object === live || schema === undefined || isCustomSchema(schema)) {
    return object;
  }
  const printed = canonicalize(object, schema);
  return equalJson(printed, live) ? live : printed;
}

function refuseMisfits(config: KubeObject, type: FieldType): void {
  if (config.metadata?.managedFields !== undefined && config.metadata.managedFields !== null) {
    throw fault('ManagedFieldsGiven');
  }
  const misfits = findMisfits(config, type);
  if (misfits.length > 0) {
    const { apiVersion, kind, metadata } = config;
    const object = `${metadata?.namespace ?? ''}/${metadata?.name ?? ''}; ${apiVersion}, Kind=${kind}`;
    const problems = misfits.map(({ path, text }) => ({ path, detail: text }));
    throw fault('ConfigurationMisfit', { object, misfits: printMisfits(misfits) }, { problems });
  }
}

/** What exists and has no owner yet belongs to `before-first-apply`. */
function applyWrite(live: KubeObject, exists: boolean, at: { context: ApplyContext; type: FieldType }): Write {
  const { context, type } = at;
  const ignored = ignoredSet(context);
  const owners = decodeManagedFields(live.metadata?.managedFields);
  if (owners.size > 0 || !exists) {
    return { type, live, owners, ignored };
  }
  const first = { ...context, manager: 'before-first-apply' };
  const write = { type, live: emptyObject(live, context.schema), owners, ignored };
  return { type, live, owners: update(write, live, { context: first, apiVersion: live.apiVersion }), ignored };
}

interface Applied {
  readonly owners: Owners;
  readonly value: unknown;
}

/** kubectl may take over what its own client-side apply has set (the last-applied annotation tells). */
function applyWithKubectl(
  write: Write,
  config: KubeObject,
  self: Owner & { id: string; force: boolean; live: KubeObject },
): Applied {
  const result = applyOwnership(write, config, self);
  if (result.conflicts.length === 0) {
    return result;
  }
  const remaining = conflictsBeyondKubectl(result.conflicts, self, write.type);
  if (remaining.length > 0) {
    throw conflictFault(remaining);
  }
  return applyOwnership(write, config, { ...self, force: true });
}

function conflictsBeyondKubectl(
  conflicts: readonly Conflict[],
  self: Owner & { live: KubeObject },
  type: FieldType,
): readonly Conflict[] {
  const allowed = self.manager === 'kubectl' ? kubectlOwned(self.live, self.apiVersion, type) : undefined;
  return allowed === undefined ? conflicts : conflictsBeyond(conflicts, allowed);
}

/** As upstream: the time moves only when a value has changed, so a new co-owner has none. */
function finishApply(
  owners: Map<string, Owner>,
  self: Owner & { id: string },
  given: { known: Owner | undefined; changed: boolean },
): void {
  const mine = owners.get(self.id);
  if (mine === undefined) {
    return;
  }
  const set = differenceOf(mine.set, identityFields);
  const { known } = given;
  if (isEmptySet(set)) {
    owners.delete(self.id);
  } else if (!given.changed && known?.apiVersion === mine.apiVersion && equalSets(known.set, set)) {
    owners.set(self.id, known);
  } else {
    const { time = undefined, ...rest } = given.changed ? { ...mine, time: self.time } : mine;
    owners.set(self.id, { ...rest, set, ...(time === undefined ? {} : { time }) });
  }
}

/**
 * Ownership of an ordinary write (create, update, patch). `live` is undefined at creation. Answers
 * `next` with the `managedFields` that follow; what a client sent there (`[{}]` clears) is honoured as
 * upstream does. An object whose owners have all gone is not tracked before its next apply.
 */
export function trackUpdate(live: KubeObject | undefined, next: KubeObject, context: WriteContext): KubeObject {
  const type = fieldTypeOf(context.schema);
  const owners = ownersBefore(live, next, context);
  if (owners.size === 0 && live !== undefined) {
    return withManagedFields(next, next, undefined);
  }
  const before = live ?? emptyObject(next, context.schema);
  const write = { type, live: before, owners, ignored: ignoredSet(context) };
  const after = update(write, next, { context, apiVersion: next.apiVersion });
  return withManagedFields(next, live ?? next, encodeManagedFields(capUpdaters(after)));
}

function ownersBefore(live: KubeObject | undefined, next: KubeObject, context: WriteContext): Map<string, Owner> {
  const sent = next.metadata?.managedFields;
  if (context.subresource !== undefined && context.subresource !== '') {
    return decodeLeniently(live?.metadata?.managedFields);
  }
  if (Array.isArray(sent) && (sent.length === 0 || (sent.length === 1 && equalJson(sent[0], {})))) {
    return new Map();
  }
  const owners = decodeLeniently(sent);
  return owners.size > 0 ? owners : decodeLeniently(live?.metadata?.managedFields);
}

function decodeLeniently(entries: readonly ManagedFieldsEntry[] | undefined): Map<string, Owner> {
  try {
    return decodeManagedFields(entries);
  } catch {
    return new Map();
  }
}

function update(write: Write, next: KubeObject, by: { context: WriteContext; apiVersion: string }): Map<string, Owner> {
  const self = selfOf('Update', by.apiVersion, by.context);
  // Upstream tracks the write under a name of its own first, so that the former set is kept whole.
  const operation = { ...self, id: 'current-operation' };
  const bare = { ...write, live: withoutManagedFields(write.live as KubeObject) };
  const { owners, comparison } = updateOwnership(bare, withoutManagedFields(next), operation);
  const written = owners.get(operation.id);
  owners.delete(operation.id);
  if (written === undefined || isSame(comparison)) {
    return owners;
  }
  const set = differenceOf(written.set, identityFields);
  const previous = owners.get(self.id);
  const whole = previous === undefined ? set : unionOf(set, previous.set);
  if (!isEmptySet(set)) {
    owners.set(self.id, ownerOf(self, whole));
  }
  return owners;
}

/** These belong to nobody. */
const identityFields: FieldSet = fieldSet(
  ...['apiVersion', 'kind', 'metadata'].map((name) => [fieldElement(name)]),
  ...[
    'name',
    'namespace',
    'creationTimestamp',
    'selfLink',
    'uid',
    'clusterName',
    'generation',
    'managedFields',
    'resourceVersion',
  ].map((name) => [fieldElement('metadata'), fieldElement(name)]),
);

function selfOf(operation: 'Apply' | 'Update', apiVersion: string, context: WriteContext): Owner & { id: string } {
  const manager = context.manager === '' ? 'unknown' : context.manager;
  const owner = { manager, operation, apiVersion, subresource: context.subresource ?? '', time: context.now };
  return { ...owner, set: emptySet, id: ownerId(owner) };
}

function ignoredSet({ ignored }: WriteContext): FieldSet {
  return ignored === undefined ? emptySet : fieldSet(...ignored.map((path) => path.map(fieldElement)));
}

function withoutManagedFields(object: KubeObject): KubeObject {
  if (!isObject(object.metadata) || object.metadata.managedFields === undefined) {
    return object;
  }
  const { managedFields: _, ...metadata } = object.metadata;
  return { ...object, metadata };
}

/** The object with these entries; itself when it has them already. `known`: whose entries may be kept. */
function withManagedFields(
  object: KubeObject,
  known: KubeObject,
  entries: ManagedFieldsEntry[] | undefined,
): KubeObject {
  const before = known.metadata?.managedFields;
  const kept = before !== undefined && entries !== undefined && equalJson(before, entries) ? before : entries;
  if (object.metadata?.managedFields === kept) {
    return object;
  }
  const { managedFields: _, ...metadata }: ObjectMeta = object.metadata ?? { name: '' };
  return { ...object, metadata: kept === undefined ? metadata : { ...metadata, managedFields: kept } };
}
