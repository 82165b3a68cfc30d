import { isYamlMap, setKey, YamlScalar, type YamlMap, type YamlValue } from '@juanie/kube';
import { Refusal } from './refusal.ts';
import { copyOf, isMissingOrNull } from './value.ts';

/** One operation of RFC 6902. */
export interface JsonOperation {
  readonly op: string;
  readonly path: string | undefined;
  readonly from: string | undefined;
  readonly value: YamlValue;
}

type Holder = YamlMap | YamlValue[];

/** Operations out of decoded YAML or JSON, as evanphx/json-patch takes them. */
export function parseJsonPatch(value: YamlValue): JsonOperation[] {
  if (isMissingOrNull(value)) {
    return [];
  }
  if (!Array.isArray(value)) {
    const found = isYamlMap(value) ? 'object' : typeof value;
    throw new Refusal(`json: cannot unmarshal ${found} into Go value of type jsonpatch.Patch`);
  }
  return value.map((item) => {
    if (!isYamlMap(item)) {
      throw new Refusal('json: cannot unmarshal into Go value of type jsonpatch.Operation');
    }
    const text = (field: string): string | undefined => (typeof item[field] === 'string' ? item[field] : undefined);
    return { op: text('op') ?? 'unknown', path: text('path'), from: text('from'), value: plain(item.value ?? null) };
  });
}

/** What a document becomes on its way through Go's JSON: nulls are nulls, numbers floats. */
export function plain(value: YamlValue): YamlValue {
  if (typeof value !== 'object' || value === null) {
    return typeof value === 'bigint' ? Number(value) : value;
  }
  if (value instanceof YamlScalar) {
    return typeof value.value === 'bigint' ? Number(value.value) : value.value;
  }
  if (Array.isArray(value)) {
    return value.map(plain);
  }
  const result: YamlMap = {};
  for (const key of Object.keys(value)) {
    setKey(result, key, plain(value[key] as YamlValue));
  }
  return result;
}

/** Applies the operations in order to a copy; the first that fails ends it. */
export function applyJsonPatch(document: YamlMap, operations: readonly JsonOperation[]): YamlMap {
  const root = { document: plain(document) };
  for (const operation of operations) {
    apply(root, operation);
  }
  if (!isYamlMap(root.document)) {
    throw new Refusal('json: cannot unmarshal array into Go value of type map[string]interface {}');
  }
  return root.document;
}

interface Root {
  document: YamlValue;
}

function apply(root: Root, operation: JsonOperation): void {
  const { op } = operation;
  switch (op) {
    case 'add':
      add(root, pathOf(operation), copyOf(operation.value));
      return;
    case 'remove': {
      const place = find(
        root,
        pathOf(operation),
        `remove operation does not apply: doc is missing path: "${pathOf(operation)}": missing value`,
      );
      removeAt(place, `error in remove for path: '${pathOf(operation)}'`);
      return;
    }
    case 'replace':
      replace(root, pathOf(operation), copyOf(operation.value));
      return;
    case 'move':
    case 'copy':
      transfer(root, operation);
      return;
    case 'test':
      test(root, pathOf(operation), operation.value);
      return;
    default:
      throw new Refusal(`Unexpected kind: ${op}`);
  }
}

function pathOf({ op, path }: JsonOperation): string {
  if (path === undefined) {
    throw new Refusal(`${op} operation failed to decode path: missing value`);
  }
  return path;
}

interface Place {
  readonly holder: Holder;
  readonly key: string;
}

function find(root: Root, path: string, otherwise: string): Place {
  const parts = path.split('/').map((part) => part.replaceAll('~1', '/').replaceAll('~0', '~'));
  const key = parts.pop();
  if (key === undefined || parts.length === 0) {
    throw new Refusal(otherwise);
  }
  let holder: YamlValue = root.document;
  for (const part of parts.slice(1)) {
    const next: YamlValue | undefined = Array.isArray(holder)
      ? holder[indexIn(holder, part) ?? -1]
      : isYamlMap(holder) && Object.hasOwn(holder, part)
        ? holder[part]
        : undefined;
    if (!Array.isArray(next) && !isYamlMap(next)) {
      throw new Refusal(otherwise);
    }
    holder = next;
  }
  return { holder: holder as Holder, key };
}

function indexIn(list: YamlValue[], key: string): number | undefined {
  if (!/^[-+]?\d+$/.test(key)) {
    return undefined;
  }
  const index = Number(key) < 0 ? Number(key) + list.length : Number(key);
  return index >= 0 && index < list.length ? index : undefined;
}

