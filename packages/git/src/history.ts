import { parseCommit, type CommitInfo } from './commit.ts';
import { fault } from './faults.ts';
import { getObject, type TreeContext } from './file-tree.ts';

/** A commit, or what an annotated tag of a commit points to. */
export function readCommit(context: TreeContext, id: string): CommitInfo {
  const found = getObject(context, peelToCommit(context, id));
  try {
    return parseCommit(id, found.data);
  } catch (error) {
    throw fault('GitObjectDamaged', { id, repository: context.repository }, { cause: error });
  }
}

export function peelToCommit(context: TreeContext, id: string): string {
  let at = id;
  for (let depth = 0; depth < 10; depth++) {
    const { type, data } = getObject(context, at);
    if (type === 'commit') {
      return at;
    }
    const [, target] = /^object ([0-9a-f]{40})\n/.exec(data.toString('latin1', 0, 48)) ?? [];
    if (type !== 'tag' || target === undefined) {
      break;
    }
    at = target;
  }
  throw fault('GitRevisionNotFound', { repository: context.repository, revision: id });
}

/** Commits by time, newest first. */
export class CommitQueue {
  readonly #heap: CommitInfo[] = [];
  readonly #context: TreeContext;

  constructor(context: TreeContext) {
    this.#context = context;
  }

  push(id: string): void {
    const heap = this.#heap;
    heap.push(readCommit(this.#context, id));
    for (let at = heap.length - 1, up = (at - 1) >> 1; at > 0 && this.#isBefore(at, up); at = up, up = (at - 1) >> 1) {
      this.#swap(at, up);
    }
  }

  pop(): CommitInfo | undefined {
    const heap = this.#heap;
    const [top] = heap;
    const last = heap.pop();
    if (top === undefined || last === undefined || heap.length === 0) {
      return top;
    }
    heap[0] = last;
    for (let at = 0; ;) {
      const [left, right] = [2 * at + 1, 2 * at + 2];
      let first = left < heap.length && this.#isBefore(left, at) ? left : at;
      first = right < heap.length && this.#isBefore(right, first) ? right : first;
      if (first === at) {
        return top;
      }
      this.#swap(at, first);
      at = first;
    }
  }

  #isBefore(a: number, b: number): boolean {
    return this.#timeAt(a) > this.#timeAt(b);
  }

  #timeAt(position: number): number {
    return this.#heap[position]?.committer.at.getTime() ?? 0;
  }

  #swap(a: number, b: number): void {
    const [left, right] = [this.#heap[a], this.#heap[b]];
    if (left !== undefined && right !== undefined) {
      this.#heap[a] = right;
      this.#heap[b] = left;
    }
  }
}
