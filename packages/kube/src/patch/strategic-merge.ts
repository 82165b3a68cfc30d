import { fault } from '../faults.ts';
import { cloneJson, equalJson, isObject, setField, type JsonObject } from '../json.ts';
import { fieldSchema, type Schema } from '../schema/schema.ts';
import { orderItems, sameItem, type ItemOrder } from './list-order.ts';

const orderPrefix = '$setElementOrder/';
const deletePrefix = '$deleteFromPrimitiveList/';

/** How the items of a list meet: by a key, as a set of scalars (no key), or not at all. */
interface ListStrategy {
  readonly merges: boolean;
  readonly key: string | undefined;
  readonly items: Schema | undefined;
}

/**
 * Strategic merge patch: like a JSON merge patch, but lists of the schema with a merge strategy are
 * merged by their key, with the directives `$patch`, `$retainKeys`, `$setElementOrder/x` and
 * `$deleteFromPrimitiveList/x`. Throws StrategicPatchInvalid in upstream's words; custom resources
 * have no strategic merge, which their endpoint says.
 */
export function applyStrategicPatch(target: JsonObject, patch: JsonObject, schema: Schema | undefined): JsonObject {
  return mergeObject(target, patch, schema);
}

function mergeObject(target: JsonObject, patch: JsonObject, schema: Schema | undefined): JsonObject {
  if (Object.hasOwn(patch, '$patch')) {
    return directed(patch);
  }
  const merged = retainKeys(target, patch);
  const rest: JsonObject = { ...patch };
  delete rest.$retainKeys;
  for (const key of Object.keys(patch).filter((name) => name.startsWith(orderPrefix))) {
    delete rest[key];
    const name = key.slice(orderPrefix.length);
    mergeOrdered(merged, rest, { name, order: patch[key], schema });
  }
  for (const [key, value] of Object.entries(rest)) {
    if (key.startsWith(deletePrefix)) {
      deletePrimitives(merged, key.slice(deletePrefix.length), value);
    } else {
      mergeField(merged, { key, value, schema });
    }
  }
  return merged;
}

function directed(patch: JsonObject): JsonObject {
  const { $patch: directive, ...rest } = patch;
  if (directive === 'replace') {
    return cloneJson(rest);
  }
  if (directive === 'delete') {
    return {};
  }
  throw invalid(`unknown patch type: ${String(directive)} in map: ${JSON.stringify(patch)}`);
}

/** `$retainKeys` names the only fields that may stay. */
function retainKeys(target: JsonObject, patch: JsonObject): JsonObject {
  const keys = patch.$retainKeys;
  if (keys === undefined) {
    return { ...target };
  }
  const fields = Object.keys(patch).filter((key) => patch[key] !== null && !key.startsWith('$'));
  if (!Array.isArray(keys) || fields.some((key) => !keys.includes(key))) {
    throw invalid('invalid patch format of retainKeys');
  }
  return Object.fromEntries(Object.entries(target).filter(([key]) => keys.includes(key)));
}

function mergeField(merged: JsonObject, at: { key: string; value: unknown; schema: Schema | undefined }): void {
  const { key, value, schema } = at;
  if (value === null) {
    delete merged[key];
    return;
  }
  if (value === undefined) {
    return;
  }
  const before = Object.hasOwn(merged, key) ? merged[key] : undefined;
  const field = schema === undefined ? undefined : fieldSchema(schema, key);
  if (isObject(before) && isObject(value)) {
    const replaces = strategyOf(field) === 'replace';
    setField(merged, key, replaces ? withoutDirectives(value) : mergeObject(before, value, field));
  } else if (Array.isArray(before) && Array.isArray(value)) {
    setField(merged, key, mergeList(before, value, listStrategy(field)));
  } else {
    const plain = withoutDirectives(withoutNulls(value));
    delete merged[key];
    if (plain !== undefined) {
      setField(merged, key, plain);
    }
  }
}

/** The strategy beside `retainKeys`, which kubectl turns into the directive of that name. */
function strategyOf(field: Schema | undefined): string | undefined {
  const strategies = field?.['x-kubernetes-patch-strategy']?.split(',') ?? [];
  return strategies.find((strategy) => strategy !== 'retainKeys');
}

function listStrategy(field: Schema | undefined): ListStrategy {
  return {
    merges: strategyOf(field) === 'merge',
    key: field?.['x-kubernetes-patch-merge-key'],
    items: field?.items,
  };
}

function mergeList(before: readonly unknown[], patch: readonly unknown[], strategy: ListStrategy): unknown[] {
  if (!strategy.merges) {
    return cloneJson([...patch]);
  }
  if (before.length === 0 && patch.length === 0) {
    return [];
  }
  if (!haveObjects(before, patch)) {
    const merged = deduplicate([...before, ...patch]);
    return ordered(merged, { key: undefined, wanted: patch, present: before });
  }
  if (strategy.key === undefined) {
    throw invalid('cannot merge lists without merge key');
  }
  const { kept, changes } = applyItemDirectives(before, patch, strategy.key);
  const merged = mergeItems(kept, changes, { ...strategy, key: strategy.key });
  return ordered(merged.items, { key: strategy.key, wanted: changes, present: merged.present });
}

/** Whether the lists hold objects; a mixture is refused. */
function haveObjects(...lists: readonly (readonly unknown[])[]): boolean {
  const items = lists.flat(1);
  const kinds = new Set(items.map((item) => (isObject(item) ? 'object' : typeof item)));
  if (lists.some((list) => list.some(Array.isArray))) {
    throw invalid('lists of lists are not supported');
  }
  if (kinds.size > 1) {
    throw invalid(`list element types are not identical: ${JSON.stringify(lists)}`);
  }
  return kinds.has('object');
}

