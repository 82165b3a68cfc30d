import { createReadStream, readFileSync } from 'node:fs';
import { Readable } from 'node:stream';
import { fault } from './faults.ts';
import { blockSize, formatTarHeader, paddingOf } from './tar-header.ts';

/** One entry of a layer. Paths are relative, with `/`, without `.` or `..` parts. */
export type LayerEntry =
  | { readonly path: string; readonly kind: 'directory'; readonly mode?: number }
  | { readonly path: string; readonly kind: 'symlink'; readonly target: string }
  | {
      readonly path: string;
      readonly kind: 'file';
      /** Default 0o644. */
      readonly mode?: number;
      readonly content: Uint8Array | { readonly file: string; readonly size: number };
    };

/** Layers have thousands of small files: they are given on in large pieces, one write for many. */
const pieceSize = 1024 * 1024;
/** A file up to this size is read at once: opening a stream costs more than reading it. */
const smallFile = 256 * 1024;

/** The tar of a layer, the same bytes for the same entries: sorted, times 0, owner 0. */
export function tarLayer(entries: Iterable<LayerEntry>): Readable {
  return Readable.from(inPieces(tarParts(sortEntries(entries))), { objectMode: false });
}

function sortEntries(entries: Iterable<LayerEntry>): LayerEntry[] {
  const sorted = [...entries].map((entry) => ({ entry, key: Buffer.from(entry.path) }));
  sorted.sort((a, b) => a.key.compare(b.key));
  let before: string | undefined;
  for (const { entry } of sorted) {
    if (!isSafePath(entry.path) || entry.path === before) {
      throw fault('OciLayerPathInvalid', { path: entry.path });
    }
    before = entry.path;
  }
  return sorted.map(({ entry }) => entry);
}

function isSafePath(path: string): boolean {
  return !path.includes('\0') && path.split('/').every((part) => part !== '' && part !== '.' && part !== '..');
}

async function* tarParts(entries: readonly LayerEntry[]): AsyncGenerator<Uint8Array> {
  for (const entry of entries) {
    const size = sizeOf(entry);
    yield formatTarHeader({
      name: entry.kind === 'directory' ? `${entry.path}/` : entry.path,
      type: entry.kind,
      mode: modeOf(entry),
      size,
      target: entry.kind === 'symlink' ? entry.target : '',
    });
    if (entry.kind === 'file') {
      yield* contentOf(entry.path, entry.content);
      yield paddingOf(size);
    }
  }
  yield Buffer.alloc(2 * blockSize);
}

function sizeOf(entry: LayerEntry): number {
  if (entry.kind !== 'file') {
    return 0;
  }
  return entry.content instanceof Uint8Array ? entry.content.length : entry.content.size;
}

function modeOf(entry: LayerEntry): number {
  switch (entry.kind) {
    case 'directory':
      return entry.mode ?? 0o755;
    case 'symlink':
      return 0o777;
    case 'file':
      return entry.mode ?? 0o644;
  }
}

/** A file that grew or shrank meanwhile would break the tar: it is a Fault. */
async function* contentOf(
  path: string,
  content: Uint8Array | { readonly file: string; readonly size: number },
): AsyncGenerator<Uint8Array> {
  if (content instanceof Uint8Array) {
    yield content;
    return;
  }
  let left = content.size;
  const source =
    left <= smallFile ? [readFileSync(content.file)] : createReadStream(content.file, { highWaterMark: pieceSize });
  for await (const chunk of source) {
    left -= (chunk as Buffer).length;
    if (left < 0) {
      break;
    }
    yield chunk as Buffer;
  }
  if (left !== 0) {
    throw fault('OciLayerFileChanged', { path });
  }
}

async function* inPieces(parts: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  let held: Uint8Array[] = [];
  let size = 0;
  for await (const part of parts) {
    held.push(part);
    size += part.length;
    if (size >= pieceSize) {
      yield Buffer.concat(held);
      held = [];
      size = 0;
    }
  }
  yield Buffer.concat(held);
}
