import { appendFileSync, existsSync, mkdirSync, readFileSync } from 'node:fs';
import { rmdir } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { isFault, type Fault } from '@juanie/fault';
import { syncDirectory } from './durable.ts';
import { formatSignature, type Signature } from './commit.ts';
import { fault } from './faults.ts';
import { zeroId } from './object.ts';
import { isOwnRefName } from './ref-name.ts';
import { lockFile, type FileLock } from './ref-lock.ts';
import type { Refs } from './refs.ts';

export interface RefUpdate {
  readonly ref: string;
  /** What the ref must be now; null: it must not exist. */
  readonly before: string | null;
  /** null: delete it. */
  readonly after: string | null;
}

export interface RefUpdateOptions {
  /** All or nothing. */
  readonly atomic?: boolean;
  /** For the reflog, where the repository keeps one. */
  readonly by: Required<Signature>;
  readonly note: string;
  /** When this server started: older locks are left over. */
  readonly startedAt: number;
  /** Stores what the refs are to point to: run under the locks, while they are written. Not at all when no ref can move. */
  readonly meanwhile?: () => Promise<void>;
}

/** The updates that were not made, by ref. What is not in it is durable. */
export type RefFailures = Map<string, Fault>;

type Locked = RefUpdate & { readonly lock: FileLock };

/** Refs moved together; of more, where that is allowed, so many at a time: each holds an open file. */
const together = 200;

/** Compare and swap of refs with git's own lock files. The caller runs one at a time for each repository. */
export async function updateRefs(
  refs: Refs,
  updates: readonly RefUpdate[],
  options: RefUpdateOptions,
): Promise<RefFailures> {
  const state: Moving = {
    refs,
    options,
    failed: new Map(),
    names: new RefNames(() => refs.list().keys()),
    hasStored: false,
  };
  const step = options.atomic === true ? updates.length : together;
  for (let at = 0; at < updates.length; at += step) {
    await moveTogether(state, updates.slice(at, at + step));
  }
  return state.failed;
}

interface Moving {
  readonly refs: Refs;
  readonly options: RefUpdateOptions;
  readonly failed: RefFailures;
  readonly names: RefNames;
  /** What the refs are to point to is stored. */
  hasStored: boolean;
}

async function moveTogether(state: Moving, updates: readonly RefUpdate[]): Promise<void> {
  const { refs, options, failed } = state;
  const locked: Locked[] = [];
  try {
    for (const update of updates) {
      await lockOne(state, update, locked);
    }
    const [first] = failed.values();
    if (options.atomic === true && first !== undefined) {
      updates.forEach(({ ref }) => failed.set(ref, failed.get(ref) ?? first));
    } else if (locked.length > 0) {
      await both(writeLocks(locked), state.hasStored ? undefined : options.meanwhile?.());
      state.hasStored = true;
      await deletePacked(refs, locked, options.startedAt);
      await publish(refs.dir, locked);
      locked.forEach((update) => appendReflog(refs.dir, update, options));
    }
  } finally {
    for (const { ref, after, lock } of locked) {
      await lock.release();
      if (after === null) {
        await removeEmptyParents(refs.dir, ref);
      }
    }
  }
}

/** Waits for both to end before the first failure is told: what is still being written cannot be taken back. */
async function both(...work: readonly (Promise<void> | undefined)[]): Promise<void> {
  for (const outcome of await Promise.allSettled(work)) {
    if (outcome.status === 'rejected') {
      throw outcome.reason;
    }
  }
}

async function writeLocks(locked: readonly Locked[]): Promise<void> {
  await Promise.all(locked.map(({ after, lock }) => (after === null ? undefined : lock.write(`${after}\n`))));
}

async function publish(dir: string, locked: readonly Locked[]): Promise<void> {
  const folders = new Set<string>();
  for (const { ref, after, lock } of locked) {
    await (after === null ? lock.remove() : lock.publish());
    folders.add(dirname(join(dir, ref)));
  }
  await Promise.all([...folders].map(syncDirectory));
}

