import { createReadStream } from 'node:fs';
import { Readable } from 'node:stream';
import { pack, type Header, type Pack } from 'tar-stream';
import { fault } from './faults.ts';

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

type EntryHeader = Partial<Header> & Pick<Header, 'name'>;

/** The tar of a layer, the same bytes for the same entries: sorted, mtime 0, owner 0. */
export function tarLayer(entries: Iterable<LayerEntry>): Readable {
  const sorted = sortEntries(entries);
  const tar = pack();
  const out = Readable.from(tar as unknown as AsyncIterable<Uint8Array>, { objectMode: false });
  void writeEntries(tar, sorted).catch((error: unknown) =>
    tar.destroy(error instanceof Error ? error : new Error(String(error))),
  );
  return out;
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

async function writeEntries(tar: Pack, entries: readonly LayerEntry[]): Promise<void> {
  for (const entry of entries) {
    if (entry.kind === 'file' && !(entry.content instanceof Uint8Array)) {
      await writeFromDisk(tar, headerOf(entry), entry.content.file);
    } else {
      const bytes = entry.kind === 'file' ? Buffer.from(entry.content as Uint8Array) : undefined;
      await new Promise<void>((resolve, reject) => {
        const done = (error?: Error | null) => (error ? reject(error) : resolve());
        if (bytes === undefined) {
          tar.entry(headerOf(entry), done);
        } else {
          tar.entry(headerOf(entry), bytes, done);
        }
      });
    }
  }
  tar.finalize();
}

function headerOf(entry: LayerEntry): EntryHeader {
  const owner = { mtime: new Date(0), uid: 0, gid: 0, uname: '', gname: '' };
  switch (entry.kind) {
    case 'directory':
      return { ...owner, name: `${entry.path}/`, type: 'directory', mode: entry.mode ?? 0o755 };
    case 'symlink':
      return { ...owner, name: entry.path, type: 'symlink', linkname: entry.target, mode: 0o777 };
    case 'file': {
      const size = entry.content instanceof Uint8Array ? entry.content.length : entry.content.size;
      return { ...owner, name: entry.path, type: 'file', mode: entry.mode ?? 0o644, size };
    }
  }
}

/** A file that grew or shrank meanwhile would break the tar: it is a Fault. */
function writeFromDisk(tar: Pack, header: EntryHeader, file: string): Promise<void> {
  return new Promise((resolve, reject) => {
    const entry = tar.entry(header, (error) => (error ? reject(error) : resolve()));
    // Ending the tar ends the entry with the same error; it is told once, by the tar.
    entry.on('error', () => undefined);
    let left = header.size ?? 0;
    const source = createReadStream(file, { highWaterMark: 256 * 1024 });
    source.on('error', reject);
    source.on('data', (chunk) => {
      left -= chunk.length;
      if (left < 0) {
        source.destroy(fault('OciLayerFileChanged', { path: header.name }));
      } else if (!entry.write(chunk)) {
        source.pause();
        entry.once('drain', () => source.resume());
      }
    });
    source.on('end', () => {
      if (left === 0) {
        entry.end(null);
      } else {
        reject(fault('OciLayerFileChanged', { path: header.name }));
      }
    });
  });
}
