import { isObject } from '../json.ts';

/** The value at `status.replicas`; undefined where a part of the way is missing. */
export function valueAt(object: unknown, path: string): unknown {
  let at = object;
  for (const name of path.split('.')) {
    at = isObject(at) ? at[name] : undefined;
  }
  return at;
}

export function numberAt(object: unknown, path: string): number | undefined {
  const value = valueAt(object, path);
  return typeof value === 'number' ? value : undefined;
}

export function textAt(object: unknown, path: string): string | undefined {
  const value = valueAt(object, path);
  return typeof value === 'string' ? value : undefined;
}
