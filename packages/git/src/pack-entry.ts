import type { ObjectType } from './object.ts';

/** The head of one entry of a pack: its type, the size of what it inflates to, and its base. */
export interface PackEntryHead {
  readonly kind: ObjectType | 'ofs-delta' | 'ref-delta';
  readonly size: number;
  /** How far before this entry the base is (ofs-delta). */
  readonly distance: number;
  /** Name of the base (ref-delta). */
  readonly base: string;
  /** Bytes of the head. */
  readonly length: number;
}

const kinds: readonly (PackEntryHead['kind'] | undefined)[] = [
  undefined,
  'commit',
  'tree',
  'blob',
  'tag',
  undefined,
  'ofs-delta',
  'ref-delta',
];

/** Undefined where the bytes are not the head of an entry. */
export function parsePackEntryHead(bytes: Buffer, start: number): PackEntryHead | undefined {
  let at = start;
  let byte = bytes[at++];
  if (byte === undefined) {
    return undefined;
  }
  const kind = kinds[(byte >> 4) & 7];
  let size = byte & 15;
  for (let shift = 4; byte & 0x80; shift += 7) {
    byte = bytes[at++];
    if (byte === undefined || shift > 46) {
      return undefined;
    }
    size += (byte & 0x7f) * 2 ** shift;
  }
  if (kind === undefined) {
    return undefined;
  }
  if (kind === 'ref-delta') {
    const base = bytes.toString('hex', at, at + 20);
    return base.length === 40 ? { kind, size, distance: 0, base, length: at + 20 - start } : undefined;
  }
  if (kind !== 'ofs-delta') {
    return { kind, size, distance: 0, base: '', length: at - start };
  }
  const distance = parseDistance(bytes, at);
  return distance === undefined
    ? undefined
    : { kind, size, distance: distance.value, base: '', length: distance.end - start };
}

function parseDistance(bytes: Buffer, start: number): { value: number; end: number } | undefined {
  let at = start;
  let byte = bytes[at++];
  if (byte === undefined) {
    return undefined;
  }
  let value = byte & 0x7f;
  while (byte & 0x80) {
    byte = bytes[at++];
    if (byte === undefined || at - start > 8) {
      return undefined;
    }
    value = (value + 1) * 128 + (byte & 0x7f);
  }
  return { value, end: at };
}

const typeNumbers = { commit: 1, tree: 2, blob: 3, tag: 4 } as const satisfies Record<ObjectType, number>;

export function formatPackEntryHead(type: ObjectType, size: number): Buffer {
  const bytes: number[] = [];
  let rest = Math.floor(size / 16);
  let byte = (typeNumbers[type] << 4) | (size & 15);
  while (rest > 0) {
    bytes.push(byte | 0x80);
    byte = rest & 0x7f;
    rest = Math.floor(rest / 128);
  }
  bytes.push(byte);
  return Buffer.from(bytes);
}
