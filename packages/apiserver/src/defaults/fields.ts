import { isObject } from '@juanie/kube';

export type Fields = Record<string, unknown>;

/** The object in a field; a new empty one is put there when nothing is. */
export function ensureObject(parent: Fields, field: string): Fields {
  const value = parent[field];
  if (isObject(value)) {
    return value;
  }
  const made: Fields = {};
  parent[field] = made;
  return made;
}

/** The object in a field, if there is one. */
export function objectAt(parent: Fields | undefined, field: string): Fields | undefined {
  const value = parent?.[field];
  return isObject(value) ? value : undefined;
}

/** The objects in a list field. */
export function objectsAt(parent: Fields | undefined, field: string): Fields[] {
  const value = parent?.[field];
  return Array.isArray(value) ? value.filter(isObject) : [];
}

/** Gives fields a value where they have none. */
export function fill(target: Fields, values: Fields): void {
  for (const [field, value] of Object.entries(values)) {
    if (target[field] === undefined) {
      target[field] = value;
    }
  }
}
