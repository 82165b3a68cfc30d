import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { badRequest } from '../http/status.ts';
import { readWire, textOf, type WireField } from './wire.ts';

/** How a type's protobuf fields map to JSON; generated from the Go types (`scripts/protobuf`). */
interface TypeField {
  /** Field number. */
  readonly n: string;
  /** JSON name; empty when the fields of the type stand in the parent. */
  readonly j: string;
  readonly t: string;
  /** Repeated. */
  readonly r?: boolean;
  /** A map with string keys. */
  readonly m?: boolean;
  /** Left out of JSON when zero: protobuf writes the zeros of fields that are no pointers. */
  readonly z?: boolean;
}

interface Table {
  readonly kinds: Readonly<Record<string, string>>;
  /** The type of DeleteOptions, which belongs to every group. */
  readonly options: string;
  readonly types: Readonly<Record<string, readonly TypeField[]>>;
}

type Fields = Record<string, unknown>;

let table: Table | undefined;

/** Read when the first protobuf body comes: kubectl `create` and typed Go clients send them. */
function readTable(): Table {
  table ??= JSON.parse(readFileSync(join(import.meta.dirname, '../generated/protobuf.json'), 'utf8')) as Table;
  return table;
}

const magic = Buffer.from('k8s\0');

/** Reads the protobuf envelope of a built-in kind into plain data. */
export function decodeProtobuf(body: Uint8Array): Fields {
  const bytes = Buffer.from(body.buffer, body.byteOffset, body.byteLength);
  if (!bytes.subarray(0, 4).equals(magic)) {
    throw badRequest('provided data does not appear to be a protobuf message');
  }
  try {
    return decodeEnvelope(bytes.subarray(4));
  } catch (error) {
    throw error instanceof RangeError ? badRequest(`the protobuf body cannot be read: ${error.message}`) : error;
  }
}

/** `Unknown{1: TypeMeta{1: apiVersion, 2: kind}, 2: raw}` */
function decodeEnvelope(bytes: Buffer): Fields {
  let apiVersion = '';
  let kind = '';
  let raw: Buffer = Buffer.alloc(0);
  for (const field of readWire(bytes)) {
    if (field.number === 1) {
      for (const part of readWire(asBytes(field))) {
        apiVersion = part.number === 1 ? textOf(part) : apiVersion;
        kind = part.number === 2 ? textOf(part) : kind;
      }
    } else if (field.number === 2) {
      raw = asBytes(field);
    }
  }
  const { kinds, options } = readTable();
  const type = kind.endsWith('Options') ? options : kinds[`${apiVersion}/${kind}`];
  if (type === undefined) {
    throw badRequest(`no kind "${kind}" is registered for version "${apiVersion}" in protobuf`);
  }
  return { apiVersion, kind, ...decodeMessage(type, raw) };
}

function decodeMessage(type: string, bytes: Buffer): Fields {
  const known = readTable().types[type] ?? [];
  const object: Fields = {};
  for (const wire of readWire(bytes)) {
    const field = known.find(({ n }) => Number(n) === wire.number);
    if (field !== undefined) {
      addField(object, field, wire);
    }
  }
  return object;
}

function addField(object: Fields, field: TypeField, wire: WireField): void {
  if (field.m === true) {
    const [key, value] = decodeEntry(field.t, asBytes(wire));
    object[field.j] = { ...(object[field.j] as Fields | undefined), [key]: value };
    return;
  }
  const value = decodeValue(field.t, wire);
  if (field.j === '') {
    Object.assign(object, value);
  } else if (field.r === true) {
    object[field.j] = [...((object[field.j] as unknown[] | undefined) ?? []), value];
  } else if (value !== null && !(field.z === true && isZero(value))) {
    object[field.j] = value;
  }
}

function isZero(value: unknown): boolean {
  return value === '' || value === 0 || value === false;
}

function decodeEntry(type: string, bytes: Buffer): [string, unknown] {
  let key = '';
  let value: unknown = isScalar(type) ? scalarZero(type) : {};
  for (const part of readWire(bytes)) {
    if (part.number === 1) {
      key = textOf(part);
    } else if (part.number === 2) {
      value = decodeValue(type, part);
    }
  }
  return [key, value];
}

function isScalar(type: string): boolean {
  return ['string', 'bool', 'int', 'double', 'bytes', 'Quantity'].includes(type);
}

function scalarZero(type: string): unknown {
  return type === 'int' || type === 'double' ? 0 : type === 'bool' ? false : '';
}

function decodeValue(type: string, wire: WireField): unknown {
  switch (type) {
    case 'string':
      return textOf(wire);
    case 'int':
      return wire.number64 ?? 0;
    case 'bool':
      return wire.number64 !== 0;
    case 'double':
      return asBytes(wire).readDoubleLE(0);
    case 'bytes':
      return asBytes(wire).toString('base64');
    case 'Time':
    case 'MicroTime':
      return decodeTime(asBytes(wire), type === 'MicroTime');
    case 'Duration':
      return `${Number(firstNumber(asBytes(wire))) / 1e9}s`;
    case 'Quantity':
      return firstText(asBytes(wire));
    case 'IntOrString':
      return decodeIntOrString(asBytes(wire));
    case 'Raw':
      return decodeRaw(asBytes(wire));
    case 'Strings':
      return [...readWire(asBytes(wire))].map(textOf);
    case 'SchemaOrBool':
      return decodeSchemaOrBool(asBytes(wire));
    default:
      return decodeMessage(type, asBytes(wire));
  }
}

function asBytes(wire: WireField): Buffer {
  if (wire.bytes === undefined) {
    throw new RangeError(`field ${wire.number} has the wrong type`);
  }
  return wire.bytes;
}

function firstNumber(bytes: Buffer): number {
  return [...readWire(bytes)].find(({ number }) => number === 1)?.number64 ?? 0;
}

function firstText(bytes: Buffer): string {
  const found = [...readWire(bytes)].find(({ number }) => number === 1);
  return found === undefined ? '' : textOf(found);
}

/** No time at all is the year 1 in Go; it has no place in JSON. */
const zeroTime = -62_135_596_800;

function decodeTime(bytes: Buffer, micro: boolean): string | null {
  let seconds = 0;
  let nanos = 0;
  for (const { number, number64 } of readWire(bytes)) {
    seconds = number === 1 ? (number64 ?? 0) : seconds;
    nanos = number === 2 ? (number64 ?? 0) : nanos;
  }
  if (bytes.length === 0 || seconds === zeroTime) {
    return null;
  }
  const whole = new Date(seconds * 1000).toISOString().slice(0, 19);
  return micro ? `${whole}.${String(Math.floor(nanos / 1000)).padStart(6, '0')}Z` : `${whole}Z`;
}

function decodeIntOrString(bytes: Buffer): number | string {
  let isText = false;
  let value = 0;
  let text = '';
  for (const part of readWire(bytes)) {
    isText = part.number === 1 ? part.number64 === 1 : isText;
    value = part.number === 2 ? (part.number64 ?? 0) : value;
    text = part.number === 3 ? textOf(part) : text;
  }
  return isText ? text : value;
}

function decodeRaw(bytes: Buffer): unknown {
  const text = firstText(bytes);
  return text === '' ? null : (JSON.parse(text) as unknown);
}

function decodeSchemaOrBool(bytes: Buffer): unknown {
  const parts = [...readWire(bytes)];
  const schema = parts.find(({ number }) => number === 2);
  return schema === undefined
    ? parts.some(({ number, number64 }) => number === 1 && number64 === 1)
    : decodeMessage('apiextensions.v1.JSONSchemaProps', asBytes(schema));
}
