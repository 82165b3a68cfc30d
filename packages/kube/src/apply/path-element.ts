import { isObject } from '../json.ts';
import type { ListType } from './field-type.ts';

/**
 * One step of a path, as FieldsV1 writes it: `f:name` a field, `k:{"name":"a"}` an item of a list
 * with keys, `v:"x"` an item of a set, `i:0` an item by position. Equal steps are equal strings.
 */
export type PathElement = string;

export function fieldElement(name: string): PathElement {
  const known = fieldElements.get(name);
  if (known !== undefined) {
    return known;
  }
  const element = `f:${name}`;
  if (fieldElements.size >= mostKept) {
    fieldElements.clear();
  }
  fieldElements.set(name, element);
  return element;
}

// The same few hundred names come with every object: one string each spares hashing it anew.
const fieldElements = new Map<string, PathElement>();
const mostKept = 10_000;

/** The step to an item of an associative list; undefined when the item has no identity. */
export function itemElement(list: ListType, item: unknown): PathElement | undefined {
  if (list.keys.length === 0) {
    return typeof item === 'object' || item === undefined ? undefined : `v:${JSON.stringify(item)}`;
  }
  return isObject(item) ? keyElement(list, item) : undefined;
}

function keyElement(list: ListType, item: Record<string, unknown>): PathElement | undefined {
  let text = '';
  for (const key of list.keys) {
    const value = item[key] === undefined ? list.element.map?.defaultOf(key) : item[key];
    if (value !== undefined) {
      text += `${text === '' ? '' : ','}${JSON.stringify(key)}:${JSON.stringify(value)}`;
    }
  }
  return text === '' ? undefined : `k:{${text}}`;
}

/** Why an item has no identity, in upstream's words. */
export function itemProblem(list: ListType, item: unknown): string {
  if (list.keys.length === 0) {
    if (item === null) {
      return "associative list without keys has an element that's an explicit null";
    }
    return Array.isArray(item)
      ? 'not supported: associative list with lists as elements'
      : "associative list without keys has an element that's a map type";
  }
  if (item === null) {
    return 'associative list with keys may not have a null element';
  }
  if (!isObject(item)) {
    return 'associative list with keys may not have non-map elements';
  }
  const keys = list.keys.map((key) => JSON.stringify(key)).join(' ');
  return `associative list with keys has an element that omits all key fields [${keys}] (and doesn't have default values for any key fields)`;
}

/** As messages show it: `.spec`, `[name="a"]`, `[="x"]`, `[0]`. */
export function printElement(element: PathElement): string {
  const content = element.slice(2);
  switch (element[0]) {
    case 'f':
      return `.${content}`;
    case 'k': {
      const fields = Object.entries(parseKey(content));
      return `[${fields.map(([name, value]) => `${name}=${JSON.stringify(value)}`).join(',')}]`;
    }
    case 'v':
      return `[=${content}]`;
    default:
      return `[${content}]`;
  }
}

export function printPath(path: readonly PathElement[]): string {
  return path.map(printElement).join('');
}

/** The order of FieldsV1: fields, keys, values, positions; each by its content. */
export function compareElements(left: PathElement, right: PathElement): number {
  const kinds = 'fkvi';
  const byKind = kinds.indexOf(left.charAt(0)) - kinds.indexOf(right.charAt(0));
  if (byKind !== 0 || left === right) {
    return byKind;
  }
  switch (left[0]) {
    case 'f':
      return left < right ? -1 : 1;
    case 'k':
      return compareKeys(Object.entries(parseKey(left.slice(2))), Object.entries(parseKey(right.slice(2))));
    default:
      return compareScalars(JSON.parse(left.slice(2)), JSON.parse(right.slice(2)));
  }
}

function parseKey(text: string): Record<string, unknown> {
  return JSON.parse(text) as Record<string, unknown>;
}

function compareKeys(left: readonly [string, unknown][], right: readonly [string, unknown][]): number {
  for (const [index, [name, value]] of left.entries()) {
    const other = right[index];
    if (other === undefined) {
      return 1;
    }
    if (name !== other[0]) {
      return name < other[0] ? -1 : 1;
    }
    const byValue = compareScalars(value, other[1]);
    if (byValue !== 0) {
      return byValue;
    }
  }
  return left.length - right.length;
}

/** Numbers before strings before booleans, as structured-merge-diff has it. */
function compareScalars(left: unknown, right: unknown): number {
  const rank = (value: unknown): number => ['number', 'string', 'boolean'].indexOf(typeof value);
  if (rank(left) !== rank(right)) {
    return rank(left) - rank(right);
  }
  if (left === right) {
    return 0;
  }
  return (left as number) < (right as number) ? -1 : 1;
}
