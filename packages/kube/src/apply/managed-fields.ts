import { fault } from '../faults.ts';
import { isObject } from '../json.ts';
import type { ManagedFieldsEntry } from '../object.ts';
import { emptySet, equalSets, isEmptySet, type FieldSet } from './field-set.ts';
import type { FieldType } from './field-type.ts';
import { decodeFieldsV1, encodeFieldsV1 } from './fields-v1.ts';
import type { PathElement } from './path-element.ts';

/** Who owns which fields: one entry of `metadata.managedFields`, read. */
export interface Owner {
  readonly manager: string;
  readonly operation: 'Apply' | 'Update';
  readonly apiVersion: string;
  readonly subresource: string;
  /** Absent where nobody knows; upstream leaves it out for an apply that changed no value. */
  readonly time?: string;
  readonly set: FieldSet;
}

/** Owners by identity (`ownerId`). */
export type Owners = ReadonlyMap<string, Owner>;

/** An applier is itself in every version; an updater is another one for each version. */
export function ownerId({ manager, operation, apiVersion, subresource }: Omit<Owner, 'set'>): string {
  return JSON.stringify([manager, operation, operation === 'Apply' ? '' : apiVersion, subresource]);
}

/** Throws ManagedFieldsInvalid, which a caller that only updates takes for no owners at all. */
export function decodeManagedFields(entries: readonly ManagedFieldsEntry[] | undefined): Map<string, Owner> {
  const owners = new Map<string, Owner>();
  for (const [index, entry] of (entries ?? []).entries()) {
    const why = problemOf(entry, index);
    if (why !== undefined) {
      throw fault('ManagedFieldsInvalid', { why });
    }
    const owner = readOwner(entry);
    owners.set(ownerId(owner), owner);
  }
  return owners;
}

function problemOf(entry: ManagedFieldsEntry, index: number): string | undefined {
  if (entry.operation !== 'Apply' && entry.operation !== 'Update') {
    return 'operation must be `Apply` or `Update`';
  }
  if (entry.apiVersion === undefined || entry.apiVersion === '') {
    return 'apiVersion must not be empty';
  }
  if (entry.fieldsType !== 'FieldsV1') {
    const type: unknown = entry.fieldsType;
    return type === undefined || type === ''
      ? `missing fieldsType in managed fields entry ${index}`
      : `invalid fieldsType ${JSON.stringify(type)} in managed fields entry ${index}`;
  }
  return undefined;
}

const read = new WeakMap<ManagedFieldsEntry, Owner>();

function readOwner(entry: ManagedFieldsEntry): Owner {
  const known = read.get(entry);
  if (known !== undefined) {
    return known;
  }
  const { manager = '', operation, apiVersion = '', subresource = '', time, fieldsV1 } = entry;
  const owner = {
    manager,
    operation,
    apiVersion,
    subresource,
    ...(time === undefined || time === null ? {} : { time }),
    set: isObject(fieldsV1) ? decodeSet(fieldsV1) : emptySet,
  };
  read.set(entry, owner);
  written.set(owner, entry);
  return owner;
}

function decodeSet(fieldsV1: Record<string, unknown>): FieldSet {
  try {
    return decodeFieldsV1(fieldsV1);
  } catch (thrown) {
    throw fault('ManagedFieldsInvalid', { why: `error decoding set: ${(thrown as Error).message}` }, { cause: thrown });
  }
}

const written = new WeakMap<Owner, ManagedFieldsEntry>();

/** Entries in upstream's order: appliers first, then by time and name. Unchanged owners keep their entry. */
export function encodeManagedFields(owners: Owners): ManagedFieldsEntry[] | undefined {
  const entries = [...owners.values()].filter(({ set }) => !isEmptySet(set)).map(writeOwner);
  return entries.length === 0 ? undefined : entries.sort(compareEntries);
}

function writeOwner(owner: Owner): ManagedFieldsEntry {
  const known = written.get(owner);
  if (known !== undefined) {
    return known;
  }
  const { manager, operation, apiVersion, subresource, time, set } = owner;
  const entry: ManagedFieldsEntry = {
    ...(manager === '' ? {} : { manager }),
    operation,
    apiVersion,
    ...(time === undefined ? {} : { time }),
    fieldsType: 'FieldsV1',
    fieldsV1: encodeFieldsV1(set),
    ...(subresource === '' ? {} : { subresource }),
  };
  written.set(owner, entry);
  read.set(entry, owner);
  return entry;
}

function compareEntries(left: ManagedFieldsEntry, right: ManagedFieldsEntry): number {
  return (
    compareText(left.operation, right.operation) ||
    secondsOf(left) - secondsOf(right) ||
    compareText(left.manager ?? '', right.manager ?? '') ||
    compareText(left.apiVersion ?? '', right.apiVersion ?? '') ||
    compareText(left.subresource ?? '', right.subresource ?? '')
  );
}

function secondsOf({ time }: ManagedFieldsEntry): number {
  return time === undefined ? 0 : Math.floor(Date.parse(time) / 1000);
}

function compareText(left: string, right: string): number {
  return left === right ? 0 : left < right ? -1 : 1;
}

/** The owner with another set; the same owner when the sets are equal. */
export function withSet(owner: Owner, set: FieldSet): Owner {
  return equalSets(owner.set, set) ? owner : { ...owner, set };
}

const reconciled = new WeakMap<FieldSet, FieldType>();

/**
 * A set written when lists or maps of the schema were still granular: where they merge as a whole by now,
 * the owner of a part owns the whole.
 */
export function reconcileSet(set: FieldSet, type: FieldType): FieldSet {
  if (reconciled.get(set) === type) {
    return set;
  }
  const result = reconcile(set, type);
  reconciled.set(result, type);
  return result;
}

function reconcile(set: FieldSet, type: FieldType): FieldSet {
  let changed = false;
  const members = new Set(set.members);
  const children = new Map<PathElement, FieldSet>();
  for (const [element, child] of set.children) {
    const below = element.startsWith('f:') ? type.map?.field(element.slice(2)) : type.list?.element;
    if (below === undefined || below.map?.deduced === true) {
      children.set(element, child);
    } else if (below.map?.atomic ?? (below.scalar === undefined && below.list?.atomic === true)) {
      members.add(element);
      changed = true;
    } else {
      const rest = reconcile(child, below);
      changed ||= rest !== child;
      children.set(element, rest);
    }
  }
  return changed ? { members, children } : set;
}
