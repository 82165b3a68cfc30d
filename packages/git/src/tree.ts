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

/** What is to stand under a name; null: nothing. */
export type EntryChange = Pick<TreeEntry, 'mode' | 'id'> | null;

/**
 * One directory, kept as its bytes and the places of its entries. Directories with ten thousand entries are ordinary
 * here (a fleet of so many projects), and of those one or two entries are ever looked at or changed: entries are
 * decoded when asked for, and a change copies the rest as it is.
 */
export class Tree {
  readonly data: Buffer;
  /** Name, one character for each byte -> where its entry begins. In the order of the tree. */
  readonly #starts: ReadonlyMap<string, number>;

  private constructor(data: Buffer, starts: ReadonlyMap<string, number>) {
    this.data = data;
    this.#starts = starts;
  }

  /** Throws a RangeError where the bytes are not a tree. */
  static parse(data: Buffer): Tree {
    const text = data.toString('latin1');
    const starts = new Map<string, number>();
    for (let at = 0; at < text.length;) {
      const space = text.indexOf(' ', at);
      const nul = text.indexOf('\0', space);
      if (space < 0 || nul < 0 || nul + 21 > text.length) {
        throw new RangeError('not a tree');
      }
      starts.set(text.slice(space + 1, nul), at);
      at = nul + 21;
    }
    return new Tree(data, starts);
  }

  get size(): number {
    return this.#starts.size;
  }

  get(name: string): TreeEntry | undefined {
    const start = this.#starts.get(toBytes(name));
    return start === undefined ? undefined : this.#decode(start);
  }

  *entries(): Generator<TreeEntry> {
    for (const start of this.#starts.values()) {
      yield this.#decode(start);
    }
  }

  /** In Git's order, in which a directory's name ends in `/`. */
  names(): string[] {
    return [...this.#starts.keys()].map(fromBytes);
  }

  /** The bytes of the tree with these entries in place of those of their names. */
  edited(changes: ReadonlyMap<string, EntryChange>): Buffer {
    const starts = [...this.#starts.values()];
    const edits: { readonly from: number; readonly to: number; readonly bytes: Buffer; readonly key: string }[] = [];
    for (const [name, change] of changes) {
      const old = this.#starts.get(toBytes(name));
      if (old !== undefined) {
        edits.push({ from: old, to: this.#endOf(old), bytes: nothing, key: '' });
      }
      if (change !== null) {
        const key = sortKey(toBytes(name), change.mode);
        const at = this.#placeOf(key, starts);
        edits.push({ from: at, to: at, bytes: formatEntry({ name, ...change }), key });
      }
    }
    // An entry that is replaced begins where its old self does: what is put in comes before what is taken out.
    edits.sort((a, b) => a.from - b.from || a.to - b.to || (a.key < b.key ? -1 : 1));
    const parts: Buffer[] = [];
    let kept = 0;
    for (const { from, to, bytes } of edits) {
      parts.push(this.data.subarray(kept, from), bytes);
      kept = to;
    }
    return Buffer.concat([...parts, this.data.subarray(kept)]);
  }

  /** Where an entry of this key begins, or would begin. */
  #placeOf(key: string, starts: readonly number[]): number {
    let [low, high] = [0, starts.length];
    while (low < high) {
      const middle = (low + high) >>> 1;
      if (this.#keyAt(starts[middle] ?? 0) < key) {
        low = middle + 1;
      } else {
        high = middle;
      }
    }
    return starts[low] ?? this.data.length;
  }

  #keyAt(start: number): string {
    const space = this.data.indexOf(0x20, start);
    const name = this.data.toString('latin1', space + 1, this.data.indexOf(0, space));
    return sortKey(name, this.#modeAt(start, space));
  }

  #modeAt(start: number, space: number): number {
    return Number.parseInt(this.data.toString('latin1', start, space), 8);
  }

  #endOf(start: number): number {
    return this.data.indexOf(0, this.data.indexOf(0x20, start)) + 21;
  }

  #decode(start: number): TreeEntry {
    const space = this.data.indexOf(0x20, start);
    const nul = this.data.indexOf(0, space);
    return {
      name: this.data.toString('utf8', space + 1, nul),
      mode: this.#modeAt(start, space),
      id: this.data.toString('hex', nul + 1, nul + 21),
    };
  }
}

const nothing = Buffer.alloc(0);

function formatEntry({ name, mode, id }: TreeEntry): Buffer {
  return Buffer.concat([Buffer.from(`${mode.toString(8)} ${name}\0`), Buffer.from(id, 'hex')]);
}

/** Strings of one character for each byte compare as the bytes do. */
function sortKey(name: string, mode: number): string {
  return mode === modes.directory ? `${name}/` : name;
}

// oxlint-disable-next-line no-control-regex -- ASCII is what needs no conversion
const ascii = /^[\u0000-\u007f]*$/;

function toBytes(name: string): string {
  return ascii.test(name) ? name : Buffer.from(name).toString('latin1');
}

function fromBytes(name: string): string {
  return ascii.test(name) ? name : Buffer.from(name, 'latin1').toString();
}
