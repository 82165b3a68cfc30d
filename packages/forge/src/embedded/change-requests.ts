import { join } from 'node:path';
import type { GitRepository } from '@juanie/git';
import { z } from 'zod';
import { fault } from '../faults.ts';
import type { ChangeRequest, ChangeRequestDraft, ChangeRequests } from '../forge.ts';
import { inTurn, readRecord, writeRecord } from './records.ts';

const Stored = z.object({
  number: z.number().int().positive(),
  source: z.string(),
  target: z.string(),
  title: z.string(),
  description: z.string(),
  /** The source's commit when it was last seen: it may be deleted after the merge. */
  head: z.string(),
  state: z.enum(['open', 'merged', 'closed']),
});
type Stored = z.infer<typeof Stored>;

/** Change requests in one file beside the repository. They are merged by a push, as every other change. */
export function embeddedChangeRequests(getRepository: () => GitRepository): ChangeRequests {
  const fileOf = () => join(getRepository().dir, 'juanie/change-requests.json');

  /** Reads, brings what Git says up to date, lets the caller change it, and writes it back when it differs. */
  async function change<Value>(work: (all: Stored[]) => Value): Promise<Value> {
    const file = fileOf();
    return inTurn(file, async () => {
      const before = (await readRecord(file, z.array(Stored))) ?? [];
      const all = await Promise.all(before.map((request) => observe(getRepository(), request)));
      const result = work(all);
      if (JSON.stringify(all) !== JSON.stringify(before)) {
        await writeRecord(file, all);
      }
      return result;
    });
  }

  return {
    async ensure(draft) {
      const head = commitOf(getRepository(), draft.source);
      commitOf(getRepository(), draft.target);
      return change((all) => {
        const open = all.findIndex(
          (one) => one.state === 'open' && one.source === draft.source && one.target === draft.target,
        );
        const number = all[open]?.number ?? all.length + 1;
        const made: Stored = { ...pick(draft), number, head, state: 'open' };
        all.splice(open < 0 ? all.length : open, 1, made);
        return present(made);
      });
    },
    get: (number) => change((all) => present(find(all, number))),
    close: (number) =>
      change((all) => {
        const found = find(all, number);
        all[all.indexOf(found)] = { ...found, state: found.state === 'open' ? 'closed' : found.state };
      }),
  };

  function find(all: readonly Stored[], number: number): Stored {
    const found = all.find((one) => one.number === number);
    if (found === undefined) {
      throw fault('ForgeChangeRequestNotFound', { repository: getRepository().name, number });
    }
    return found;
  }
}

/** An open request whose source is in its target was merged, whoever did it. */
async function observe(repository: GitRepository, request: Stored): Promise<Stored> {
  if (request.state !== 'open') {
    return request;
  }
  const head = repository.resolve(`refs/heads/${request.source}`) ?? request.head;
  const target = repository.resolve(`refs/heads/${request.target}`);
  const isMerged = target !== undefined && (await repository.isAncestor(head, target));
  return { ...request, head, state: isMerged ? 'merged' : 'open' };
}

function commitOf(repository: GitRepository, branch: string): string {
  const commit = repository.resolve(`refs/heads/${branch}`);
  if (commit === undefined) {
    throw fault('ForgeBranchNotFound', { repository: repository.name, branch });
  }
  return commit;
}

function pick({ source, target, title, description }: ChangeRequestDraft): ChangeRequestDraft {
  return { source, target, title, description };
}

function present(stored: Stored): ChangeRequest {
  return { ...pick(stored), number: stored.number, state: stored.state };
}
