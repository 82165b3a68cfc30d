import { cloneJson, isObject, ownField, setField, type JsonObject } from '../json.ts';

/**
 * JSON merge patch (RFC 7386): objects are merged, null takes a field away, everything else replaces.
 * What the patch does not name is shared with the target, which is not changed.
 */
export function applyMergePatch(target: unknown, patch: unknown): unknown {
  if (!isObject(patch)) {
    return cloneJson(patch);
  }
  const merged: JsonObject = isObject(target) ? { ...target } : {};
  for (const [key, value] of Object.entries(patch)) {
    if (value === null) {
      delete merged[key];
    } else if (value !== undefined) {
      setField(merged, key, applyMergePatch(Object.hasOwn(merged, key) ? merged[key] : undefined, value));
    }
  }
  return merged;
}

/** The smallest merge patch that makes `after` out of `before`; undefined when they are equal. */
export function createMergePatch(before: JsonObject, after: JsonObject): JsonObject | undefined {
  const patch: JsonObject = {};
  for (const key of Object.keys(before)) {
    if (ownField(after, key) === undefined && before[key] !== undefined) {
      setField(patch, key, null);
    }
  }
  for (const [key, value] of Object.entries(after)) {
    const change = changeOf(ownField(before, key), value);
    if (change !== undefined) {
      setField(patch, key, change);
    }
  }
  return Object.keys(patch).length === 0 ? undefined : patch;
}

function changeOf(before: unknown, after: unknown): unknown {
  if (isObject(before) && isObject(after)) {
    return createMergePatch(before, after);
  }
  return JSON.stringify(before) === JSON.stringify(after) ? undefined : after;
}
