import { formatCommit } from './commit.ts';
import { fault } from './faults.ts';
import { openFileTree } from './file-tree.ts';
import { readCommit } from './history.ts';
import { emptyTreeId, nameObject, zeroId, type NamedObject } from './object.ts';
import type { OpenRepository } from './open-repository.ts';
import { buildPack, storePack } from './pack-write.ts';
import { isOwnRefName } from './ref-name.ts';
import type { CommitRequest, MadeCommit } from './repository.ts';
import { editTree } from './tree-edit.ts';

/** How often a change is made again on a branch that keeps moving under it. */
const maxAttempts = 100;

/** One commit without a work tree: its objects in one pack, then the ref by compare and swap. */
export async function commitOnBranch(repository: OpenRepository, request: CommitRequest): Promise<MadeCommit> {
  const ref = `refs/heads/${request.branch}`;
  if (!isOwnRefName(ref)) {
    throw fault('GitRefInvalid', { ref });
  }
  for (let attempt = 1; ; attempt++) {
    const parent = repository.refStore.find(ref) ?? null;
    if (request.expect !== undefined && request.expect !== parent) {
      throw fault('GitRefMoved', { ref, expected: request.expect ?? zeroId, actual: parent ?? zeroId });
    }
    const made = await makeCommit(repository, request, parent);
    const failed = await repository.moveRefs([{ ref, before: parent, after: made.id }], {
      by: made.committer,
      note: `commit: ${request.message}`,
      meanwhile: () => store(repository, made.objects),
    });
    const [moved] = failed.values();
    if (moved === undefined) {
      repository.packAdded();
      return { id: made.id, parent, tree: made.tree };
    }
    if (moved.reason !== 'GitRefMoved' || attempt >= maxAttempts) {
      throw moved;
    }
  }
}

async function makeCommit(repository: OpenRepository, request: CommitRequest, parent: string | null) {
  const { context, objects } = repository;
  const rootId = parent === null ? emptyTreeId : readCommit(context, parent).tree;
  const changes = await request.change(openFileTree(context, rootId), parent);
  const edited = editTree(context, rootId, changes);
  const at = repository.options.now();
  const committer = { at, ...(request.committer ?? request.author) };
  const author = { at, ...request.author };
  const parents = parent === null ? [] : [parent];
  const data = formatCommit({ tree: edited.id, parents, author, committer, message: request.message });
  const commit = nameObject('commit', data);
  const fresh: NamedObject[] = [
    commit,
    ...edited.objects.filter(({ id }) => id === emptyTreeId || !objects.hasAtHand(id)),
  ];
  return { id: commit.id, tree: edited.id, committer, objects: fresh };
}

async function store({ objects, options }: OpenRepository, fresh: readonly NamedObject[]): Promise<void> {
  await storePack(options, await buildPack(fresh));
  fresh.forEach(({ id, type, data }) => objects.keep(id, { type, data }));
}
