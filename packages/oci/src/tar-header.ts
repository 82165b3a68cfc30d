/** What a tar says of one entry; owner and times are always 0. */
export interface TarEntry {
  /** A directory's ends in `/`. */
  readonly name: string;
  readonly type: 'file' | 'symlink' | 'directory';
  readonly mode: number;
  readonly size: number;
  readonly target: string;
}

export const blockSize = 512;

const flags = { file: '0', symlink: '2', directory: '5' } as const;
/** The largest size that eleven octal digits can say. */
const maxPlainSize = 0o77777777777;

/** The header of an entry, after a PAX header for what the plain one has no room for. */
export function formatTarHeader(entry: TarEntry): Buffer {
  const records: string[] = [];
  if (!fits(entry.name)) {
    records.push(paxRecord('path', entry.name));
  }
  if (!fits(entry.target)) {
    records.push(paxRecord('linkpath', entry.target));
  }
  if (entry.size > maxPlainSize) {
    records.push(paxRecord('size', String(entry.size)));
  }
  const header = formatBlock(entry, flags[entry.type]);
  if (records.length === 0) {
    return header;
  }
  const body = Buffer.from(records.join(''));
  const about = { name: 'PaxHeader', type: 'file', mode: 0o644, size: body.length, target: '' } as const;
  return Buffer.concat([formatBlock(about, 'x'), body, paddingOf(body.length), header]);
}

/** Zeros up to the next block. */
export function paddingOf(size: number): Buffer {
  return Buffer.alloc((blockSize - (size % blockSize)) % blockSize);
}

function fits(text: string): boolean {
  // oxlint-disable-next-line no-control-regex -- plain headers are ASCII
  return text.length <= 100 && !/[^\u0000-\u007f]/.test(text);
}

function formatBlock(entry: TarEntry, flag: string): Buffer {
  const block = Buffer.alloc(blockSize);
  Buffer.from(entry.name).copy(block, 0, 0, 100);
  block.write(`${octal(entry.mode, 7)}\0${octal(0, 7)}\0${octal(0, 7)}\0`, 100);
  block.write(`${octal(Math.min(entry.size, maxPlainSize), 11)}\0${octal(0, 11)}\0`, 124);
  block.write('        ', 148);
  block.write(flag, 156);
  Buffer.from(entry.target).copy(block, 157, 0, 100);
  block.write('ustar\u000000', 257);
  block.write(`${octal(0, 7)}\0${octal(0, 7)}\0`, 329);
  const sum = block.reduce((total, byte) => total + byte, 0);
  block.write(`${octal(sum, 6)}\0 `, 148);
  return block;
}

function octal(value: number, digits: number): string {
  return value.toString(8).padStart(digits, '0');
}

/** `LENGTH KEY=VALUE`, whose length counts its own digits. */
function paxRecord(key: string, value: string): string {
  const rest = Buffer.byteLength(` ${key}=${value}\n`);
  let length = rest + String(rest).length;
  if (rest + String(length).length !== length) {
    length = rest + String(length).length;
  }
  return `${length} ${key}=${value}\n`;
}
