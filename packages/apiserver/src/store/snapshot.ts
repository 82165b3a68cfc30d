import { open, readdir, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { fault } from '../faults.ts';
import { encodeHead, readRecord, type LogRecord } from './record.ts';

const snapshotName = /^snapshot-(\d{16})$/;
const logName = /^log-(\d{16})$/;
const chunkBytes = 1024 * 1024;
const longestWindow = 64 * 1024 * 1024;

/** What was found on disk. */
export interface Recovered {
  /** The newest revision in any file. */
  readonly revision: number;
  /** Where the journal goes on: the last segment, up to its last whole record. */
  readonly segment: { readonly firstRevision: number; readonly size: number };
  /** The revision of the snapshot that was loaded; 0 without one. */
  readonly base: number;
}

/** Writes all live objects beside the old files and makes them current in one rename. */
export async function writeSnapshot(dir: string, revision: number, records: Iterable<LogRecord>): Promise<void> {
  const name = join(dir, `snapshot-${String(revision).padStart(16, '0')}`);
  const file = await open(`${name}.tmp`, 'w', 0o600);
  try {
    let parts: Buffer[] = [];
    let size = 0;
    for (const record of records) {
      const head = encodeHead(record);
      parts.push(head, record.body);
      size += head.length + record.body.length;
      if (size >= chunkBytes) {
        await file.appendFile(Buffer.concat(parts));
        parts = [];
        size = 0;
      }
    }
    await file.appendFile(Buffer.concat(parts));
    await file.datasync();
  } finally {
    await file.close();
  }
  await rename(`${name}.tmp`, name);
  await syncDir(dir);
}

export async function syncDir(dir: string): Promise<void> {
  const handle = await open(dir, 'r');
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}

/** Removes the snapshots and segments that a newer snapshot made superfluous. */
export async function removeOlder(dir: string, revision: number): Promise<void> {
  const files = await listFiles(dir);
  const old = [
    ...files.snapshots.filter((found) => found.revision < revision),
    ...files.segments.filter((found) => found.revision <= revision),
  ];
  for (const { name } of old) {
    await rm(join(dir, name), { force: true });
  }
}

/** Reads the newest snapshot and every segment after it, telling each record in order. */
export async function readFiles(
  dir: string,
  onRecord: (record: LogRecord, from: 'snapshot' | 'log') => void,
): Promise<Recovered> {
  const { snapshots, segments, partial } = await listFiles(dir);
  for (const name of partial) {
    await rm(join(dir, name), { force: true });
  }
  const snapshot = snapshots.at(-1);
  const base = snapshot?.revision ?? 0;
  if (snapshot !== undefined) {
    await readWhole(join(dir, snapshot.name), (record) => onRecord(record, 'snapshot'));
  }
  let revision = base;
  let segment = { firstRevision: base + 1, size: 0 };
  for (const { name, revision: firstRevision } of segments.filter((found) => found.revision > base)) {
    const size = await readWhole(join(dir, name), (record) => {
      if (record.revision !== revision + 1) {
        throw fault('KubeStoreDamaged', { file: join(dir, name), revision: revision + 1 });
      }
      revision = record.revision;
      onRecord(record, 'log');
    });
    segment = { firstRevision, size };
  }
  return { revision, segment, base };
}

/** Tells every whole record of a file, read in pieces; answers where the last one ends. */
async function readWhole(path: string, onRecord: (record: LogRecord) => void): Promise<number> {
  const file = await open(path, 'r');
  try {
    let end = 0;
    let window = chunkBytes;
    for (;;) {
      const buffer = Buffer.allocUnsafe(window);
      const { bytesRead } = await file.read(buffer, 0, window, end);
      const used = tellRecords(buffer.subarray(0, bytesRead), onRecord);
      end += used;
      if (bytesRead < window && used === 0) {
        return end;
      }
      // A record longer than the window needs a wider one; the end of the file is reached when that does not help.
      if (used === 0 && window > longestWindow) {
        return end;
      }
      window = used === 0 ? window * 4 : chunkBytes;
    }
  } finally {
    await file.close();
  }
}

function tellRecords(data: Buffer, onRecord: (record: LogRecord) => void): number {
  let at = 0;
  for (let found = readRecord(data, at); found !== undefined; found = readRecord(data, at)) {
    onRecord(found.record);
    at = found.end;
  }
  return at;
}

interface Found {
  readonly name: string;
  readonly revision: number;
}

async function listFiles(dir: string): Promise<{ snapshots: Found[]; segments: Found[]; partial: string[] }> {
  const names = (await readdir(dir)).toSorted();
  const pick = (pattern: RegExp) =>
    names.flatMap((name) => {
      const match = pattern.exec(name);
      return match === null ? [] : [{ name, revision: Number(match[1]) }];
    });
  return {
    snapshots: pick(snapshotName),
    segments: pick(logName),
    partial: names.filter((name) => name.endsWith('.tmp')),
  };
}
