import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { inflateSync } from 'node:zlib';
import { parseObjectType, type GitObject } from './object.ts';

export function loosePath(objectsDir: string, id: string): string {
  return join(objectsDir, id.slice(0, 2), id.slice(2));
}

/** Undefined when there is no such file; a RangeError when it is not a whole object. */
export function readLoose(objectsDir: string, id: string, maxSize: number): GitObject | undefined {
  let deflated: Buffer;
  try {
    deflated = readFileSync(loosePath(objectsDir, id));
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') {
      return undefined;
    }
    throw error;
  }
  return parseLoose(inflate(deflated, maxSize + 64));
}

function inflate(deflated: Buffer, maxOutputLength: number): Buffer {
  try {
    return inflateSync(deflated, { maxOutputLength });
  } catch (error) {
    throw new RangeError('does not inflate', { cause: error });
  }
}

function parseLoose(bytes: Buffer): GitObject {
  const end = bytes.indexOf(0);
  const [, type = '', size] =
    /^([a-z]+) ([0-9]+)$/.exec(bytes.toString('latin1', 0, Math.max(0, Math.min(end, 64)))) ?? [];
  const known = parseObjectType(type);
  if (known === undefined || Number(size) !== bytes.length - end - 1) {
    throw new RangeError('not a Git object');
  }
  return { type: known, data: bytes.subarray(end + 1) };
}
