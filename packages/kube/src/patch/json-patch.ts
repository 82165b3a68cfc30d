import { fault } from '../faults.ts';
import { cloneJson, equalJson, isObject, setField, type JsonObject } from '../json.ts';

export type JsonPatchOperation =
  | { readonly op: 'add' | 'replace' | 'test'; readonly path: string; readonly value: unknown }
  | { readonly op: 'remove'; readonly path: string }
  | { readonly op: 'move' | 'copy'; readonly from: string; readonly path: string };

/** As the API server allows. */
const maxOperations = 10_000;

/**
 * JSON patch (RFC 6902) as the API server applies it: a negative index counts from the end, `replace`
 * of an absent field adds it. All or nothing; the document is not changed. Throws JsonPatchInvalid for
 * what is no patch, JsonPatchFailed (upstream's words) where it does not fit.
 */
export function applyJsonPatch(document: unknown, patch: unknown): unknown {
  const operations = parseJsonPatch(patch);
  let root = cloneJson(document);
  for (const operation of operations) {
    root = applyOperation(root, operation);
  }
  return root;
}

export function parseJsonPatch(patch: unknown): readonly JsonPatchOperation[] {
  if (!Array.isArray(patch)) {
    throw fault('JsonPatchInvalid', { why: 'json: cannot unmarshal object into Go value of type jsonpatch.Patch' });
  }
  if (patch.length > maxOperations) {
    const why = `The allowed maximum operations in a JSON patch is ${maxOperations}, got ${patch.length}`;
    throw fault('JsonPatchInvalid', { why });
  }
  return patch.map(parseOperation);
}

function parseOperation(operation: unknown): JsonPatchOperation {
  if (!isObject(operation)) {
    throw fault('JsonPatchInvalid', { why: 'json: cannot unmarshal into Go value of type jsonpatch.Operation' });
  }
  const { op, path, from } = operation;
  if (typeof op !== 'string' || !['add', 'copy', 'move', 'remove', 'replace', 'test'].includes(op)) {
    throw failed(`Unexpected kind: ${String(op ?? 'unknown')}`);
  }
  if ((op === 'move' || op === 'copy') && typeof from !== 'string') {
    throw failed(`${op} operation failed to decode from: operation, missing from field: missing value`);
  }
  if (typeof path !== 'string') {
    throw failed(`${op} operation failed to decode path: missing value`);
  }
  const value = operation.value === undefined ? null : operation.value;
  return { ...operation, value } as JsonPatchOperation;
}

function applyOperation(root: unknown, operation: JsonPatchOperation): unknown {
  switch (operation.op) {
    case 'add':
      return add(root, operation.path, cloneJson(operation.value));
    case 'remove':
      return remove(root, operation.path);
    case 'replace':
      return replace(root, operation.path, cloneJson(operation.value));
    case 'test':
      return test(root, operation.path, operation.value);
    case 'move':
      return move(root, operation);
    case 'copy':
      return copy(root, operation);
  }
}

interface Place {
  readonly holder: JsonObject | unknown[];
  readonly key: string;
}

/** The container of the last step; undefined when it is not there. */
function find(root: unknown, pointer: string): Place | undefined {
  const steps = pointer.split('/').map((step) => step.replaceAll('~1', '/').replaceAll('~0', '~'));
  const key = steps.at(-1);
  let at: unknown = root;
  for (const step of steps.slice(1, -1)) {
    at = isObject(at) || Array.isArray(at) ? child(at, step) : undefined;
  }
  return steps.length >= 2 && key !== undefined && (isObject(at) || Array.isArray(at))
    ? { holder: at, key }
    : undefined;
}

function child(holder: JsonObject | unknown[], key: string): unknown {
  if (!Array.isArray(holder)) {
    return Object.hasOwn(holder, key) ? holder[key] : undefined;
  }
  const index = Number(key);
  return isIndex(key) ? holder[index < 0 ? index + holder.length : index] : undefined;
}

function isIndex(key: string): boolean {
  return /^[+-]?\d+$/.test(key);
}

/** The position in a list of the given length; throws upstream's text for one outside. */
function indexOf(key: string, length: number, said: (why: string) => string = (why) => why): number {
  if (!isIndex(key)) {
    throw failed(said(`strconv.Atoi: parsing ${JSON.stringify(key)}: invalid syntax`));
  }
  const index = Number(key);
  if (index >= length || index < -length) {
    throw failed(said(`Unable to access invalid index: ${index}: invalid index referenced`));
  }
  return index < 0 ? index + length : index;
}

