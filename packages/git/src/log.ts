import { setImmediate as nextTurn } from 'node:timers/promises';
import type { CommitInfo } from './commit.ts';
import { openFileTree, type TreeContext } from './file-tree.ts';
import { CommitQueue, readCommit } from './history.ts';

export interface LogQuery {
  /** Commit ids. */
  readonly from: readonly string[];
  /** Leaves out what these reach. */
  readonly not?: readonly string[];
  readonly limit?: number;
  /** Only commits that changed something at or below this path. */
  readonly path?: string;
}

/** Newest first, as `git log` orders them. */
export function* walkLog(context: TreeContext, query: LogQuery): Generator<CommitInfo> {
  const queue = new CommitQueue(context);
  const seen = new Set<string>();
  const hidden = new Set(query.not);
  /** Commits in the queue that are not hidden: when there are none, nothing is left to show. */
  const wanted = new Set<string>();
  function add(id: string, isHidden: boolean): void {
    if (isHidden) {
      hidden.add(id);
      wanted.delete(id);
    }
    if (!seen.has(id)) {
      seen.add(id);
      queue.push(id);
      if (!hidden.has(id)) {
        wanted.add(id);
      }
    }
  }

  query.not?.forEach((id) => add(id, true));
  query.from.forEach((id) => add(id, hidden.has(id)));
  let left = query.limit ?? Number.POSITIVE_INFINITY;
  while (left > 0 && wanted.size > 0) {
    const commit = queue.pop();
    if (commit === undefined) {
      return;
    }
    wanted.delete(commit.id);
    const isHidden = hidden.has(commit.id);
    const { parents, changed } = isHidden
      ? { parents: commit.parents, changed: false }
      : simplify(context, commit, query.path);
    for (const parent of parents) {
      add(parent, isHidden);
    }
    if (changed) {
      left--;
      yield commit;
    }
  }
}

/** As git simplifies history for a path: a parent that has the same there is the only one followed. */
function simplify(context: TreeContext, commit: CommitInfo, path: string | undefined) {
  if (path === undefined || path === '') {
    return { parents: commit.parents, changed: true };
  }
  const here = openFileTree(context, commit.tree).idOf(path);
  const same = commit.parents.find((id) => openFileTree(context, readCommit(context, id).tree).idOf(path) === here);
  if (same !== undefined) {
    return { parents: [same], changed: false };
  }
  return { parents: commit.parents, changed: commit.parents.length > 0 || here !== undefined };
}

const fromAncestor = 1;
const fromDescendant = 2;
const common = fromAncestor | fromDescendant;

/** True when `ancestor` is reached from `descendant`, or is it. Lets others run while it walks a long history. */
export async function isAncestor(context: TreeContext, ancestor: string, descendant: string): Promise<boolean> {
  // git's paint_down_to_common: both sides walk down until everything left is reached by both.
  const queue = new CommitQueue(context);
  const marks = new Map<string, number>();
  const open = new Set<string>();
  function mark(id: string, bits: number): void {
    const before = marks.get(id) ?? 0;
    if ((before & bits) === bits) {
      return;
    }
    marks.set(id, before | bits);
    queue.push(id);
    if ((before | bits) === common) {
      open.delete(id);
    } else {
      open.add(id);
    }
  }

  mark(ancestor, fromAncestor);
  mark(descendant, fromDescendant);
  for (let steps = 1; open.size > 0 && marks.get(ancestor) !== common; steps++) {
    const commit = queue.pop();
    if (commit === undefined) {
      break;
    }
    open.delete(commit.id);
    const bits = marks.get(commit.id) ?? 0;
    commit.parents.forEach((parent) => mark(parent, bits));
    if (steps % 500 === 0) {
      await nextTurn();
    }
  }
  return marks.get(ancestor) === common;
}
