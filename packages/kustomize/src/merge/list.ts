import { isYamlMap, type YamlMap, type YamlValue } from '@juanie/kube';
import { Refusal } from '../refusal.ts';
import { fieldText, isMissingOrNull, copyOf, textOf } from '../value.ts';
import { findElement, keyValues, setElement } from './elements.ts';
import { keptNull, type Merge, type Merging, type Sides } from './sides.ts';

interface ListMerging extends Merging {
  readonly keys: readonly string[];
  /** For the elements. */
  readonly merge: Merge;
}

/** Joins two lists by the keys of their elements: what the patch has comes first, in its order. */
export function mergeList({ dest, patch }: Sides, merging: ListMerging): YamlValue | undefined {
  if (isMissingOrNull(dest)) {
    const added = patch as YamlValue[];
    return joinLists({ dest: copyOf(added) as YamlValue[], patch: added }, merging);
  }
  if (patch !== undefined && isMissingOrNull(patch)) {
    return undefined;
  }
  const given = patch as YamlValue[] | undefined;
  const directive = given === undefined ? 'merge' : takeListDirective(given);
  if (directive === 'delete') {
    return undefined;
  }
  if (given === undefined && isPlainList(dest as YamlValue[], merging.keys)) {
    return mergeAlone(dest as YamlValue[], merging);
  }
  const base = directive === 'replace' ? (copyOf(given as YamlValue[]) as YamlValue[]) : (dest as YamlValue[]);
  return joinLists({ dest: base, patch: given }, merging);
}

/** Whether every element is named, each by another name: then the list stays as it is. */
function isPlainList(list: readonly YamlValue[], [key = '']: readonly string[]): boolean {
  const names = new Set<string>();
  for (const element of list) {
    if ((key === '') === isYamlMap(element)) {
      return false;
    }
    const name = key === '' ? textOf(element) : fieldText((element as YamlMap)[key]);
    if (name === '' || names.has(name)) {
      return false;
    }
    names.add(name);
  }
  return true;
}

function mergeAlone(list: YamlValue[], merging: ListMerging): YamlValue[] {
  for (const element of list) {
    if (isYamlMap(element)) {
      merging.merge({ dest: element, patch: undefined }, { schemas: merging.schemas, schema: merging.schema?.items });
    }
  }
  return list;
}

interface Lists {
  readonly dest: YamlValue[];
  readonly patch: YamlValue[] | undefined;
}

function joinLists(lists: Lists, merging: ListMerging): YamlValue | undefined {
  const { dest, patch } = lists;
  const keys = merging.keys.length === 0 ? [''] : merging.keys;
  const all = keys[0] === '' ? scalarValues(lists) : elementValues(lists, keys);
  if (all.length === 0) {
    return dest;
  }
  const wanted = keys.length > 1 ? completed(all) : all;
  const added: YamlValue[] = [];
  let validKeys = keys;
  for (const values of wanted) {
    const valid = validPart(wanted, values, keys);
    validKeys = valid.keys;
    const sides = { dest: find(dest, valid), patch: patch === undefined ? undefined : find(patch, valid) };
    const element = merging.merge(sides, { schemas: merging.schemas, schema: merging.schema?.items });
    if (element === keptNull || isMissingOrNull(element) || (isYamlMap(element) && Object.keys(element).length === 0)) {
      setElement(dest, valid, undefined);
      continue;
    }
    restoreKeys(element, valid);
    setElement(added, valid, element);
  }
  const joined = appendElements(added, dest, validKeys);
  return joined;
}

/** One element of one side: only the keys that it has values for count. */
function find(list: YamlValue[], valid: Valid): YamlValue | undefined {
  const own = validPart([valid.values], valid.values, valid.keys);
  return findElement(list, own.keys, own.values);
}

function restoreKeys(element: YamlValue, { keys, values }: Valid): void {
  if (!isYamlMap(element)) {
    return;
  }
  keys.forEach((key, at) => {
    if (element[key] === undefined && (values[at] ?? '') !== '') {
      (element as YamlMap)[key] = values[at] as string;
    }
  });
}

/** Elements of the old list stand behind the new ones, replacing what has the same keys. */
function appendElements(into: YamlValue[], from: readonly YamlValue[], keys: readonly string[]): YamlValue[] {
  for (const element of from) {
    if (keys[0] === '') {
      setElement(into, { keys: [''], values: [textOf(element)] }, element);
      continue;
    }
    const values: string[] = [];
    for (const key of keys) {
      const value = isYamlMap(element) ? element[key] : undefined;
      if (value === undefined) {
        into.push(element);
      } else {
        values.push(textOf(value));
      }
    }
    if (keys.length > 1) {
      setElement(into, { keys, values }, undefined);
    }
    setElement(into, { keys, values }, element);
  }
  return into;
}

function elementValues({ dest, patch }: Lists, keys: readonly string[]): string[][] {
  const seen = new Set<string>();
  const all: string[][] = [];
  for (const element of [...(patch ?? []), ...dest]) {
    const values = keyValues(element, keys);
    const known = JSON.stringify(values);
    if (!seen.has(known)) {
      seen.add(known);
      all.push(values);
    }
  }
  return all;
}

function scalarValues({ dest, patch }: Lists): string[][] {
  return [...new Set([...(patch ?? []), ...dest].map(textOf))].map((value) => [value]);
}

/** Values that differ only in what one of them leaves open are taken for one element. */
function completed(given: readonly string[][]): string[][] {
  const all = [...given];
  for (let a = 0; a < all.length; a++) {
    // Go's range holds on to the values of the outer loop while the inner one writes
    const values = all[a] as string[];
    for (let b = 0; b < all.length; b++) {
      const joined = joinValues(values, all[b] as string[]);
      if (joined !== undefined) {
        all[a] = joined;
        all[b] = joined;
      }
    }
  }
  return all;
}

function joinValues(a: string[], b: string[]): string[] | undefined {
  let common = false;
  const joined: string[] = [];
  for (const [at, left] of a.entries()) {
    const right = b[at] ?? '';
    if (left === right) {
      common = true;
    } else if (left !== '' && right !== '') {
      return undefined;
    }
    joined.push(left === '' ? right : left);
  }
  return common ? joined : undefined;
}

interface Valid {
  readonly keys: readonly string[];
  readonly values: readonly string[];
}

/** Keys that no element has are left out; where none has any, all keys count. */
function validPart(all: readonly (readonly string[])[], values: readonly string[], keys: readonly string[]): Valid {
  const used = new Set<string>();
  for (const each of all) {
    each.forEach((value, at) => {
      if (value !== '') {
        used.add(keys[at] as string);
      }
    });
  }
  if (used.size === 0) {
    return { keys, values };
  }
  return {
    keys: keys.filter((key) => used.has(key)),
    values: values.filter((value, at) => value !== '' || used.has(keys[at] as string)),
  };
}

/** Reads and removes the element that says what to do with the whole list. */
function takeListDirective(patch: YamlValue[]): 'merge' | 'replace' | 'delete' {
  const element = patch.find((each): each is YamlMap => isYamlMap(each) && Object.hasOwn(each, '$patch'));
  if (element === undefined || Object.keys(element).length > 1) {
    return 'merge';
  }
  const directive = fieldText(element.$patch);
  if (directive !== 'merge' && directive !== 'replace' && directive !== 'delete') {
    throw new Refusal(`unknown patch strategy '${directive}'`);
  }
  setElement(patch, { keys: ['$patch'], values: [directive] }, undefined);
  return directive;
}
