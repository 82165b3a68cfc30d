import { equalJson, isObject, setField, type JsonObject } from '../json.ts';
import { deducedType, formOf, type FieldType, type ListType, type MapType } from './field-type.ts';
import { itemElement, type PathElement } from './path-element.ts';
import { isWithoutFields } from './walk.ts';

/**
 * Lays a configuration over a live value: its leaves win, items of associative lists meet by identity.
 * Whatever does not change is the live value itself, so that an apply without effect ends in the same object.
 */
export function mergeValues(live: unknown, config: unknown, type: FieldType): unknown {
  if (config === undefined || live === config) {
    return live;
  }
  if (live === undefined) {
    return config;
  }
  const form = formOf(type, config);
  if (form.map !== undefined) {
    return mergeMaps(live, config, form.map);
  }
  return form.scalar === undefined && form.list !== undefined
    ? mergeLists(live, config, form.list)
    : mergeLeaf(live, config);
}

/** Of two empty ones the configuration's stays: null and empty are not the same. */
function mergeMaps(live: unknown, config: unknown, map: MapType): unknown {
  const left = isObject(live) && !isWithoutFields(live) ? live : undefined;
  const right = isObject(config) && !isWithoutFields(config) ? config : undefined;
  if (map.atomic || (left === undefined && right === undefined)) {
    return mergeLeaf(live, config);
  }
  if (left === undefined || right === undefined) {
    return left ?? right;
  }
  return mergeFields(left, right, map);
}

function mergeFields(live: JsonObject, config: JsonObject, map: MapType): JsonObject {
  let merged: JsonObject | undefined;
  for (const name in config) {
    const before = Object.hasOwn(live, name) ? live[name] : undefined;
    const after = mergeValues(before, config[name], map.field(name) ?? deducedType);
    if (after !== before) {
      merged ??= { ...live };
      setField(merged, name, after);
    }
  }
  return merged ?? live;
}

function mergeLists(live: unknown, config: unknown, list: ListType): unknown {
  const left = Array.isArray(live) && live.length > 0 ? live : undefined;
  const right = Array.isArray(config) && config.length > 0 ? config : undefined;
  if (list.atomic || (left === undefined && right === undefined)) {
    return mergeLeaf(live, config);
  }
  if (left === undefined || right === undefined) {
    return left ?? right;
  }
  const merged = mergeItems(left, right, list);
  return merged.length === left.length && merged.every((item, index) => item === left[index]) ? left : merged;
}

function mergeLeaf(live: unknown, config: unknown): unknown {
  return equalJson(live, config) ? live : config;
}

interface Indexed {
  readonly elements: readonly (PathElement | undefined)[];
  readonly items: ReadonlyMap<PathElement, unknown>;
}

/** An identity that occurs twice stands for no value: its items are not merged with another one. */
function indexItems(items: readonly unknown[], list: ListType): Indexed {
  const elements = items.map((item) => itemElement(list, item));
  const index = new Map<PathElement, unknown>();
  for (const [position, element] of elements.entries()) {
    if (element !== undefined) {
      index.set(element, index.has(element) ? null : items[position]);
    }
  }
  return { elements, items: index };
}

/**
 * The configuration's items in its order; the others keep their place before the next item that both
 * have. This is the loop of structured-merge-diff v6 (typed/merge.go, visitListItems).
 */
function mergeItems(live: readonly unknown[], config: readonly unknown[], list: ListType): unknown[] {
  const left = indexItems(live, list);
  const right = indexItems(config, list);
  const shared = right.elements.filter((element) => element !== undefined && left.items.has(element));
  const merged: unknown[] = [];
  const done = new Set<PathElement | undefined>();
  let [atLeft, atRight, atShared] = [0, 0, 0];
  const take = (element: PathElement | undefined): void => {
    done.add(element);
    const before = element === undefined ? undefined : left.items.get(element);
    merged.push(mergeValues(before, element === undefined ? undefined : right.items.get(element), list.element));
  };
  while (atLeft < live.length || atRight < config.length) {
    const [l, r] = [left.elements[atLeft], right.elements[atRight]];
    const isShared = l !== undefined && right.items.has(l);
    if (atLeft < live.length && atRight < config.length) {
      if (l === r) {
        take(l);
        atLeft += 1;
        atRight += 1;
        atShared += 1;
        continue;
      }
      if (isShared && atShared < shared.length && shared[atShared] !== l) {
        atLeft += 1;
        continue;
      }
    }
    if (atLeft < live.length && !isShared) {
      merged.push(live[atLeft]);
      atLeft += 1;
      continue;
    }
    if (atLeft < live.length && done.has(l)) {
      atLeft += 1;
    }
    if (atRight < config.length) {
      take(r);
      atRight += 1;
      if (atShared < shared.length && shared[atShared] === r) {
        atShared += 1;
      }
    }
  }
  return merged;
}
