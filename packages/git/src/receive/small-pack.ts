import { createHash } from 'node:crypto';
import { inflateSync } from 'node:zlib';
import { applyDelta } from '../delta.ts';
import { nameObject, type NamedObject, type ObjectSource, type ObjectType } from '../object.ts';
import { parsePackEntryHead, type PackEntryHead } from '../pack-entry.ts';
import type { ObjectToPack } from '../pack-write.ts';

/** A pack no larger than this is taken apart here; a larger one is work for git. */
export const smallPackBytes = 512 * 1024;
const smallPackObjects = 1000;
const smallPackInflated = 8 * 1024 * 1024;

interface Entry {
  readonly head: PackEntryHead;
  readonly offset: number;
  readonly data: Buffer;
  readonly deflated: Buffer;
}

/**
 * The objects of a small and sound pack, by id, without git. Undefined where anything is out of the ordinary:
 * then git is to take the pack, and to say what is wrong with it.
 */
export function parseSmallPack(pack: Buffer, stored: ObjectSource): Map<string, ObjectToPack> | undefined {
  const entries = parseEntries(pack);
  if (entries === undefined) {
    return undefined;
  }
  const whole: Resolved = { byOffset: new Map(), byId: new Map(), budget: smallPackInflated };
  let waiting = entries;
  // Bases mostly come before what is made from them; a ref-delta may come before its base.
  while (waiting.length > 0) {
    const left = waiting.filter((entry) => !resolveEntry(entry, whole, stored));
    if (left.length === waiting.length || whole.budget < 0) {
      return undefined;
    }
    waiting = left;
  }
  return whole.byId;
}

interface Resolved {
  readonly byOffset: Map<number, NamedObject>;
  readonly byId: Map<string, ObjectToPack>;
  budget: number;
}

function parseEntries(pack: Buffer): Entry[] | undefined {
  const end = pack.length - 20;
  const count = end < 12 ? -1 : pack.readUInt32BE(8);
  const isPack = count >= 0 && pack.toString('latin1', 0, 4) === 'PACK' && pack.readUInt32BE(4) === 2;
  if (
    !isPack ||
    count > smallPackObjects ||
    !createHash('sha1').update(pack.subarray(0, end)).digest().equals(pack.subarray(end))
  ) {
    return undefined;
  }
  const entries: Entry[] = [];
  let offset = 12;
  let budget = smallPackInflated;
  for (let left = count; left > 0; left--) {
    const entry = parseEntry(pack.subarray(0, end), offset, budget);
    if (entry === undefined) {
      return undefined;
    }
    entries.push(entry);
    budget -= entry.data.length;
    offset += entry.head.length + entry.deflated.length;
  }
  return offset === end ? entries : undefined;
}

function parseEntry(bytes: Buffer, offset: number, budget: number): Entry | undefined {
  const head = parsePackEntryHead(bytes, offset);
  if (head === undefined || head.size > budget) {
    return undefined;
  }
  const start = offset + head.length;
  try {
    const chunkSize = Math.max(64, Math.min(head.size + 1, 65_536));
    const inflated = inflateSync(bytes.subarray(start), {
      info: true,
      maxOutputLength: Math.max(head.size, 1),
      chunkSize,
    });
    // @types/node describes the answer without `info`.
    const { buffer: data, engine } = inflated as unknown as { buffer: Buffer; engine: { bytesWritten: number } };
    return data.length === head.size
      ? { head, offset, data, deflated: bytes.subarray(start, start + engine.bytesWritten) }
      : undefined;
  } catch {
    return undefined;
  }
}

/** False while its base is not known. */
function resolveEntry({ head, offset, data, deflated }: Entry, whole: Resolved, stored: ObjectSource): boolean {
  if (head.kind !== 'ofs-delta' && head.kind !== 'ref-delta') {
    const object = nameObject(head.kind, data);
    whole.byOffset.set(offset, object);
    whole.byId.set(object.id, { ...object, deflated });
    return true;
  }
  const base =
    head.kind === 'ofs-delta' ? whole.byOffset.get(offset - head.distance) : findBase(head.base, whole, stored);
  const made = base === undefined ? undefined : applySafely(base, data);
  if (made === undefined) {
    return false;
  }
  whole.budget -= made.data.length;
  whole.byOffset.set(offset, made);
  whole.byId.set(made.id, made);
  return true;
}

function findBase(id: string, whole: Resolved, stored: ObjectSource) {
  return whole.byId.get(id) ?? stored.find(id);
}

function applySafely(base: { type: ObjectType; data: Buffer }, delta: Buffer): NamedObject | undefined {
  try {
    return nameObject(base.type, applyDelta(base.data, delta));
  } catch {
    return undefined;
  }
}
