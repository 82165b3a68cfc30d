import { join } from 'node:path';
import type { GitRepository } from '@juanie/git';
import { z } from 'zod';
import { fault } from '../faults.ts';
import type { CommitStatus, CommitStatuses } from '../forge.ts';
import { inTurn, readRecord, writeRecord } from './records.ts';

const Statuses = z.array(
  z.object({
    context: z.string(),
    state: z.enum(['pending', 'success', 'failure']),
    description: z.string(),
    url: z.string().exactOptional(),
  }),
);

/** Statuses in one small file for each commit. */
export function embeddedStatuses(getRepository: () => GitRepository): CommitStatuses {
  function fileOf(commit: string): string {
    const repository = getRepository();
    const id = repository.resolve(commit);
    if (id === undefined) {
      throw fault('ForgeCommitNotFound', { repository: repository.name, commit });
    }
    return join(repository.dir, 'juanie/statuses', id.slice(0, 2), `${id.slice(2)}.json`);
  }

  async function read(file: string): Promise<readonly CommitStatus[]> {
    return (await readRecord(file, Statuses)) ?? [];
  }

  return {
    async set(commit, status) {
      const file = fileOf(commit);
      await inTurn(file, async () => {
        const others = (await read(file)).filter(({ context }) => context !== status.context);
        await writeRecord(
          file,
          [...others, status].sort((a, b) => (a.context < b.context ? -1 : 1)),
        );
      });
    },
    async list(commit) {
      return read(fileOf(commit));
    },
  };
}
