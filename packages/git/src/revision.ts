import type { TreeContext } from './file-tree.ts';
import { peelToCommit } from './history.ts';
import { isObjectId } from './object.ts';
import type { ObjectStore } from './object-store.ts';
import { isOwnRefName } from './ref-name.ts';
import type { Refs } from './refs.ts';

export interface RevisionSpace {
  readonly refs: Refs;
  readonly objects: ObjectStore;
}

/** The commit that a name means, looked up in git's order: id, HEAD, full ref, tag, branch, beginning of an id. */
export function resolveRevision(context: TreeContext, space: RevisionSpace, revision: string): string | undefined {
  const id = findId(space, revision);
  return id === undefined ? undefined : findCommit(context, id);
}

function findId({ refs, objects }: RevisionSpace, revision: string): string | undefined {
  if (isObjectId(revision)) {
    return objects.has(revision) ? revision : undefined;
  }
  if (revision === 'HEAD') {
    const head = refs.head();
    return head === undefined ? refs.findLoose('HEAD') : refs.find(head);
  }
  for (const name of [revision, `refs/${revision}`, `refs/tags/${revision}`, `refs/heads/${revision}`]) {
    const found = isOwnRefName(name) ? refs.find(name) : undefined;
    if (found !== undefined) {
      return found;
    }
  }
  const [only, other] = /^[0-9a-f]{4,39}$/.test(revision) ? objects.startingWith(revision) : [];
  return other === undefined ? only : undefined;
}

function findCommit(context: TreeContext, id: string): string | undefined {
  const found = context.objects.find(id);
  if (found === undefined) {
    return undefined;
  }
  return found.type === 'commit' || found.type === 'tag' ? peelToCommit(context, id) : undefined;
}
