import { isObject, setField, type JsonObject } from '../json.ts';
import { FieldSetBuilder, isEmptySet, type FieldSet } from './field-set.ts';
import { formOf, type FieldType, type ListType, type MapType } from './field-type.ts';
import { fieldElement, itemElement, type PathElement } from './path-element.ts';

/** The paths that a configuration speaks about. */
export function fieldSetOf(value: unknown, type: FieldType): FieldSet {
  const set = new FieldSetBuilder();
  const form = formOf(type, value);
  if (form.map !== undefined && isObject(value) && !form.map.atomic) {
    collectFields(value, form.map, set);
  } else if (form.list !== undefined && Array.isArray(value) && !form.list.atomic) {
    collectItems(value, form.list, set);
  }
  return set;
}

function collectFields(object: JsonObject, map: MapType, set: FieldSetBuilder): void {
  for (const name in object) {
    const value = object[name];
    const type = map.field(name);
    if (value === undefined || type === undefined) {
      continue;
    }
    const element = fieldElement(name);
    const isEmptyMap = isObject(value) && isWithoutFields(value);
    if (value === null || isEmptyMap || !map.has(name) || isLeaf(value, type)) {
      set.members.add(element);
    }
    collectBelow(value, type, { set, element });
  }
}

function collectItems(items: readonly unknown[], list: ListType, set: FieldSetBuilder): void {
  const counts = new Map<PathElement, number>();
  const elements = items.map((item) => itemElement(list, item));
  for (const element of elements) {
    if (element !== undefined) {
      counts.set(element, (counts.get(element) ?? 0) + 1);
    }
  }
  for (const [index, item] of items.entries()) {
    const element = elements[index];
    if (element !== undefined) {
      set.members.add(element);
      if (counts.get(element) === 1) {
        collectBelow(item, list.element, { set, element });
      }
    }
  }
}

function collectBelow(value: unknown, type: FieldType, at: { set: FieldSetBuilder; element: PathElement }): void {
  if (typeof value !== 'object' || value === null) {
    return;
  }
  const form = formOf(type, value);
  const below = new FieldSetBuilder();
  if (form.map !== undefined && !form.map.atomic && isObject(value)) {
    collectFields(value, form.map, below);
  } else if (form.list !== undefined && !form.list.atomic && Array.isArray(value)) {
    collectItems(value, form.list, below);
  }
  // An empty set below a field would make the field look like the way to something.
  if (below.members.size > 0 || below.children.size > 0) {
    at.set.children.set(at.element, below);
  }
}

/** Scalars and what merges as a whole are owned by their own path. */
function isLeaf(value: unknown, type: FieldType): boolean {
  if (typeof value !== 'object' || value === null) {
    return true;
  }
  const form = formOf(type, value);
  return form.map?.atomic ?? (form.scalar !== undefined || form.list?.atomic === true);
}

export function isWithoutFields(object: JsonObject): boolean {
  for (const _ in object) {
    return false;
  }
  return true;
}

/** The value without the members of a set; a list or an object that loses its last entry becomes null. */
export function removePaths(value: unknown, set: FieldSet, type: FieldType): unknown {
  const form = formOf(type, value);
  if (form.map !== undefined && isObject(value)) {
    return form.map.atomic || isWithoutFields(value) ? null : removeFields(value, set, form.map);
  }
  if (form.list !== undefined && Array.isArray(value)) {
    return form.list.atomic || value.length === 0 ? null : removeItems(value, set, form.list);
  }
  return form.scalar === undefined ? null : value;
}

function removeFields(object: JsonObject, set: FieldSet, map: MapType): unknown {
  const rest: JsonObject = {};
  for (const name in object) {
    const element = fieldElement(name);
    if (!set.members.has(element)) {
      setField(rest, name, removeBelow(object[name], set.children.get(element), map.field(name)));
    }
  }
  return isWithoutFields(rest) ? null : rest;
}

function removeItems(items: readonly unknown[], set: FieldSet, list: ListType): unknown {
  const rest: unknown[] = [];
  for (const item of items) {
    const element = itemElement(list, item) ?? '';
    if (!set.members.has(element)) {
      rest.push(removeBelow(item, set.children.get(element), list.element));
    }
  }
  return rest.length === 0 ? null : rest;
}

function removeBelow(value: unknown, set: FieldSet | undefined, type: FieldType | undefined): unknown {
  return set === undefined || type === undefined || isEmptySet(set) ? value : removePaths(value, set, type);
}
