import { ByteCache } from './byte-cache.ts';
import type { GitObject } from './object.ts';
import { OpenFiles } from './open-files.ts';
import type { PackIndex } from './pack-index.ts';
import { Slots } from './slots.ts';
import type { Tree } from './tree.ts';

/** What the repositories of one host share, so that a thousand of them cost no more than one. */
export interface GitCaches {
  readonly objects: ByteCache<GitObject>;
  readonly trees: ByteCache<Tree>;
  readonly packIndexes: ByteCache<PackIndex>;
  readonly files: OpenFiles;
  /** Git processes that answer clients: each costs memory, however many clients come. */
  readonly processes: Slots;
}

const MiB = 1024 * 1024;

export function openCaches(): GitCaches {
  return {
    objects: new ByteCache(32 * MiB),
    trees: new ByteCache(32 * MiB),
    packIndexes: new ByteCache(64 * MiB),
    files: new OpenFiles(64),
    processes: new Slots(48),
  };
}
