import { createHash, randomUUID } from 'node:crypto';
import { open, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { crc32 } from 'node:zlib';
import { deflateObject } from './deflate.ts';
import { syncDirectory } from './durable.ts';
import type { NamedObject } from './object.ts';
import { formatPackEntryHead } from './pack-entry.ts';
import { formatPackIndex, type IndexedEntry } from './pack-index.ts';

export interface BuiltPack {
  readonly name: string;
  readonly pack: Buffer;
  readonly index: Buffer;
}

/** An object, with its deflated bytes where they are known already. */
export type ObjectToPack = NamedObject & { readonly deflated?: Buffer };

/** Objects after which others get a turn: a first import has tens of thousands. */
const turn = 500;

/** A pack of whole objects (no deltas) and its index. The repack makes deltas later. */
export async function buildPack(objects: readonly ObjectToPack[]): Promise<BuiltPack> {
  const head = Buffer.from('PACK\0\0\0\u0002\0\0\0\0', 'latin1');
  head.writeUInt32BE(objects.length, 8);
  const parts: Buffer[] = [head];
  const entries: IndexedEntry[] = [];
  let offset = head.length;
  for (const { id, type, data, deflated } of objects) {
    const entry = Buffer.concat([formatPackEntryHead(type, data.length), deflated ?? deflateObject(data)]);
    entries.push({ id, crc: crc32(entry), offset });
    parts.push(entry);
    offset += entry.length;
    if (entries.length % turn === 0) {
      await nextTurn();
    }
  }
  const body = Buffer.concat(parts);
  const checksum = createHash('sha1').update(body).digest();
  return {
    name: `pack-${checksum.toString('hex')}`,
    pack: Buffer.concat([body, checksum]),
    index: formatPackIndex(entries, checksum),
  };
}

/**
 * On disk when it returns. Written aside first, where a restart clears away what a crash left. The index comes last:
 * without it git does not see the pack.
 */
export async function storePack(
  repository: { dir: string; asideDir: string },
  { name, pack, index }: BuiltPack,
): Promise<void> {
  const dir = join(repository.dir, 'objects/pack');
  const aside = join(repository.asideDir, randomUUID());
  try {
    await Promise.all([writeSynced(`${aside}.pack`, pack), writeSynced(`${aside}.idx`, index)]);
    await rename(`${aside}.pack`, join(dir, `${name}.pack`));
    await rename(`${aside}.idx`, join(dir, `${name}.idx`));
  } catch (error) {
    // A full disk must not stay full of what was not stored.
    await Promise.all([rm(`${aside}.pack`, { force: true }), rm(`${aside}.idx`, { force: true })]);
    throw error;
  }
  await syncDirectory(dir);
}

async function writeSynced(path: string, bytes: Buffer): Promise<void> {
  const file = await open(path, 'wx', 0o444);
  try {
    await file.writeFile(bytes);
    await file.datasync();
  } finally {
    await file.close();
  }
}
