import type { InventoryEntry } from '@juanie/flux-api';
import { gvkOf, type KubeObject } from '@juanie/kube';
import { formatId, idOf, parseId, subjectOf, type ObjectId } from './identity.ts';
import { compareIds } from './stages.ts';

export type Change = 'created' | 'configured' | 'unchanged' | 'skipped' | 'deleted';

/** What happened to one object. */
export interface ChangeEntry {
  readonly id: ObjectId;
  readonly version: string;
  readonly change: Change;
}

export function changeOf(object: KubeObject, change: Change): ChangeEntry {
  return { id: idOf(object), version: gvkOf(object).version, change };
}

/** One line for each object: `ConfigMap/shop/web configured`. */
export function describeChanges(entries: readonly ChangeEntry[]): string {
  return entries.map((entry) => `${subjectOf(entry.id)} ${entry.change}`).join('\n');
}

export function hasChanged({ change }: ChangeEntry): boolean {
  return change === 'created' || change === 'configured';
}

export function inventoryOf(entries: readonly ChangeEntry[]): InventoryEntry[] {
  return entries.map(({ id, version }) => ({ id: formatId(id), v: version }));
}

export interface Tracked {
  readonly id: ObjectId;
  readonly version: string;
}

/** What was applied before and is not any more, in the order of deletion. A changed API version alone is no difference. */
export function staleEntries(before: readonly InventoryEntry[], after: readonly InventoryEntry[]): Tracked[] {
  const kept = new Set(after.map((entry) => entry.id));
  return trackedIn(before.filter((entry) => !kept.has(entry.id))).sort((a, b) => compareIds(b.id, a.id));
}

/** The readable entries of an inventory. */
export function trackedIn(entries: readonly InventoryEntry[]): Tracked[] {
  return entries.flatMap((entry) => {
    const id = parseId(entry.id);
    return id === undefined ? [] : [{ id, version: entry.v }];
  });
}

/** Puts back what could not be deleted, so that the next run tries again. */
export function mergeInventory(entries: readonly InventoryEntry[], survivors: readonly Tracked[]): InventoryEntry[] {
  const known = new Set(entries.map((entry) => entry.id));
  const added = survivors.map(({ id, version }) => ({ id: formatId(id), v: version }));
  return [...entries, ...added.filter((entry) => !known.has(entry.id))];
}
