import { isFault } from '@juanie/fault';
import { parseRepositoryName, type GitHost, type GitRepository } from '@juanie/git';
import { fault } from '../faults.ts';
import type { FileWrite, Forge, ForgeAdapter } from '../forge.ts';
import { repositoryPath } from '../repository-path.ts';
import { embeddedChangeRequests } from './change-requests.ts';
import { embeddedStatuses } from './statuses.ts';

/** The logical name of this installation's own Git host: nothing in Git depends on a port. */
const logicalHost = 'git.juanie.internal';

/** The Git host of this installation. It needs no webhooks: the host tells of every ref that moves by itself. */
export function embedded(git: GitHost): ForgeAdapter {
  return {
    id: 'embedded',
    matches: (repository) => repository.hostname === logicalHost,
    open: (repository) => openEmbedded(git, repositoryPath(repository)),
  };
}

function openEmbedded(git: GitHost, name: string): Forge {
  function getRepository(): GitRepository {
    const found = parseRepositoryName(name) === undefined ? undefined : git.find(name);
    if (found === undefined) {
      throw fault('ForgeRepositoryNotFound', { host: logicalHost, repository: name });
    }
    return found;
  }

  return {
    async getRepository() {
      const repository = getRepository();
      return {
        name: repository.name,
        defaultBranch: repository.defaultBranch(),
        cloneUrl: `http://${logicalHost}/${repository.name}.git`,
        archived: false,
        empty: repository.refs().size === 0,
      };
    },
    async listBranches() {
      const branches = [...getRepository().refs()].filter(([ref]) => ref.startsWith('refs/heads/'));
      return branches.map(([ref, commit]) => ({ name: ref.slice('refs/heads/'.length), commit }));
    },
    async findBranch(branch) {
      const commit = getRepository().refs().get(`refs/heads/${branch}`);
      return commit === undefined ? undefined : { name: branch, commit };
    },
    ensureBranch: (branch, commit) => ensureBranch(getRepository(), branch, commit),
    async deleteBranch(branch) {
      const ref = `refs/heads/${branch}`;
      const before = getRepository().refs().get(ref);
      await (before === undefined ? undefined : getRepository().updateRef({ ref, before, after: null }));
    },
    async getFile(path, ref) {
      const commit = getRepository().resolve(ref);
      return commit === undefined ? undefined : getRepository().tree(commit).read(path);
    },
    writeFiles: (write) => writeFiles(getRepository(), write),
    statuses: embeddedStatuses(getRepository),
    changeRequests: embeddedChangeRequests(getRepository),
  };
}

async function ensureBranch(repository: GitRepository, branch: string, commit: string): Promise<void> {
  const ref = `refs/heads/${branch}`;
  const after = repository.resolve(commit);
  if (after === undefined) {
    throw fault('ForgeCommitNotFound', { repository: repository.name, commit });
  }
  if (repository.refs().get(ref) === after) {
    return;
  }
  const place = { repository: repository.name, branch, moved: 'ForgeBranchExists' } as const;
  await translated(place, () => repository.updateRef({ ref, before: null, after }));
}

async function writeFiles(repository: GitRepository, write: FileWrite): Promise<{ commit: string }> {
  const { branch, author, message, files, expect } = write;
  if (repository.resolve(`refs/heads/${branch}`) === undefined && repository.refs().size > 0) {
    throw fault('ForgeBranchNotFound', { repository: repository.name, branch });
  }
  const request = { branch, author, message, change: () => files, ...(expect === undefined ? {} : { expect }) };
  return translated({ repository: repository.name, branch }, async () => ({
    commit: (await repository.commit(request)).id,
  }));
}

/** Git's own reasons in the words of the port. */
async function translated<Value>(
  {
    repository,
    branch,
    moved = 'ForgeBranchMoved',
  }: { repository: string; branch: string; moved?: 'ForgeBranchExists' | 'ForgeBranchMoved' },
  work: () => Promise<Value>,
): Promise<Value> {
  try {
    return await work();
  } catch (error) {
    if (isFault(error) && error.reason === 'GitRefMoved') {
      throw fault(moved, { repository, branch }, { cause: error });
    }
    if (isFault(error) && error.reason === 'GitPathInvalid') {
      throw fault('ForgePathInvalid', error.params, { cause: error });
    }
    throw error;
  }
}
