import { isFault } from '@juanie/fault';
import { differingEntries } from '../diff.ts';
import type { NamedObject, ObjectSource, ObjectType } from '../object.ts';
import type { ObjectToPack } from '../pack-write.ts';
import { modes, Tree, type TreeEntry } from '../tree.ts';
import { isPlainlySound } from './plainly-sound.ts';

/** Most stored entries looked at before git is asked instead. */
const maxLooks = 5000;

export interface ConnectivityQuestion {
  /** New values of refs. */
  readonly tips: readonly string[];
  /** Current values of refs: all that they reach is here. */
  readonly trusted: ReadonlySet<string>;
  readonly pushed: ReadonlyMap<string, ObjectToPack>;
  readonly stored: ObjectSource;
}

/**
 * The pushed objects that the tips need, when every one of them is sound and refers only to others of them or to
 * what the repository has for certain. Undefined: not proven here, git has to look. What nothing refers to is left
 * out: the repository never holds an object whose own references are missing.
 */
export function provePush(question: ConnectivityQuestion): ObjectToPack[] | undefined {
  const proof = new Proof(question);
  try {
    return question.tips.every((tip) => proof.isReached(tip)) ? [...proof.needed.values()] : undefined;
  } catch (error) {
    if (error instanceof RangeError || isFault(error)) {
      return undefined;
    }
    throw error;
  }
}

class Proof {
  readonly needed = new Map<string, ObjectToPack>();
  readonly #question: ConnectivityQuestion;
  #looks = 0;

  constructor(question: ConnectivityQuestion) {
    this.#question = question;
  }

  /** A commit or tag: pushed and sound, or the value of a ref. Walks with a list: history can be deep. */
  isReached(tip: string): boolean {
    const waiting = [tip];
    for (let id = waiting.pop(); id !== undefined; id = waiting.pop()) {
      if (this.needed.has(id) || this.#question.trusted.has(id)) {
        continue;
      }
      const object = this.#take(id);
      if (object?.type === 'commit') {
        const head = object.data.toString('latin1', 0, object.data.indexOf('\n\n'));
        const parents = [...head.matchAll(/^parent ([0-9a-f]{40})$/gm)].map(([, parent]) => parent ?? '');
        if (!this.#isTree(head.slice(5, 45), this.#entriesOfParent(parents[0]))) {
          return false;
        }
        waiting.push(...parents);
      } else if (
        object?.type === 'tag' &&
        /^object [0-9a-f]{40}\ntype commit\n/.test(object.data.toString('latin1', 0, 64))
      ) {
        waiting.push(object.data.toString('latin1', 7, 47));
      } else {
        return false;
      }
    }
    return true;
  }

  #take(id: string): NamedObject | undefined {
    const object = this.#question.pushed.get(id);
    if (object === undefined || !isPlainlySound(object)) {
      return undefined;
    }
    this.needed.set(id, object);
    return object;
  }

  /** The tree of a stored parent: entries that a new tree shares with it need no look. */
  #entriesOfParent(parent: string | undefined): string | undefined {
    const found =
      parent === undefined || !this.#question.trusted.has(parent) ? undefined : this.#question.stored.find(parent);
    return found?.type === 'commit' ? found.data.toString('latin1', 5, 45) : undefined;
  }

  #isTree(id: string, known: string | undefined): boolean {
    if (id === known || this.needed.has(id)) {
      return true;
    }
    if (!this.#question.pushed.has(id)) {
      return this.#isStoredTree(id);
    }
    const tree = this.#take(id);
    if (tree?.type !== 'tree') {
      return false;
    }
    const before = known === undefined ? undefined : this.#question.stored.find(known);
    for (const [old, now] of differingEntries(before?.type === 'tree' ? before.data : nothing, tree.data)) {
      if (now !== undefined && !this.#isEntry(now, old)) {
        return false;
      }
    }
    return true;
  }

  #isEntry(entry: TreeEntry, known: TreeEntry | undefined): boolean {
    if (entry.mode === modes.submodule) {
      return true;
    }
    if (entry.mode === modes.directory) {
      return this.#isTree(entry.id, known?.mode === modes.directory ? known.id : undefined);
    }
    return this.#question.pushed.has(entry.id)
      ? this.#take(entry.id)?.type === 'blob'
      : this.#storedType(entry.id) === 'blob';
  }

  /** A stored tree in a new place: all of it has to be there. */
  #isStoredTree(id: string): boolean {
    if (this.#storedType(id) !== 'tree') {
      return false;
    }
    const { data = nothing } = this.#question.stored.find(id) ?? {};
    return [...Tree.parse(data).entries()].every(({ mode, id: below }) => {
      if (mode === modes.submodule) {
        return true;
      }
      return mode === modes.directory ? this.#isStoredTree(below) : this.#storedType(below) === 'blob';
    });
  }

  #storedType(id: string): ObjectType | undefined {
    this.#looks++;
    if (this.#looks > maxLooks) {
      throw new RangeError('too much to look at');
    }
    return this.#question.stored.find(id)?.type;
  }
}

const nothing = Buffer.alloc(0);
