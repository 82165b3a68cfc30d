/** The modes that Git gives to entries of a tree, as numbers. */
export const modes = {
  file: 0o100644,
  executable: 0o100755,
  symlink: 0o120000,
  directory: 0o40000,
  submodule: 0o160000,
} as const;

export interface TreeEntry {
  readonly name: string;
  readonly mode: number;
  readonly id: string;
}

/** Throws a RangeError where the bytes are not a tree. */
export function* parseTree(data: Buffer): Generator<TreeEntry> {
  let at = 0;
  while (at < data.length) {
    const space = data.indexOf(0x20, at);
    const end = data.indexOf(0, space);
    if (space < 0 || end < 0 || end + 21 > data.length) {
      throw new RangeError('not a tree');
    }
    const mode = Number.parseInt(data.toString('latin1', at, space), 8);
    yield { name: data.toString('utf8', space + 1, end), mode, id: data.toString('hex', end + 1, end + 21) };
    at = end + 21;
  }
}

/** The bytes of a tree; entries in any order. */
export function formatTree(entries: Iterable<TreeEntry>): Buffer {
  const rows = [...entries].map((entry) => {
    const name = Buffer.from(entry.name);
    const key = entry.mode === modes.directory ? Buffer.concat([name, Buffer.from('/')]) : name;
    return {
      key,
      bytes: Buffer.concat([
        Buffer.from(`${entry.mode.toString(8)} `),
        name,
        Buffer.from([0]),
        Buffer.from(entry.id, 'hex'),
      ]),
    };
  });
  rows.sort((a, b) => a.key.compare(b.key));
  return Buffer.concat(rows.map(({ bytes }) => bytes));
}
