import { isObject } from '../json.ts';
import { fieldSchema, type Schema } from '../schema/schema.ts';
import { printValue, type FieldProblem } from './problem.ts';

/** Items that occur twice in sets and in lists with keys. */
export function listProblems(value: unknown, schema: Schema, path = ''): FieldProblem[] {
  if (Array.isArray(value)) {
    const items = schema.items;
    const below = items === undefined ? [] : value.flatMap((item, at) => listProblems(item, items, `${path}[${at}]`));
    return [...duplicates(value, schema, path), ...below];
  }
  if (!isObject(value)) {
    return [];
  }
  return Object.entries(value).flatMap(([name, item]) => {
    const field = fieldSchema(schema, name);
    const isDeclared = schema.properties !== undefined && Object.hasOwn(schema.properties, name);
    const at = isDeclared ? (path === '' ? name : `${path}.${name}`) : `${path}[${name}]`;
    return field === undefined ? [] : listProblems(item, field, at);
  });
}

function duplicates(items: readonly unknown[], schema: Schema, path: string): FieldProblem[] {
  const type = schema['x-kubernetes-list-type'];
  if (type !== 'set' && type !== 'map') {
    return [];
  }
  const keys = schema['x-kubernetes-list-map-keys'] ?? [];
  const wrong = type === 'map' ? items.findIndex((item) => item !== null && !isObject(item)) : -1;
  if (wrong >= 0) {
    const message = `Invalid value: ${printValue(items[wrong])}: must be an object for an array of list-type map`;
    return [{ path: `${path}[${wrong}]`, reason: 'FieldValueInvalid', message }];
  }
  const identities = items.map((item) => (type === 'set' ? item : keyOf(item, keys)));
  const counts = new Map<string, number>();
  return identities.flatMap((identity, at): FieldProblem[] => {
    const text = JSON.stringify(identity);
    counts.set(text, (counts.get(text) ?? 0) + 1);
    const message = `Duplicate value: ${printValue(identity)}`;
    return counts.get(text) === 2 ? [{ path: `${path}[${at}]`, reason: 'FieldValueDuplicate', message }] : [];
  });
}

function keyOf(item: unknown, keys: readonly string[]): Record<string, unknown> {
  const present = isObject(item) ? keys.filter((key) => item[key] !== undefined) : [];
  return Object.fromEntries(present.map((key) => [key, (item as Record<string, unknown>)[key]]));
}