async function lockOne({ refs, options, failed, names }: Moving, update: RefUpdate, locked: Locked[]): Promise<void> {
  try {
    if (!isOwnRefName(update.ref)) {
      throw fault('GitRefInvalid', { ref: update.ref });
    }
    const other = update.before === null && update.after !== null ? names.nestedWith(update.ref) : undefined;
    if (other !== undefined) {
      throw fault('GitRefNested', { ref: update.ref, other });
    }
    const lock = await lockFile(refs.dir, update.ref, options.startedAt);
    const actual = refs.find(update.ref) ?? null;
    if (actual !== update.before) {
      await lock.release();
      throw fault('GitRefMoved', {
        ref: update.ref,
        expected: update.before ?? zeroId,
        actual: actual ?? zeroId,
      });
    }
    names.add(update.ref);
    locked.push({ ...update, lock });
  } catch (error) {
    if (!isFault(error)) {
      throw error;
    }
    failed.set(update.ref, error);
  }
}

/** refs/heads/a and refs/heads/a/b cannot both be: one is a file, the other needs a folder. */
class RefNames {
  readonly #list: () => Iterable<string>;
  readonly #names = new Set<string>();
  /** Folder -> a ref in it. */
  readonly #folders = new Map<string, string>();
  #isListed = false;

  constructor(list: () => Iterable<string>) {
    this.#list = list;
  }

  nestedWith(ref: string): string | undefined {
    if (!this.#isListed) {
      this.#isListed = true;
      for (const name of this.#list()) {
        this.add(name);
      }
    }
    return this.#folders.get(ref) ?? foldersOf(ref).find((folder) => this.#names.has(folder));
  }

  add(ref: string): void {
    this.#names.add(ref);
    foldersOf(ref).forEach((folder) => this.#folders.set(folder, ref));
  }
}

function foldersOf(ref: string): string[] {
  const parts = ref.split('/');
  return parts.slice(1).map((_, at) => parts.slice(0, at + 1).join('/'));
}

/** Takes deleted refs out of packed-refs first, so that none comes back when its loose file goes. */
async function deletePacked(refs: Refs, locked: readonly Locked[], startedAt: number): Promise<void> {
  const gone = new Set(locked.filter(({ after }) => after === null).map(({ ref }) => ref));
  if (![...gone].some((ref) => refs.packed().refs.has(ref))) {
    return;
  }
  const lock = await lockFile(refs.dir, 'packed-refs', startedAt);
  try {
    const text = readFileSync(join(refs.dir, 'packed-refs'), 'utf8');
    let keeping = true;
    const lines = text.split('\n').filter((line) => {
      keeping = line.startsWith('^') ? keeping : !gone.has(line.slice(41));
      return keeping;
    });
    await lock.write(lines.join('\n'));
    await lock.publish();
    await syncDirectory(refs.dir);
  } finally {
    await lock.release();
  }
}

function appendReflog(dir: string, update: RefUpdate, { by, note }: RefUpdateOptions): void {
  const path = join(dir, 'logs', update.ref);
  if (update.after === null || !(existsSync(path) || keepsReflogs(dir))) {
    return;
  }
  mkdirSync(dirname(path), { recursive: true });
  const line = `${update.before ?? zeroId} ${update.after} ${formatSignature(by)}\t${note.split('\n', 1)[0] ?? ''}\n`;
  appendFileSync(path, line);
}

/** Bare repositories have none unless their configuration asks for them. */
function keepsReflogs(dir: string): boolean {
  return /^\s*logallrefupdates\s*=\s*(true|always)\s*$/im.test(readFileSync(join(dir, 'config'), 'utf8'));
}

async function removeEmptyParents(dir: string, ref: string): Promise<void> {
  for (let at = dirname(ref); at.split('/').length > 2; at = dirname(at)) {
    try {
      await rmdir(join(dir, at));
    } catch {
      return;
    }
  }
}
