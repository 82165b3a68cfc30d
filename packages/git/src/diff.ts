import { getObject, type TreeContext } from './file-tree.ts';
import { modes, type TreeEntry } from './tree.ts';

export interface ChangedFile {
  readonly path: string;
  readonly change: 'added' | 'modified' | 'deleted';
  /** Ids of the blob (or submodule commit) before and after. */
  readonly before: string | null;
  readonly after: string | null;
}

/** Files that differ between two trees, by path. Renames are a deletion and an addition. */
export function diffTrees(context: TreeContext, before: string | null, after: string | null): ChangedFile[] {
  const changed: ChangedFile[] = [];
  walk({ context, changed }, '', { before, after });
  return changed.sort((a, b) => (a.path < b.path ? -1 : 1));
}

interface Walk {
  readonly context: TreeContext;
  readonly changed: ChangedFile[];
}

function walk(state: Walk, prefix: string, sides: { before: string | null; after: string | null }): void {
  if (sides.before === sides.after) {
    return;
  }
  const bytesOf = (id: string | null) => (id === null ? empty : getObject(state.context, id).data);
  for (const [old, now] of differingEntries(bytesOf(sides.before), bytesOf(sides.after))) {
    visit(state, prefix, { old, now });
  }
}

/** Entries that two trees do not share: before and after, one of them undefined where the other has no such name. */
export function* differingEntries(
  before: Buffer,
  after: Buffer,
): Generator<readonly [TreeEntry | undefined, TreeEntry | undefined]> {
  const old = new Cursor(before);
  const now = new Cursor(after);
  while (!old.done || !now.done) {
    // Most entries of two versions of a large directory are the same bytes: they cost one comparison.
    if (old.equals(now)) {
      old.next();
      now.next();
      continue;
    }
    const order = old.compare(now);
    yield [order <= 0 ? old.entry : undefined, order >= 0 ? now.entry : undefined];
    if (order <= 0) {
      old.next();
    }
    if (order >= 0) {
      now.next();
    }
  }
}

const empty = Buffer.alloc(0);

function visit(
  state: Walk,
  prefix: string,
  { old, now }: { old: TreeEntry | undefined; now: TreeEntry | undefined },
): void {
  const path = `${prefix}${(old ?? now)?.name ?? ''}`;
  const before = old === undefined ? null : { id: old.id, isTree: old.mode === modes.directory };
  const after = now === undefined ? null : { id: now.id, isTree: now.mode === modes.directory };
  if (before?.isTree === true || after?.isTree === true) {
    walk(state, `${path}/`, { before: treeId(before), after: treeId(after) });
  }
  const [was, is] = [blobId(before), blobId(after)];
  if (was !== null || is !== null) {
    state.changed.push({
      path,
      change: was === null ? 'added' : is === null ? 'deleted' : 'modified',
      before: was,
      after: is,
    });
  }
}

type Side = { readonly id: string; readonly isTree: boolean } | null;

function treeId(side: Side): string | null {
  return side?.isTree === true ? side.id : null;
}

function blobId(side: Side): string | null {
  return side === null || side.isTree ? null : side.id;
}

/** Steps through the bytes of a tree without taking them apart. */
class Cursor {
  readonly #data: Buffer;
  #start = 0;
  #space = 0;
  #nul = 0;

  constructor(data: Buffer) {
    this.#data = data;
    this.#measure();
  }

  get done(): boolean {
    return this.#start >= this.#data.length;
  }

  get mode(): number {
    return Number.parseInt(this.#data.toString('latin1', this.#start, this.#space), 8);
  }

  get entry(): TreeEntry {
    return {
      mode: this.mode,
      name: this.#data.toString('utf8', this.#space + 1, this.#nul),
      id: this.#data.toString('hex', this.#nul + 1, this.#nul + 21),
    };
  }

  next(): void {
    this.#start = this.#nul + 21;
    this.#measure();
  }

  equals(other: Cursor): boolean {
    const length = this.#nul + 21 - this.#start;
    return (
      !this.done &&
      !other.done &&
      length === other.#nul + 21 - other.#start &&
      this.#data.compare(other.#data, other.#start, other.#start + length, this.#start, this.#start + length) === 0
    );
  }

  /** By name as Git sorts entries, a directory and a file of one name being the same name only when both kinds agree. */
  compare(other: Cursor): number {
    if (this.done || other.done) {
      return this.done ? 1 : -1;
    }
    const order = this.#data.compare(other.#data, other.#space + 1, other.#nul, this.#space + 1, this.#nul);
    const isTree = this.mode === modes.directory;
    const otherIsTree = other.mode === modes.directory;
    if (order === 0 || (!isTree && !otherIsTree)) {
      return order === 0 && isTree !== otherIsTree ? (isTree ? 1 : -1) : order;
    }
    return this.#sortKey(isTree).compare(other.#sortKey(otherIsTree));
  }

  #sortKey(isTree: boolean): Buffer {
    const name = this.#data.subarray(this.#space + 1, this.#nul);
    return isTree ? Buffer.concat([name, Buffer.from('/')]) : name;
  }

  #measure(): void {
    this.#space = this.#data.indexOf(0x20, this.#start);
    this.#nul = this.#data.indexOf(0, this.#space);
    if (!this.done && (this.#space < 0 || this.#nul < 0 || this.#nul + 21 > this.#data.length)) {
      throw new RangeError('not a tree');
    }
  }
}
