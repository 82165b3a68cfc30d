import { equalJson } from '../json.ts';
import { changedOrAdded, compareValues, ignoring, type Comparison } from './compare.ts';
import type { Conflict } from './conflicts.ts';
import {
  differenceOf,
  emptySet,
  intersectionOf,
  isEmptySet,
  isSubset,
  recursiveDifferenceOf,
  unionOf,
  withNamedFields,
  type FieldSet,
} from './field-set.ts';
import type { FieldType } from './field-type.ts';
import { reconcileSet, withSet, type Owner, type Owners } from './managed-fields.ts';
import { mergeValues } from './merge.ts';
import { fieldSetOf, removePaths } from './walk.ts';

/** One write, seen by structured-merge-diff: values of one type, and who owned what before. */
export interface Write {
  readonly type: FieldType;
  readonly live: unknown;
  readonly owners: Owners;
  /** Paths that this endpoint does not write; they are neither compared nor owned. */
  readonly ignored: FieldSet;
}

export interface Settled {
  readonly owners: Map<string, Owner>;
  readonly comparison: Comparison;
  readonly conflicts: readonly Conflict[];
}

/** Takes what changed from the owners that had it; with conflicts the owners are as they were. */
function settle(write: Write, after: unknown, self: { id: string; force: boolean }): Settled {
  const comparison = ignoring(compareValues(write.live, after, write.type), write.ignored);
  const written = changedOrAdded(comparison);
  const owners = new Map<string, Owner>();
  const conflicts: Conflict[] = [];
  for (const [id, owner] of write.owners) {
    if (id === self.id) {
      owners.set(id, owner);
      continue;
    }
    const lost = intersectionOf(owner.set, written);
    if (!isEmptySet(lost)) {
      conflicts.push({ owner, set: lost });
    }
    const kept = withSet(owner, differenceOf(differenceOf(owner.set, lost), comparison.removed));
    if (!isEmptySet(kept.set)) {
      owners.set(id, kept);
    }
  }
  return { owners, comparison, conflicts: self.force ? [] : conflicts };
}

/** An update owns what it changed or added. The answer's owners hold `self` only when there is anything. */
export function updateOwnership(write: Write, after: unknown, self: Owner & { id: string }): Settled {
  const before = reconcileOwners(write);
  const settled = settle({ ...write, owners: before }, after, { id: self.id, force: true });
  const { owners, comparison } = settled;
  const previous = owners.get(self.id)?.set ?? emptySet;
  const owned = unionOf(differenceOf(previous, comparison.removed), changedOrAdded(comparison));
  const set = recursiveDifferenceOf(owned, write.ignored);
  owners.delete(self.id);
  if (!isEmptySet(set)) {
    owners.set(self.id, ownerOf(self, set));
  }
  return settled;
}

/** The owner alone, whatever else the given one carries. */
export function ownerOf({ manager, operation, apiVersion, subresource, time }: Owner, set: FieldSet): Owner {
  return { manager, operation, apiVersion, subresource, ...(time === undefined ? {} : { time }), set };
}

/** Lays the configuration over the live value, and drops what its owner applied last time but not now. */
export function applyOwnership(
  write: Write,
  config: unknown,
  self: Owner & { id: string; force: boolean },
): Settled & { readonly value: unknown } {
  const before = reconcileOwners(write);
  const merged = mergeValues(write.live, config, write.type);
  const last = before.get(self.id)?.set ?? emptySet;
  const set = recursiveDifferenceOf(fieldSetOf(config, write.type), write.ignored);
  const owners = new Map(before).set(self.id, ownerWith(before.get(self.id), self, set));
  const pruned = isSubset(last, set) ? merged : prune({ merged, owners, last, type: write.type });
  const value = equalJson(pruned, write.live) ? write.live : pruned;
  return { ...settle({ ...write, owners }, value, self), value };
}

function ownerWith(known: Owner | undefined, self: Owner & { id: string; force: boolean }, set: FieldSet): Owner {
  if (known?.apiVersion === self.apiVersion) {
    return withSet(known, set);
  }
  const { time: _, ...fresh } = self;
  return ownerOf(known?.time === undefined ? fresh : { ...fresh, time: known.time }, set);
}

function reconcileOwners({ owners, type }: Write): Map<string, Owner> {
  return new Map([...owners].map(([id, owner]) => [id, withSet(owner, reconcileSet(owner.set, type))]));
}

interface Pruning {
  readonly merged: unknown;
  readonly owners: Owners;
  readonly last: FieldSet;
  readonly type: FieldType;
}

/**
 * structured-merge-diff's three steps: remove all that was applied last time, add back what anybody
 * owns, add back what was never in the last set but hung below it.
 */
function prune({ merged, owners, last, type }: Pruning): unknown {
  const named = (set: FieldSet): FieldSet => withNamedFields(set, type);
  const present = named(fieldSetOf(merged, type));
  let managed = emptySet;
  for (const owner of owners.values()) {
    managed = unionOf(managed, owner.set);
  }
  const without = named(fieldSetOf(removePaths(merged, named(last), type), type));
  const owned = removePaths(merged, differenceOf(present, unionOf(without, named(managed))), type);
  const remaining = named(fieldSetOf(owned, type));
  return removePaths(merged, intersectionOf(differenceOf(present, remaining), named(last)), type);
}
