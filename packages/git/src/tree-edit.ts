import { fault } from './faults.ts';
import { readTree, type TreeContext } from './file-tree.ts';
import { emptyTreeId, nameObject, type NamedObject } from './object.ts';
import { modes, Tree, type EntryChange, type TreeEntry } from './tree.ts';

/** Path -> new bytes, or null to delete the file (or everything below the directory). */
export type FileChanges = ReadonlyMap<string, Uint8Array | string | ExecutableFile | null>;

/** A file with the executable bit; plain bytes keep the mode that the file has. */
export interface ExecutableFile {
  readonly executable: boolean;
  readonly bytes: Uint8Array | string;
}

type Change = NamedObject & { readonly mode: number | undefined };

interface Edits {
  readonly here: Map<string, Change | null>;
  readonly below: Map<string, Edits>;
}

export interface EditedTree {
  readonly id: string;
  /** The blobs and trees that this made; some may exist already. */
  readonly objects: readonly NamedObject[];
}

/** The tree with the changes made in it. Throws GitPathInvalid for a path that Git would not check out. */
export function editTree(context: TreeContext, rootId: string, changes: FileChanges): EditedTree {
  const edits: Edits = { here: new Map(), below: new Map() };
  for (const [path, content] of changes) {
    addEdit(edits, path, content === null ? null : toChange(content));
  }
  const objects = new Map<string, NamedObject>();
  const id = editDirectory({ context, objects }, rootId, edits) ?? emptyTreeId;
  if (id === emptyTreeId) {
    objects.set(id, nameObject('tree', Buffer.alloc(0)));
  }
  return { id, objects: [...objects.values()] };
}

function toChange(content: Uint8Array | string | ExecutableFile): Change {
  if (typeof content === 'string' || content instanceof Uint8Array) {
    return { ...nameObject('blob', toBuffer(content)), mode: undefined };
  }
  return {
    ...nameObject('blob', toBuffer(content.bytes)),
    mode: content.executable ? modes.executable : modes.file,
  };
}

function toBuffer(bytes: Uint8Array | string): Buffer {
  return typeof bytes === 'string' ? Buffer.from(bytes) : Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}

function addEdit(edits: Edits, path: string, change: Change | null): void {
  const parts = path.split('/');
  const name = parts.pop() ?? '';
  if (![...parts, name].every(isSafeName)) {
    throw fault('GitPathInvalid', { path });
  }
  let at = edits;
  for (const part of parts) {
    const next: Edits = at.below.get(part) ?? { here: new Map(), below: new Map() };
    // The same name as a file and as a directory: one of the two would be lost.
    if (at.here.get(part) !== undefined && at.here.get(part) !== null && change !== null) {
      throw fault('GitPathInvalid', { path });
    }
    at.below.set(part, next);
    at = next;
  }
  if (change !== null && hasContent(at.below.get(name))) {
    throw fault('GitPathInvalid', { path });
  }
  at.here.set(name, change);
}

function hasContent(edits: Edits | undefined): boolean {
  return (
    edits !== undefined &&
    ([...edits.here.values()].some((change) => change !== null) || [...edits.below.values()].some(hasContent))
  );
}

/** Names that no checkout may have: what git fsck refuses, and control characters. */
function isSafeName(name: string): boolean {
  return (
    name !== '' &&
    name !== '.' &&
    name !== '..' &&
    !/^(\.git|git~1)[ .]*$/i.test(name) &&
    // oxlint-disable-next-line no-control-regex -- refused because they are control characters
    !/[\u0000-\u001f\u007f\\]/.test(name)
  );
}

interface Editing {
  readonly context: TreeContext;
  readonly objects: Map<string, NamedObject>;
}

/** The id of the changed tree; undefined when nothing is left in it. */
function editDirectory(editing: Editing, id: string | undefined, edits: Edits): string | undefined {
  const old = id === undefined ? emptyTree : readTree(editing.context, id);
  const changes = new Map<string, EntryChange>();
  for (const [name, change] of edits.here) {
    if (change !== null) {
      editing.objects.set(change.id, change);
    }
    changes.set(name, change && { id: change.id, mode: change.mode ?? modeOf(old.get(name)) });
  }
  for (const [name, below] of edits.below) {
    const known = changes.has(name) ? undefined : old.get(name);
    const isDirectory = known?.mode === modes.directory;
    if (isDirectory || hasContent(below)) {
      const next = editDirectory(editing, isDirectory ? known.id : undefined, below);
      changes.set(name, next === undefined ? null : { id: next, mode: modes.directory });
    }
  }
  const data = old.edited(changes);
  if (data.length === 0) {
    return undefined;
  }
  const tree = nameObject('tree', data);
  editing.objects.set(tree.id, tree);
  return tree.id;
}

const emptyTree = Tree.parse(Buffer.alloc(0));

function modeOf(old: TreeEntry | undefined): number {
  return old?.mode === modes.executable ? modes.executable : modes.file;
}
