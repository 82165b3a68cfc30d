import { isObject, type JsonObject } from '../json.ts';
import { FieldSetBuilder, type FieldSet } from './field-set.ts';
import { compareElements, type PathElement } from './path-element.ts';

const decoded = new WeakMap<object, FieldSet>();

/**
 * Reads `fieldsV1`. The result is kept as long as the given object is: stored objects are not changed.
 * Throws a RangeError for a step of an unknown kind.
 */
export function decodeFieldsV1(fields: JsonObject): FieldSet {
  const known = decoded.get(fields);
  if (known !== undefined) {
    return known;
  }
  const set = decode(fields);
  decoded.set(fields, set);
  return set;
}

function decode(fields: JsonObject): FieldSetBuilder {
  const set = new FieldSetBuilder();
  for (const key in fields) {
    if (key === '.') {
      continue;
    }
    const element = canonicalElement(key);
    const below = fields[key];
    if (!isObject(below) || isLeaf(below)) {
      set.members.add(element);
      continue;
    }
    if (Object.hasOwn(below, '.')) {
      set.members.add(element);
    }
    set.children.set(element, decode(below));
  }
  return set;
}

function isLeaf(fields: JsonObject): boolean {
  for (const key in fields) {
    if (key !== '.') {
      return false;
    }
  }
  return true;
}

/** Others may escape characters or order keys otherwise; equal steps must be equal strings. */
function canonicalElement(key: string): PathElement {
  if (key.startsWith('f:') || /^i:\d+$/.test(key)) {
    return key;
  }
  const value = key.startsWith('k:') || key.startsWith('v:') ? parsed(key.slice(2)) : undefined;
  if (value === undefined || (key.startsWith('k:') && !isObject(value))) {
    throw new RangeError(`unknown path element ${key}`);
  }
  if (!isObject(value)) {
    return `v:${JSON.stringify(value)}`;
  }
  const sorted = Object.entries(value).toSorted(([left], [right]) => (left < right ? -1 : 1));
  return `k:${JSON.stringify(Object.fromEntries(sorted))}`;
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

const encoded = new WeakMap<FieldSet, JsonObject>();

/** Writes a set as `fieldsV1`, its keys in upstream's order; equal sets give equal texts. */
export function encodeFieldsV1(set: FieldSet): JsonObject {
  const known = encoded.get(set);
  if (known !== undefined) {
    return known;
  }
  const fields = encode(set);
  encoded.set(set, fields);
  decoded.set(fields, set);
  return fields;
}

function encode(set: FieldSet): JsonObject {
  const fields: JsonObject = {};
  const elements = [...set.members, ...[...set.children.keys()].filter((element) => !set.members.has(element))];
  for (const element of elements.sort(compareElements)) {
    const child = set.children.get(element);
    const below = child === undefined ? {} : encode(child);
    const isMember = set.members.has(element);
    if (isMember || Object.keys(below).length > 0) {
      fields[escapeHtml(element)] = isMember && Object.keys(below).length > 0 ? { '.': {}, ...below } : below;
    }
  }
  return fields;
}

/** Go writes JSON values with these three escaped. */
function escapeHtml(element: PathElement): string {
  return element.startsWith('f:')
    ? element
    : element.replace(/[<>&]/g, (sign) => `\\u00${sign.charCodeAt(0).toString(16)}`);
}
