import { isObject, type JsonObject } from '../json.ts';
import { formOf, type FieldType, type ListType, type MapType, type Scalar } from './field-type.ts';
import { fieldElement, itemElement, itemProblem, printElement, printPath, type PathElement } from './path-element.ts';

/** One place where a configuration does not fit its type, in structured-merge-diff's words. */
export interface Misfit {
  /** `.spec.ports[port=80]`; empty for the object itself. */
  readonly path: string;
  readonly text: string;
}

/** All places at once; none means that the configuration can be merged. */
export function findMisfits(value: unknown, type: FieldType): readonly Misfit[] {
  const found: Misfit[] = [];
  check(value, type, { path: [], found });
  return found;
}

export function printMisfits(misfits: readonly Misfit[]): string {
  const lines = misfits.map(({ path, text }) => (path === '' ? text : `${path}: ${text}`));
  return lines.length === 1 ? (lines[0] ?? '') : ['errors:', ...lines.map((line) => `  ${line}`)].join('\n');
}

interface At {
  /** Where the check is; grows and shrinks with it, and is printed only for a misfit. */
  readonly path: PathElement[];
  readonly found: Misfit[];
}

function refuse({ path, found }: At, text: string): void {
  found.push({ path: printPath(path), text });
}

function checkBelow(element: PathElement, at: At, checked: { value: unknown; type: FieldType }): void {
  at.path.push(element);
  check(checked.value, checked.type, at);
  at.path.pop();
}

function check(value: unknown, type: FieldType, at: At): void {
  const form = formOf(type, value);
  if (value === null || value === undefined) {
    return;
  }
  if (form.map !== undefined) {
    checkMap(value, form.map, at);
  } else if (form.scalar !== undefined) {
    checkScalar(value, form.scalar, at);
  } else if (form.list !== undefined) {
    checkList(value, form.list, at);
  }
}

function checkMap(value: unknown, map: MapType, at: At): void {
  if (!isObject(value)) {
    refuse(at, `expected map, got &{${goValue(value)}}`);
    return;
  }
  for (const name in value as JsonObject) {
    const type = map.field(name);
    if (type === undefined) {
      at.found.push({ path: printPath([...at.path, fieldElement(name)]), text: 'field not declared in schema' });
    } else if (value[name] !== null && value[name] !== undefined) {
      checkBelow(fieldElement(name), at, { value: value[name], type });
    }
  }
}

function checkList(value: unknown, list: ListType, at: At): void {
  if (!Array.isArray(value)) {
    refuse(at, `expected list, got &{${goValue(value)}}`);
    return;
  }
  const seen = new Set<PathElement>();
  for (const [index, item] of value.entries()) {
    const element = list.atomic ? `i:${index}` : itemElement(list, item);
    if (element === undefined) {
      refuse(at, `element ${index}: ${itemProblem(list, item)}`);
      return;
    }
    if (seen.has(element)) {
      refuse(at, `duplicate entries for key ${printElement(element)}`);
    }
    seen.add(element);
    checkBelow(element, at, { value: item, type: list.element });
  }
}

function checkScalar(value: unknown, scalar: Scalar, at: At): void {
  const is = typeof value;
  const fits = scalar === 'untyped' ? is !== 'object' : is === (scalar === 'numeric' ? 'number' : scalar);
  if (!fits) {
    refuse(at, scalarText(value, scalar));
  }
}

function scalarText(value: unknown, scalar: Scalar): string {
  switch (scalar) {
    case 'numeric':
      return `expected numeric (int or float), got ${goType(value)}`;
    case 'string':
      return `expected string, got &value.valueUnstructured{Value:${JSON.stringify(value)}}`;
    case 'boolean':
      return `expected boolean, got &{${goValue(value)}}`;
    default:
      return `expected any scalar, got &{${goValue(value)}}`;
  }
}

function goType(value: unknown): string {
  if (Array.isArray(value)) {
    return '[]interface {}';
  }
  return isObject(value) ? 'map[string]interface {}' : typeof value === 'boolean' ? 'bool' : typeof value;
}

/** As Go's %v prints it. */
function goValue(value: unknown): string {
  if (Array.isArray(value)) {
    return `[${value.map(goValue).join(' ')}]`;
  }
  if (isObject(value)) {
    const fields = Object.keys(value).toSorted();
    return `map[${fields.map((name) => `${name}:${goValue(value[name])}`).join(' ')}]`;
  }
  return value === null ? '<nil>' : String(value);
}
