import { isYamlMap, plainOf, setKey, YamlScalar, type YamlMap, type YamlValue } from '@juanie/kube';
import { kustomizeMessages } from './faults.ts';
import { Refusal } from './refusal.ts';

/** What a value of a configuration file must look like, in the words of Go's JSON decoder. */
export type Shape =
  | { readonly type: 'string' | 'bool' | 'int' | 'any' }
  | { readonly type: 'list'; readonly of: Shape }
  | { readonly type: 'map'; readonly of: Shape }
  | { readonly type: 'struct'; readonly name: string; readonly fields: Readonly<Record<string, Shape>> };

export const string: Shape = { type: 'string' };
export const bool: Shape = { type: 'bool' };
export const int: Shape = { type: 'int' };
export const any: Shape = { type: 'any' };
export const list = (of: Shape): Shape => ({ type: 'list', of });
export const map = (of: Shape): Shape => ({ type: 'map', of });
export const struct = (name: string, fields: Record<string, Shape>): Shape => ({ type: 'struct', name, fields });

interface Decoding {
  readonly problems: Refusal[];
  readonly path: string;
  /** Unknown fields are refused. */
  readonly strict: boolean;
  /** Upstream's name of the field, as `Kustomization.images.name`. */
  readonly goPath: string;
  /** Upstream's name of the type that the field belongs to. */
  readonly struct: string;
}

/** Fields of generators that upstream keeps in types within their type. */
const embedded: Readonly<Record<string, string | undefined>> = {
  namespace: 'GeneratorArgs',
  name: 'GeneratorArgs',
  behavior: 'GeneratorArgs',
  options: 'GeneratorArgs',
  literals: 'GeneratorArgs.KvPairSources',
  files: 'GeneratorArgs.KvPairSources',
  envs: 'GeneratorArgs.KvPairSources',
  env: 'GeneratorArgs.KvPairSources',
};

/** Decodes a value by a shape as Go's JSON would, except that all problems are found and not only the first. */
export function decode(
  value: YamlValue,
  shape: Shape,
  options: { strict: boolean },
): { value: unknown; problems: Refusal[] } {
  const problems: Refusal[] = [];
  const goPath = shape.type === 'struct' ? shape.name : '';
  const decoded = decodeValue(value, shape, { problems, path: '', strict: options.strict, goPath, struct: goPath });
  return { value: decoded, problems };
}

function decodeValue(given: YamlValue, shape: Shape, at: Decoding): unknown {
  const value = given instanceof YamlScalar ? given.value : given;
  if (value === null) {
    return undefined;
  }
  switch (shape.type) {
    case 'any':
      return plainOf(value);
    case 'list':
      return Array.isArray(value) ? decodeList(value, shape.of, at) : refuse(value, `[]${goType(shape.of)}`, at);
    case 'map':
      return isYamlMap(value) ? decodeMap(value, shape.of, at) : refuse(value, `map[string]${goType(shape.of)}`, at);
    case 'struct':
      return isYamlMap(value)
        ? decodeStruct(value, shape.fields, { ...at, struct: shape.name })
        : refuse(value, `types.${shape.name}`, at);
    default:
      return decodeScalar(value, shape.type, at);
  }
}

function decodeScalar(
  value: Exclude<YamlValue, null | YamlScalar>,
  type: 'string' | 'bool' | 'int',
  at: Decoding,
): unknown {
  if (type === 'string') {
    return typeof value === 'string' ? value : refuse(value, 'string', at);
  }
  if (type === 'bool') {
    return typeof value === 'boolean' ? value : refuse(value, 'bool', at);
  }
  const isInteger = typeof value === 'bigint' || (typeof value === 'number' && Number.isInteger(value));
  return isInteger ? value : refuse(value, 'int64', at);
}

function decodeList(items: YamlValue[], of: Shape, at: Decoding): unknown[] {
  return items.map((item, index) => {
    const decoded = decodeValue(item, of, { ...at, path: `${at.path}[${index}]` });
    return decoded === undefined ? zeroOf(of) : decoded;
  });
}

/** What Go makes of a null in a list. */
function zeroOf(shape: Shape): unknown {
  switch (shape.type) {
    case 'string':
      return '';
    case 'bool':
      return false;
    case 'int':
      return 0;
    default:
      return shape.type === 'struct' ? {} : undefined;
  }
}

function decodeMap(given: YamlMap, of: Shape, at: Decoding): Record<string, unknown> {
  const decoded: Record<string, unknown> = {};
  for (const key of Object.keys(given)) {
    const value = decodeValue(given[key] as YamlValue, of, { ...at, path: join(at.path, key) });
    setKey(decoded, key, value === undefined ? zeroOf(of) : value);
  }
  return decoded;
}

function decodeStruct(given: YamlMap, fields: Readonly<Record<string, Shape>>, at: Decoding): Record<string, unknown> {
  const decoded: Record<string, unknown> = {};
  for (const key of Object.keys(given)) {
    const name = Object.hasOwn(fields, key)
      ? key
      : Object.keys(fields).find((each) => each.toLowerCase() === key.toLowerCase());
    const path = join(at.path, key);
    const shape = name === undefined ? undefined : fields[name];
    if (name === undefined || shape === undefined) {
      if (at.strict) {
        const said = kustomizeMessages('KustomizeFieldUnknown', { field: path });
        at.problems.push(new Refusal(`json: unknown field "${key}"`, { path }, said));
      }
      continue;
    }
    const goPath = join(
      at.goPath,
      embedded[name] !== undefined && fields.behavior !== undefined ? `${embedded[name]}.${name}` : name,
    );
    const value = decodeValue(given[key] as YamlValue, shape, { ...at, path, goPath });
    if (value !== undefined) {
      decoded[name] = value;
    }
  }
  return decoded;
}

function refuse(value: YamlValue, goName: string, at: Decoding): undefined {
  const type = Array.isArray(value)
    ? 'array'
    : typeof value === 'object'
      ? 'object'
      : typeof value === 'boolean'
        ? 'bool'
        : typeof value === 'string'
          ? 'string'
          : 'number';
  const root = at.goPath.split('.')[0] ?? '';
  const field = at.goPath.slice(root.length + 1);
  const where = field === '' ? `value of type ${goName}` : `struct field ${at.struct}.${field} of type ${goName}`;
  const said = kustomizeMessages('KustomizeFieldType', { field: at.path, wanted: goName, found: type });
  at.problems.push(new Refusal(`json: cannot unmarshal ${type} into Go ${where}`, { path: at.path }, said));
  return undefined;
}

function goType(shape: Shape): string {
  switch (shape.type) {
    case 'struct':
      return `types.${shape.name}`;
    case 'int':
      return 'int64';
    case 'any':
      return 'interface {}';
    case 'list':
      return `[]${goType(shape.of)}`;
    case 'map':
      return `map[string]${goType(shape.of)}`;
    default:
      return shape.type;
  }
}

function join(path: string, key: string): string {
  return path === '' ? key : `${path}.${key}`;
}
