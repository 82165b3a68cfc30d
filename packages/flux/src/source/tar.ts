/** One regular file or folder of an archive. */
export interface TarEntry {
  readonly path: string;
  /** Permission bits. */
  readonly mode: number;
  /** Absent: a folder. */
  readonly content?: Uint8Array;
}

const block = 512;

/** The bytes of a POSIX tar archive: no owners, no times, so that equal contents give equal bytes. */
export function* tarOf(entries: Iterable<TarEntry>): Generator<Uint8Array> {
  for (const entry of entries) {
    const name = entry.content === undefined ? `${entry.path}/` : entry.path;
    const split = splitName(name);
    if (split === undefined) {
      yield* record({ ...header('PaxHeaders.0/entry', 0o644, 'x') }, paxRecord('path', name));
    }
    const { prefix, rest } = split ?? { prefix: '', rest: [...name].slice(0, 90).join('').slice(0, 90) };
    const head = header(rest, entry.mode, entry.content === undefined ? '5' : '0');
    yield* record({ ...head, prefix }, entry.content ?? new Uint8Array());
  }
  yield new Uint8Array(2 * block);
}

interface Header {
  readonly name: string;
  readonly mode: number;
  readonly type: string;
  readonly prefix?: string;
}

function header(name: string, mode: number, type: string): Header {
  return { name, mode, type };
}

function* record(head: Header, content: Uint8Array): Generator<Uint8Array> {
  yield headerBytes(head, content.length);
  if (content.length > 0) {
    yield content;
    yield new Uint8Array((block - (content.length % block)) % block);
  }
}

function headerBytes({ name, mode, type, prefix = '' }: Header, size: number): Uint8Array {
  const bytes = Buffer.alloc(block);
  bytes.write(name, 0, 100);
  writeOctal(bytes, mode, { at: 100, length: 8 });
  writeOctal(bytes, 0, { at: 108, length: 8 });
  writeOctal(bytes, 0, { at: 116, length: 8 });
  writeOctal(bytes, size, { at: 124, length: 12 });
  writeOctal(bytes, 0, { at: 136, length: 12 });
  bytes.write('        ', 148);
  bytes.write(type, 156);
  bytes.write('ustar\u000000', 257);
  bytes.write(prefix, 345, 155);
  const sum = bytes.reduce((total, byte) => total + byte, 0);
  bytes.write(`${sum.toString(8).padStart(6, '0')}\0 `, 148);
  return bytes;
}

function writeOctal(bytes: Buffer, value: number, { at, length }: { at: number; length: number }): void {
  bytes.write(value.toString(8).padStart(length - 1, '0'), at);
}

/** A name in the two fields of a ustar header; undefined when it does not fit or is not plain. */
function splitName(name: string): { prefix: string; rest: string } | undefined {
  const isPlain = /^[\x20-\x7e]*$/.test(name);
  if (isPlain && name.length <= 100) {
    return { prefix: '', rest: name };
  }
  for (let at = name.indexOf('/'); isPlain && at >= 0 && at <= 155; at = name.indexOf('/', at + 1)) {
    if (at > 0 && name.length - at - 1 <= 100 && name.length > at + 1) {
      return { prefix: name.slice(0, at), rest: name.slice(at + 1) };
    }
  }
  return undefined;
}

/** `<length> key=value\n`, the length counting itself. */
function paxRecord(key: string, value: string): Uint8Array {
  const rest = ` ${key}=${value}\n`;
  const size = Buffer.byteLength(rest);
  const digits = [1, 2, 3, 4, 5].find((count) => String(size + count).length === count) ?? 6;
  return Buffer.from(`${size + digits}${rest}`);
}
