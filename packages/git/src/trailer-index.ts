import type { TreeContext } from './file-tree.ts';
import { walkLog } from './log.ts';

/** Most indexes kept for one repository; the oldest is dropped and made again when asked for. */
const maxIndexes = 8;

interface Indexed {
  tip: string;
  newest: Map<string, string>;
}

/** Remembers which commit carries which trailer value, so that only commits not seen yet are read. */
export class TrailerIndex {
  readonly #context: TreeContext;
  readonly #byKey = new Map<string, Indexed>();

  constructor(context: TreeContext) {
    this.#context = context;
  }

  find(tip: string, place: { readonly branch: string; readonly key: string }, value: string): string | undefined {
    const name = `${place.branch} ${place.key}`;
    const known = this.#byKey.get(name);
    const indexed = known?.tip === tip ? known : this.#extend(tip, place.key, known);
    this.#byKey.delete(name);
    this.#byKey.set(name, indexed);
    for (const [oldest] of this.#byKey) {
      if (this.#byKey.size <= maxIndexes) {
        break;
      }
      this.#byKey.delete(oldest);
    }
    return indexed.newest.get(value);
  }

  #extend(tip: string, key: string, known: Indexed | undefined): Indexed {
    const fresh = new Map<string, string>();
    let reached = false;
    for (const commit of walkLog(this.#context, { from: [tip], not: known === undefined ? [] : [known.tip] })) {
      reached ||= known !== undefined && commit.parents.includes(known.tip);
      for (const trailer of commit.trailers) {
        if (trailer.key.toLowerCase() === key.toLowerCase() && !fresh.has(trailer.value)) {
          fresh.set(trailer.value, commit.id);
        }
      }
    }
    if (known !== undefined && !reached) {
      // The branch was moved elsewhere: what was known may not be in it.
      return this.#extend(tip, key, undefined);
    }
    for (const [value, id] of known?.newest ?? []) {
      if (!fresh.has(value)) {
        fresh.set(value, id);
      }
    }
    return { tip, newest: fresh };
  }
}