interface Directed {
  readonly kept: readonly unknown[];
  readonly changes: readonly JsonObject[];
}

function applyItemDirectives(before: readonly unknown[], patch: readonly unknown[], key: string): Directed {
  const changes: JsonObject[] = [];
  let kept = before;
  let replaces = false;
  for (const item of patch as readonly JsonObject[]) {
    const directive = item.$patch;
    if (directive === undefined) {
      changes.push(item);
    } else if (directive === 'delete') {
      keyOf(item, key);
      kept = kept.filter((other) => !sameItem(other, item, key));
    } else if (directive === 'replace') {
      replaces = true;
    } else if (directive === 'merge') {
      throw invalid('merging lists cannot yet be specified in the patch');
    } else {
      throw invalid(`unknown patch type: ${String(directive)} in map: ${JSON.stringify(item)}`);
    }
  }
  return replaces ? { kept: cloneJson(changes), changes: [] } : { kept, changes };
}

function mergeItems(
  kept: readonly unknown[],
  changes: readonly JsonObject[],
  strategy: ListStrategy & { key: string },
): { items: unknown[]; present: readonly unknown[] } {
  const items: unknown[] = [...kept];
  for (const change of changes) {
    keyOf(change, strategy.key);
    const index = items.findIndex((item) => sameItem(item, change, strategy.key));
    const before = items[index];
    if (isObject(before)) {
      items[index] = mergeObject(before, change, strategy.items);
    } else {
      items.push(withoutDirectives(change));
    }
  }
  return { items, present: items.slice(0, kept.length) };
}

function keyOf(item: JsonObject, key: string): unknown {
  if (item[key] === undefined) {
    throw invalid(`map: ${JSON.stringify(item)} does not contain declared merge key: ${key}`);
  }
  return item[key];
}

/** Items that the patch names stand in its order among the others, which keep theirs. */
function ordered(merged: readonly unknown[], order: ItemOrder): unknown[] {
  for (const item of order.key === undefined ? [] : [...merged, ...order.wanted]) {
    if (!isObject(item) || item[order.key ?? ''] === undefined) {
      throw invalid(`map: ${JSON.stringify(item)} does not contain declared merge key: ${order.key}`);
    }
  }
  return orderItems(merged, order);
}

function mergeOrdered(
  merged: JsonObject,
  patch: JsonObject,
  at: { name: string; order: unknown; schema: Schema | undefined },
): void {
  const before = merged[at.name];
  const change = patch[at.name];
  if (!Array.isArray(at.order) || !isListOrAbsent(before) || !isListOrAbsent(change)) {
    throw invalid('invalid patch format of setElementOrder list');
  }
  const strategy = listStrategy(at.schema === undefined ? undefined : fieldSchema(at.schema, at.name));
  refuseOtherOrder(change ?? [], at.order, strategy.key);
  if (before === undefined && change === undefined) {
    return;
  }
  const items = change === undefined ? [...(before ?? [])] : mergeOrTake(before, change, strategy);
  delete patch[at.name];
  haveObjects(before ?? [], change ?? []);
  const order = { key: strategy.key, wanted: at.order, present: before ?? [] };
  setField(merged, at.name, ordered(items, order));
}

function mergeOrTake(before: unknown[] | undefined, change: unknown[], strategy: ListStrategy): unknown[] {
  return before === undefined ? (withoutDirectives(change) as unknown[]) : mergeList(before, change, strategy);
}

function isListOrAbsent(value: unknown): value is unknown[] | undefined {
  return value === undefined || Array.isArray(value);
}

function refuseOtherOrder(change: readonly unknown[], order: readonly unknown[], key: string | undefined): void {
  const named = change.filter((item) => !(isObject(item) && Object.hasOwn(item, '$patch')));
  if (order.length === 0 || named.length === 0) {
    return;
  }
  let at = 0;
  for (const item of order) {
    if (at < named.length && sameItem(named[at], item, key)) {
      at += 1;
    }
  }
  if (at < named.length) {
    const lists = `${JSON.stringify(change)}\n doesn't match $setElementOrder list:\n${JSON.stringify(order)}`;
    throw invalid(`The order in patch list:\n${lists}\n`);
  }
}

function deletePrimitives(merged: JsonObject, name: string, values: unknown): void {
  const before = merged[name];
  if (Array.isArray(before) && Array.isArray(values)) {
    merged[name] = before.filter((item) => !values.some((value) => equalJson(item, value)));
  }
}

function deduplicate(items: readonly unknown[]): unknown[] {
  return [...new Set(items)];
}

/** Of something new, nulls say nothing. */
function withoutNulls(value: unknown): unknown {
  if (Array.isArray(value)) {
    return value.map(withoutNulls);
  }
  if (!isObject(value)) {
    return value;
  }
  const fields = Object.entries(value).filter(([, field]) => field !== null);
  return Object.fromEntries(fields.map(([key, field]) => [key, withoutNulls(field)]));
}

/** Without directives; undefined for an object that only was one. */
function withoutDirectives(value: unknown): unknown {
  if (Array.isArray(value)) {
    return value.map(withoutDirectives).filter((item) => item !== undefined);
  }
  if (!isObject(value)) {
    return value;
  }
  if (Object.hasOwn(value, '$patch')) {
    return undefined;
  }
  const plain: JsonObject = {};
  for (const [key, field] of Object.entries(value)) {
    const kept = isDirective(key) ? undefined : withoutDirectives(field);
    if (kept !== undefined) {
      setField(plain, key, kept);
    }
  }
  return plain;
}

function isDirective(key: string): boolean {
  return key === '$retainKeys' || key.startsWith(orderPrefix) || key.startsWith(deletePrefix);
}

function invalid(why: string): Error {
  return fault('StrategicPatchInvalid', { why });
}
