/** A value as JSON has it. Functions here never change what they are given. */
export type Json = null | boolean | number | string | readonly Json[] | { readonly [key: string]: Json };

export type JsonObject = Record<string, unknown>;

export function isObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** Equal as JSON documents: the order of keys does not count, an undefined field is no field. */
export function equalJson(left: unknown, right: unknown): boolean {
  if (left === right) {
    return true;
  }
  if (Array.isArray(left)) {
    return (
      Array.isArray(right) && left.length === right.length && left.every((item, index) => equalJson(item, right[index]))
    );
  }
  return isObject(left) && isObject(right) && equalObjects(left, right);
}

function equalObjects(left: JsonObject, right: JsonObject): boolean {
  let count = 0;
  for (const key in left) {
    if (left[key] !== undefined) {
      count += 1;
      if (!equalJson(left[key], right[key])) {
        return false;
      }
    }
  }
  for (const key in right) {
    if (right[key] !== undefined) {
      count -= 1;
    }
  }
  return count === 0;
}

/** A copy that shares nothing; undefined fields are left out. */
export function cloneJson<T>(value: T): T {
  if (Array.isArray(value)) {
    return value.map(cloneJson) as T;
  }
  if (!isObject(value)) {
    return value;
  }
  const copy: JsonObject = {};
  for (const key in value) {
    if (value[key] !== undefined) {
      setField(copy, key, cloneJson(value[key]));
    }
  }
  return copy as T;
}

/** Sets a field of foreign data: `__proto__` becomes an ordinary field, as JSON.parse makes it. */
export function setField(object: JsonObject, key: string, value: unknown): void {
  if (key === '__proto__') {
    Object.defineProperty(object, key, { value, enumerable: true, configurable: true, writable: true });
  } else {
    object[key] = value;
  }
}

/** A field of the object itself, never one that it inherits. */
export function ownField(object: object, key: string): unknown {
  return Object.hasOwn(object, key) ? (object as JsonObject)[key] : undefined;
}
