import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { compareByBytes } from './file-tree.ts';
import { isObjectId } from './object.ts';
import { isOwnRefName } from './ref-name.ts';

interface PackedRefs {
  readonly stamp: string;
  readonly refs: ReadonlyMap<string, string>;
  /** What annotated tags point to. */
  readonly peeled: ReadonlyMap<string, string>;
}

const none: PackedRefs = { stamp: '', refs: new Map(), peeled: new Map() };

/** Reads the refs of one repository from disk, each time: other git processes may write there too. */
export class Refs {
  readonly dir: string;
  #packed: PackedRefs = none;

  constructor(dir: string) {
    this.dir = dir;
  }

  /** All refs by name in byte order; HEAD is not among them. */
  list(): Map<string, string> {
    const loose = new Map<string, string>();
    this.#collect('refs', loose);
    const all = new Map([...this.packed().refs, ...loose]);
    return new Map([...all].sort(([a], [b]) => compareByBytes(a, b)));
  }

  find(name: string): string | undefined {
    return this.findLoose(name) ?? this.packed().refs.get(name);
  }

  findLoose(name: string, depth = 0): string | undefined {
    const text = readText(join(this.dir, name))?.trimEnd();
    if (text?.startsWith('ref: ') === true) {
      const target = text.slice('ref: '.length);
      return depth < 5 && isOwnRefName(target) ? this.#findAny(target, depth + 1) : undefined;
    }
    return text !== undefined && isObjectId(text) ? text : undefined;
  }

  /** The branch that HEAD names, whether it exists or not; undefined when HEAD is detached. */
  head(): string | undefined {
    const text = readText(join(this.dir, 'HEAD'))?.trimEnd();
    return text?.startsWith('ref: ') === true ? text.slice('ref: '.length) : undefined;
  }

  /** What an annotated tag points to, where packed-refs says so. */
  peeled(name: string): string | undefined {
    return this.findLoose(name) === undefined ? this.packed().peeled.get(name) : undefined;
  }

  packed(): PackedRefs {
    const path = join(this.dir, 'packed-refs');
    const found = statSync(path, { bigint: true, throwIfNoEntry: false });
    if (found === undefined) {
      return none;
    }
    const stamp = `${found.ino}:${found.size}:${found.mtimeNs}`;
    if (stamp !== this.#packed.stamp) {
      this.#packed = parsePackedRefs(stamp, readText(path) ?? '');
    }
    return this.#packed;
  }

  #findAny(name: string, depth: number): string | undefined {
    return this.findLoose(name, depth) ?? this.packed().refs.get(name);
  }

  #collect(folder: string, into: Map<string, string>): void {
    for (const entry of readDirectory(join(this.dir, folder))) {
      const name = `${folder}/${entry.name}`;
      if (entry.isDirectory()) {
        this.#collect(name, into);
      } else if (isOwnRefName(name)) {
        const id = this.findLoose(name);
        if (id !== undefined) {
          into.set(name, id);
        }
      }
    }
  }
}

function parsePackedRefs(stamp: string, text: string): PackedRefs {
  const refs = new Map<string, string>();
  const peeled = new Map<string, string>();
  let last = '';
  for (const line of text.split('\n')) {
    if (line.startsWith('^')) {
      peeled.set(last, line.slice(1, 41));
    } else if (isObjectId(line.slice(0, 40)) && line[40] === ' ') {
      last = line.slice(41);
      refs.set(last, line.slice(0, 40));
    }
  }
  return { stamp, refs, peeled };
}

function readDirectory(path: string) {
  try {
    return readdirSync(path, { withFileTypes: true });
  } catch (error) {
    if (isAbsent(error)) {
      return [];
    }
    throw error;
  }
}

function readText(path: string): string | undefined {
  try {
    return readFileSync(path, 'utf8');
  } catch (error) {
    if (isAbsent(error)) {
      return undefined;
    }
    throw error;
  }
}

function isAbsent(error: unknown): boolean {
  const { code } = error as NodeJS.ErrnoException;
  return code === 'ENOENT' || code === 'ENOTDIR' || code === 'EISDIR';
}
