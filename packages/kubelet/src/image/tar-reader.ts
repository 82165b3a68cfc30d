/** One entry of a tar: ustar with the pax and GNU extensions for long names and large files. */
export interface TarEntry {
  readonly name: string;
  readonly kind: 'file' | 'directory' | 'symlink' | 'link' | 'other';
  /** The type byte, for what is `other`. */
  readonly type: string;
  readonly mode: number;
  readonly size: number;
  /** Of a link. */
  readonly target: string;
  /** The content in pieces. What is not read is skipped. */
  readonly body: AsyncGenerator<Uint8Array>;
}

const block = 512;
/** Names in extension headers are short; anything longer is an attack or damage. */
const longestExtension = 1024 * 1024;

const kinds: Readonly<Record<string, TarEntry['kind']>> = {
  '0': 'file',
  '\0': 'file',
  '7': 'file',
  '1': 'link',
  '2': 'symlink',
  '5': 'directory',
};

/** Reads entries one after the other; never holds more than a piece of the source. Throws when it is no tar. */
export async function* readTar(source: AsyncIterable<Uint8Array>): AsyncGenerator<TarEntry> {
  const bytes = new Pieces(source);
  try {
    yield* readEntries(bytes);
  } finally {
    await bytes.close();
  }
}

async function* readEntries(bytes: Pieces): AsyncGenerator<TarEntry> {
  let extension: Extension = {};
  for (;;) {
    const header = await bytes.take(block);
    if (header === undefined || header.every((byte) => byte === 0)) {
      // The rest is padding; it is read to its end so that a digest over the source is whole.
      await bytes.drain();
      return;
    }
    const fields = parseHeader(header);
    if (isExtension(fields.type)) {
      extension = { ...extension, ...(await readExtension(bytes, fields)) };
      continue;
    }
    const size = extension.size ?? fields.size;
    const body = bytes.body(size);
    yield {
      name: extension.name ?? fields.name,
      target: extension.target ?? fields.target,
      kind: kinds[fields.type] ?? 'other',
      type: fields.type,
      mode: fields.mode,
      size,
      body,
    };
    await bytes.skipRest();
    extension = {};
  }
}

interface Extension {
  readonly name?: string;
  readonly target?: string;
  readonly size?: number;
}

interface Fields {
  readonly name: string;
  readonly mode: number;
  readonly size: number;
  readonly type: string;
  readonly target: string;
}

function parseHeader(header: Buffer): Fields {
  const sum = header.reduce((total, byte, at) => total + (at >= 148 && at < 156 ? 0x20 : byte), 0);
  if (sum !== octal(header, 148, 8)) {
    throw new Error('it is not a tar archive, or it is damaged');
  }
  const prefix = text(header, 257, 6) === 'ustar' ? text(header, 345, 155) : '';
  const name = text(header, 0, 100);
  return {
    name: prefix === '' ? name : `${prefix}/${name}`,
    mode: octal(header, 100, 8),
    size: octal(header, 124, 12),
    type: String.fromCharCode(header[156] ?? 0),
    target: text(header, 157, 100),
  };
}

function text(header: Buffer, from: number, length: number): string {
  const field = header.subarray(from, from + length);
  const end = field.indexOf(0);
  return field.toString('utf8', 0, end < 0 ? length : end);
}

function octal(header: Buffer, from: number, length: number): number {
  const first = header[from] ?? 0;
  if ((first & 0x80) !== 0) {
    // GNU: a large number in base 256; six bytes hold more than any file.
    return header.readUIntBE(from + length - 6, 6);
  }
  const value = Number.parseInt(text(header, from, length).trim() || '0', 8);
  if (!Number.isSafeInteger(value) || value < 0) {
    throw new Error('a number in its headers cannot be read');
  }
  return value;
}

function isExtension(type: string): boolean {
  return type === 'x' || type === 'g' || type === 'L' || type === 'K';
}

async function readExtension(bytes: Pieces, { type, size }: Fields): Promise<Extension> {
  if (size > longestExtension) {
    throw new Error('a header of it is too long');
  }
  const content = (await bytes.take(Math.ceil(size / block) * block))?.subarray(0, size);
  if (content === undefined) {
    throw new Error('it ends too early');
  }
  const value = content.toString('utf8');
  if (type === 'L' || type === 'K') {
    const name = value.replace(/\0+$/, '');
    return type === 'L' ? { name } : { target: name };
  }
  return type === 'g' ? {} : parsePax(content);
}

/** Records `length key=value\n`. */
function parsePax(content: Buffer): Extension {
  const found: { name?: string; target?: string; size?: number } = {};
  for (let at = 0; at < content.length;) {
    const space = content.indexOf(0x20, at);
    const length = Number.parseInt(content.toString('utf8', at, space), 10);
    if (space < 0 || !(length > 0)) {
      throw new Error('an extended header of it cannot be read');
    }
    const record = content.toString('utf8', space + 1, at + length - 1);
    const [key = ''] = record.split('=', 1);
    const value = record.slice(key.length + 1);
    if (key === 'path') {
      found.name = value;
    } else if (key === 'linkpath') {
      found.target = value;
    } else if (key === 'size') {
      found.size = Number(value);
    }
    at += length;
  }
  return found;
}

/** A stream of pieces read in other portions than it comes in. */
class Pieces {
  private readonly source: AsyncIterator<Uint8Array>;
  private held: Buffer = Buffer.alloc(0);
  private left = 0;
  private padding = 0;

  constructor(source: AsyncIterable<Uint8Array>) {
    this.source = source[Symbol.asyncIterator]();
  }

  /** Exactly so many bytes; undefined at the end. */
  async take(length: number): Promise<Buffer | undefined> {
    const parts: Buffer[] = [];
    let missing = length;
    while (missing > 0) {
      const part = await this.some(missing);
      if (part === undefined) {
        if (missing === length) {
          return undefined;
        }
        throw new Error('it ends too early');
      }
      parts.push(part);
      missing -= part.length;
    }
    return parts.length === 1 ? parts[0] : Buffer.concat(parts);
  }

  body(size: number): AsyncGenerator<Uint8Array> {
    this.left = size;
    this.padding = (block - (size % block)) % block;
    return this.rest();
  }

  private async *rest(): AsyncGenerator<Uint8Array> {
    while (this.left > 0) {
      const part = await this.some(this.left);
      if (part === undefined) {
        throw new Error('it ends too early');
      }
      this.left -= part.length;
      yield part;
    }
  }

  async skipRest(): Promise<void> {
    for (let rest = this.left + this.padding; rest > 0;) {
      const part = await this.some(rest);
      if (part === undefined) {
        throw new Error('it ends too early');
      }
      rest -= part.length;
    }
    this.left = 0;
    this.padding = 0;
  }

  async drain(): Promise<void> {
    this.held = Buffer.alloc(0);
    while ((await this.source.next()).done !== true) {
      // Only to reach the end.
    }
  }

  async close(): Promise<void> {
    await this.source.return?.();
  }

  /** At least one byte and at most `most`. */
  private async some(most: number): Promise<Buffer | undefined> {
    while (this.held.length === 0) {
      const { value, done } = await this.source.next();
      if (done === true) {
        return undefined;
      }
      this.held = Buffer.from(value.buffer, value.byteOffset, value.byteLength);
    }
    const part = this.held.subarray(0, most);
    this.held = this.held.subarray(part.length);
    return part;
  }
}
