import type { FileTree } from '@juanie/kube';
import { fault } from '../core/faults.ts';
import type { FileChanges, GitCommit, GitPerson, GitRepo } from '../core/git.ts';
import type { Kernel } from '../core/kernel.ts';
import { fleetRepository } from '../core/rows.ts';

const fleetBranch = 'main';
const juanie: GitPerson = { name: 'Juanie', email: 'juanie@juanie.internal' };

export interface FleetCommit {
  readonly subject: string;
  readonly author: GitPerson;
  readonly trailers: readonly (readonly [string, string])[];
  /** Answers no change when the tree says it already: then nothing is committed. */
  readonly change: (tree: FileTree) => FileChanges;
}

export function fleetOf(kernel: Pick<Kernel, 'git'>): GitRepo {
  const repository = kernel.git.find(fleetRepository);
  if (repository === undefined) {
    throw fault('CommitNotFound', { repository: fleetRepository, commit: fleetBranch });
  }
  return repository;
}

export function fleetHead(kernel: Pick<Kernel, 'git'>): string {
  const fleet = fleetOf(kernel);
  const head = fleet.resolve(`refs/heads/${fleetBranch}`);
  if (head === undefined) {
    throw fault('CommitNotFound', { repository: fleetRepository, commit: fleetBranch });
  }
  return head;
}

/** The fleet with its first commit; made when it is missing. */
export async function ensureFleet(kernel: Kernel): Promise<void> {
  const { settings, git, layout } = kernel;
  const fleet = git.find(fleetRepository) ?? (await git.create(fleetRepository, { defaultBranch: fleetBranch }));
  kernel.effect('fleet repository');
  const url = `${settings.externalGit ?? 'http://git.juanie.internal'}/${fleetRepository}.git`;
  const files = layout.firstFiles({ cluster: settings.cluster.name, url, domain: settings.domain });
  const present = fleet.resolve(`refs/heads/${fleetBranch}`);
  const marker = `${layout.clusterDir(settings.cluster.name)}/kustomization.yaml`;
  if (present === undefined || fleet.tree(present).kindOf(marker) === undefined) {
    await fleet.commit({
      branch: fleetBranch,
      author: juanie,
      committer: juanie,
      message: messageOf({
        subject: `Prepare the cluster ${settings.cluster.name}`,
        trailers: [['Juanie-Action', 'create']],
      }),
      change: (tree) => new Map([...files].filter(([path]) => tree.kindOf(path) === undefined)),
    });
    kernel.effect('fleet first commit');
  }
}

/** One commit by a person through Juanie; undefined when the fleet says it already. */
export async function commitFleet(kernel: Kernel, commit: FleetCommit): Promise<string | undefined> {
  const fleet = fleetOf(kernel);
  const wanted = commit.change(fleet.tree(fleetHead(kernel)));
  if (wanted.size === 0) {
    return undefined;
  }
  const { author, change } = commit;
  const made = await fleet.commit({
    branch: fleetBranch,
    author,
    committer: juanie,
    message: messageOf(commit),
    change,
  });
  kernel.effect('fleet commit');
  return made.id;
}

function messageOf({ subject, trailers }: Pick<FleetCommit, 'subject' | 'trailers'>): string {
  // A person's name may hold a line end; a trailer is one line.
  const lines = trailers.map(([key, value]) => `${key}: ${value.replace(/\s+/g, ' ')}`);
  return `${subject.replace(/\s+/g, ' ')}\n\n${lines.join('\n')}\n`;
}

/** A commit that was made before a crash, found by what it says of itself; `after` bounds the search. */
export function findFleetCommit(
  kernel: Kernel,
  wanted: ReadonlyMap<string, string>,
  after: string | null,
): string | undefined {
  const fleet = fleetOf(kernel);
  const query = after === null ? {} : { not: [after] };
  const commits = fleet.log({ from: fleetHead(kernel), limit: 5_000, ...query });
  return commits.find((commit) => saysAll(commit, wanted))?.id;
}

function trailerOf(commit: GitCommit, key: string): string | undefined {
  return commit.trailers.find((trailer) => trailer.key.toLowerCase() === key.toLowerCase())?.value;
}

/** Whether Juanie wrote it; a person may copy the trailers, not the committer that the server sets. */
export function isOwnCommit(commit: GitCommit): boolean {
  return commit.committer.email === juanie.email && trailerOf(commit, 'Juanie-Action') !== undefined;
}

function saysAll(commit: GitCommit, wanted: ReadonlyMap<string, string>): boolean {
  return isOwnCommit(commit) && [...wanted].every(([key, value]) => trailerOf(commit, key) === value);
}

/** `main@sha1:abc…` or `main/abc…` -> the commit. */
export function commitOfRevision(revision: string | undefined): string | undefined {
  return /([0-9a-f]{40})$/.exec(revision ?? '')?.[1];
}