function add(root: unknown, path: string, value: unknown): unknown {
  const place = find(root, path);
  if (place === undefined) {
    throw failed(`add operation does not apply: doc is missing path: "${path}": missing value`);
  }
  insert(place, value, (why) => `error in add for path: '${path}': ${why}`);
  return root;
}

function insert({ holder, key }: Place, value: unknown, said: (why: string) => string): void {
  if (!Array.isArray(holder)) {
    setField(holder, key, value);
  } else if (key === '-') {
    holder.push(value);
  } else if (isIndex(key)) {
    holder.splice(indexOf(key, holder.length + 1, said), 0, value);
  } else {
    const why = `strconv.Atoi: parsing ${JSON.stringify(key)}: invalid syntax`;
    throw failed(said(`value was not a proper array index: '${key}': ${why}`));
  }
}

function remove(root: unknown, path: string): unknown {
  const place = find(root, path);
  if (place === undefined) {
    throw failed(`remove operation does not apply: doc is missing path: "${path}": missing value`);
  }
  takeOut(place, (why) => `error in remove for path: '${path}': ${why}`);
  return root;
}

function takeOut({ holder, key }: Place, said: (why: string) => string): void {
  if (Array.isArray(holder)) {
    holder.splice(indexOf(key, holder.length, said), 1);
  } else if (Object.hasOwn(holder, key)) {
    delete holder[key];
  } else {
    throw failed(said(`Unable to remove nonexistent key: ${key}: missing value`));
  }
}

function replace(root: unknown, path: string, value: unknown): unknown {
  if (path === '') {
    if (!isObject(value) && !Array.isArray(value)) {
      throw failed('replace operation value must be object or array: %!w(<nil>)');
    }
    return value;
  }
  const place = find(root, path);
  if (place === undefined) {
    throw failed(`replace operation does not apply: doc is missing path: ${path}: missing value`);
  }
  const { holder, key } = place;
  if (Array.isArray(holder)) {
    const missing = `replace operation does not apply: doc is missing key: ${path}: missing value`;
    holder[indexOf(key, holder.length, () => missing)] = value;
  } else {
    setField(holder, key, value);
  }
  return root;
}

function test(root: unknown, path: string, value: unknown): unknown {
  const place = path === '' ? undefined : find(root, path);
  if (path !== '' && place === undefined) {
    throw failed(`test operation does not apply: is missing path: ${path}: missing value`);
  }
  const present = place === undefined ? root : read(place, (why) => `error in test for path: '${path}': ${why}`);
  if (!equalJson(present ?? null, value ?? null)) {
    throw failed(`testing value ${path} failed: test failed`);
  }
  return root;
}

function read({ holder, key }: Place, said: (why: string) => string): unknown {
  return Array.isArray(holder) ? holder[indexOf(key, holder.length, said)] : child(holder, key);
}

function move(root: unknown, { from, path }: { from: string; path: string }): unknown {
  const source = find(root, from);
  if (source === undefined) {
    throw failed(`move operation does not apply: doc is missing from path: ${from}: missing value`);
  }
  const said = (why: string): string => `error in move for path: '${source.key}': ${why}`;
  const value = read(source, said);
  takeOut(source, said);
  const target = find(root, path);
  if (target === undefined) {
    throw failed(`move operation does not apply: doc is missing destination path: ${path}: missing value`);
  }
  insert(target, value, (why) => `error in move for path: '${path}': ${why}`);
  return root;
}

function copy(root: unknown, { from, path }: { from: string; path: string }): unknown {
  const source = find(root, from);
  if (source === undefined) {
    throw failed(`copy operation does not apply: doc is missing from path: ${from}: missing value`);
  }
  const value = cloneJson(read(source, (why) => `error in copy for from: '${from}': ${why}`) ?? null);
  const target = find(root, path);
  if (target === undefined) {
    throw failed(`copy operation does not apply: doc is missing destination path: ${path}: missing value`);
  }
  insert(target, value, (why) => `error while adding value during copy: ${why}`);
  return root;
}

function failed(why: string): Error {
  return fault('JsonPatchFailed', { why });
}