function badIndex(key: string): string {
  return /^[-+]?\d+$/.test(key)
    ? `Unable to access invalid index: ${Number(key)}: invalid index referenced`
    : `strconv.Atoi: parsing "${key}": invalid syntax`;
}

function add(root: Root, path: string, value: YamlValue): void {
  const place = find(root, path, `add operation does not apply: doc is missing path: "${path}": missing value`);
  insert(place, value, `error in add for path: '${path}'`);
}

function insert({ holder, key }: Place, value: YamlValue, prefix: string): void {
  if (!Array.isArray(holder)) {
    setKey(holder, key, value);
    return;
  }
  if (key === '-') {
    holder.push(value);
    return;
  }
  if (!/^[-+]?\d+$/.test(key)) {
    throw new Refusal(
      `${prefix}: value was not a proper array index: '${key}': strconv.Atoi: parsing "${key}": invalid syntax`,
    );
  }
  const index = Number(key) < 0 ? Number(key) + holder.length + 1 : Number(key);
  if (index < 0 || index > holder.length) {
    throw new Refusal(`${prefix}: ${badIndex(key)}`);
  }
  holder.splice(index, 0, value);
}

function removeAt({ holder, key }: Place, prefix: string): YamlValue {
  if (Array.isArray(holder)) {
    const index = indexIn(holder, key);
    if (index === undefined) {
      throw new Refusal(`${prefix}: ${badIndex(key)}`);
    }
    return holder.splice(index, 1)[0] as YamlValue;
  }
  if (!Object.hasOwn(holder, key)) {
    throw new Refusal(`${prefix}: Unable to remove nonexistent key: ${key}: missing value`);
  }
  const value = holder[key] as YamlValue;
  delete holder[key];
  return value;
}

function replace(root: Root, path: string, value: YamlValue): void {
  if (path === '') {
    if (!Array.isArray(value) && !isYamlMap(value)) {
      throw new Refusal('replace operation value must be object or array: %!w(<nil>)');
    }
    root.document = value;
    return;
  }
  const { holder, key } = find(
    root,
    path,
    `replace operation does not apply: doc is missing path: ${path}: missing value`,
  );
  if (!Array.isArray(holder)) {
    setKey(holder, key, value);
    return;
  }
  const index = indexIn(holder, key);
  if (index === undefined) {
    throw new Refusal(`replace operation does not apply: doc is missing key: ${path}: missing value`);
  }
  holder[index] = value;
}

function transfer(root: Root, operation: JsonOperation): void {
  const { op, from = '' } = operation;
  const place = find(root, from, `${op} operation does not apply: doc is missing from path: ${from}: missing value`);
  const value =
    op === 'move'
      ? removeAt(place, `error in move for path: '${place.key}'`)
      : copyOf(valueAt(place, `error in copy for from: '${from}'`));
  const path = pathOf(operation);
  const target = find(
    root,
    path,
    `${op} operation does not apply: doc is missing destination path: ${path}: missing value`,
  );
  insert(target, value, op === 'move' ? `error in move for path: '${path}'` : 'error while adding value during copy');
}

function valueAt({ holder, key }: Place, prefix: string): YamlValue {
  if (!Array.isArray(holder)) {
    return Object.hasOwn(holder, key) ? (holder[key] as YamlValue) : null;
  }
  const index = indexIn(holder, key);
  if (index === undefined) {
    throw new Refusal(`${prefix}: ${badIndex(key)}`);
  }
  return holder[index] as YamlValue;
}

function test(root: Root, path: string, value: YamlValue): void {
  const failed = `testing value ${path} failed: test failed`;
  if (path === '') {
    if (!isSame(root.document, value)) {
      throw new Refusal(failed);
    }
    return;
  }
  const place = find(root, path, `test operation does not apply: is missing path: ${path}: missing value`);
  if (!isSame(valueAt(place, `error in test for path: '${path}'`), value)) {
    throw new Refusal(failed);
  }
}

function isSame(a: YamlValue, b: YamlValue): boolean {
  if (Array.isArray(a) && Array.isArray(b)) {
    return a.length === b.length && a.every((item, at) => isSame(item, b[at] as YamlValue));
  }
  if (isYamlMap(a) && isYamlMap(b)) {
    const keys = Object.keys(a);
    return (
      keys.length === Object.keys(b).length &&
      keys.every((key) => Object.hasOwn(b, key) && isSame(a[key] as YamlValue, b[key] as YamlValue))
    );
  }
  return a === b;
}
