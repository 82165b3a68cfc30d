import type { DeploymentRow, EnvironmentRow, ProjectRow, Query, ReleaseRow, Writing } from '@juanie/database';
import type { Actor } from '../actor.ts';
import { command } from '../core/command.ts';
import { requestBuild } from '../builds/request.ts';
import { fault } from '../core/faults.ts';
import { findCommit } from '../core/git.ts';
import { parseStored, type Kernel } from '../core/kernel.ts';
import {
  environmentsOf,
  findEnvironment,
  getEnvironment,
  getRelease,
  releaseById,
  releaseName,
  repositoryOf,
} from '../core/rows.ts';
import type { Deployments } from '../delivery.ts';
import { startHold } from '../environments/holds.ts';
import { matches } from '../rules/rules.ts';
import type { BranchRule } from '../views.ts';
import type { Change } from './change.ts';
import { renderChange } from './facts.ts';
import { requestDeployment } from './request.ts';

type Input<Name extends 'deploy' | 'promote' | 'rollback'> = Parameters<Deployments[Name]>[1];

/** A release to an environment, by hand. The release that runs there already: its pods are replaced. */
export async function deploy(kernel: Kernel, actor: Actor, input: Input<'deploy'>): Promise<number> {
  return await command(kernel, actor, {
    method: 'deployments.deploy',
    once: input,
    run: async (writing) => {
      const { project, environment } = await open(writing, actor, { ...input, action: 'deployment.request' });
      const found = await releaseFor(kernel, writing, { project, environment, input, actor });
      const number = await requestDeployment(kernel, writing, {
        project,
        environment,
        kind: 'deploy',
        cause: 'person',
        by: actor,
        note: input.note ?? '',
        ...found,
      });
      const { release } = found;
      return answered('deployment.deploy', { project, environment, number, release });
    },
  });
}

/** Moves the release that works in one environment on to the next: the same digests, never a new build. */
export async function promote(kernel: Kernel, actor: Actor, input: Input<'promote'>): Promise<number> {
  const found = await promotion(kernel.query, actor, input);
  if (input.hash !== undefined) {
    const { hash } = await renderChange(kernel, { ...found, number: 0, change: promotionChange(found.release) });
    if (hash !== input.hash) {
      throw fault('SheetOutdated', { environment: found.environment.name });
    }
  }
  return await command(kernel, actor, {
    method: 'deployments.promote',
    once: input,
    run: async (writing) => {
      const { project, environment, from, release } = await promotion(writing, actor, input);
      if (environment.release_id === release.id) {
        throw fault('PromotionSame', { environment: environment.name, release: releaseName(release) });
      }
      const number = await requestDeployment(kernel, writing, {
        project,
        environment,
        release,
        kind: 'promote',
        cause: 'person',
        by: actor,
        note: input.note ?? '',
        change: promotionChange(release),
        askApproval: input.askApproval ?? false,
      });
      return answered('deployment.promote', { project, environment, number, release, from: from.name });
    },
  });
}

function promotionChange(release: ReleaseRow): Change {
  return { to: 'release', release: release.id };
}

export interface Promotion {
  readonly project: ProjectRow;
  readonly environment: EnvironmentRow;
  readonly from: EnvironmentRow;
  readonly release: ReleaseRow;
}

/** Only what has worked in the environment before may move. */
export async function promotion(
  query: Query,
  actor: Actor,
  input: { project: string; from?: string; to: string; release?: string },
): Promise<Promotion> {
  const { project, environment } = await open(query, actor, {
    project: input.project,
    environment: input.to,
    action: 'deployment.request',
  });
  const from =
    input.from === undefined
      ? (await environmentsOf(query, project.id)).filter(({ position }) => position < environment.position).at(-1)
      : await findEnvironment(query, project.id, input.from);
  if (from === undefined || from.id === environment.id) {
    throw fault('PromotionImpossible', { environment: environment.name });
  }
  const release =
    input.release === undefined
      ? await releaseById(query, from.release_id)
      : await getRelease(query, project, input.release);
  if (release === undefined || !(await hasWorkedIn(query, from, release))) {
    throw fault('PromotionImpossible', { environment: environment.name });
  }
  return { project, environment, from, release };
}

export async function hasWorkedIn(query: Query, environment: EnvironmentRow, release: ReleaseRow): Promise<boolean> {
  const found = await query
    .selectFrom('deployments')
    .select('id')
    .where('environment_id', '=', environment.id)
    .where('release_id', '=', release.id)
    .where('state', '=', 'success')
    .executeTakeFirst();
  return found !== undefined;
}

/** Back to a release that worked here, with the variables of then or of now; the environment is held after it. */
export async function rollback(kernel: Kernel, actor: Actor, input: Input<'rollback'>): Promise<number> {
  return await command(kernel, actor, {
    method: 'deployments.rollback',
    once: input,
    run: async (writing) => {
      const { project, environment } = await open(writing, actor, { ...input, action: 'deployment.rollback' });
      const { target, release } = await earlierDeployment(writing, { project, environment, to: input.to });
      const undone = await currentDeployment(writing, environment);
      const number = await requestDeployment(kernel, writing, {
        project,
        environment,
        release,
        kind: 'rollback',
        cause: 'person',
        by: actor,
        note: input.note,
        change: earlierChange(target, input.vars ?? 'then'),
        ...(undone === undefined ? {} : { rollsBack: undone.number }),
      });
      await startHold(kernel, writing, {
        environment: environment.id,
        cause: 'rollback',
        reason: input.note,
        by: actor,
      });
      return answered('deployment.rollback', { project, environment, number, release, note: input.note });
    },
  });
}

export function earlierChange(target: DeploymentRow, variables: 'then' | 'now'): Change {
  return { to: 'earlier', commit: target.fleet_commit ?? '', variables, replicas: 'now' };
}

/** The newest deployment of the release that worked here; without a release: of the one before the current. */
export async function earlierDeployment(
  query: Query,
  { project, environment, to }: { project: ProjectRow; environment: EnvironmentRow; to: string | undefined },
): Promise<{ target: DeploymentRow; release: ReleaseRow }> {
  const wanted = to === undefined ? undefined : await getRelease(query, project, to);
  const rows = query
    .selectFrom('deployments')
    .selectAll()
    .where('environment_id', '=', environment.id)
    .where('state', 'in', ['success'])
    .where('fleet_commit', 'is not', null)
    .orderBy('number', 'desc');
  const target =
    wanted === undefined
      ? await rows.where('release_id', '<>', environment.release_id ?? '').executeTakeFirst()
      : await rows.where('release_id', '=', wanted.id).executeTakeFirst();
  const release = await releaseById(query, target?.release_id ?? null);
  if (target === undefined || release === undefined) {
    throw fault('NothingToRollBackTo', { environment: environment.name });
  }
  return { target, release };
}

/** What the rollback undoes: the newest that brought a release, running or ended. */
async function currentDeployment(query: Query, environment: EnvironmentRow): Promise<DeploymentRow | undefined> {
  return await query
    .selectFrom('deployments')
    .selectAll()
    .where('environment_id', '=', environment.id)
    .where('state', 'in', ['running', 'success', 'failed'])
    .where('kind', 'in', ['deploy', 'promote'])
    .orderBy('number', 'desc')
    .executeTakeFirst();
}

async function open(
  query: Query,
  actor: Actor,
  what: { project: string; environment: string; action: 'deployment.request' | 'deployment.rollback' },
): Promise<{ project: ProjectRow; environment: EnvironmentRow }> {
  const { project, environment } = await getEnvironment(query, actor, what);
  if (project.state !== 'active') {
    throw fault('ProjectNotActive', { name: project.name, state: project.state });
  }
  if (environment.state === 'deleting') {
    throw fault('StateForbids', { target: environment.name, state: environment.state, action: 'deploy' });
  }
  return { project, environment };
}

interface DeployAt {
  readonly project: ProjectRow;
  readonly environment: EnvironmentRow;
  readonly input: Input<'deploy'>;
  readonly actor: Actor;
}

/** The release that is meant, or a build of the commit that is meant. */
async function releaseFor(
  kernel: Kernel,
  writing: Writing,
  at: DeployAt,
): Promise<{ release: ReleaseRow | null; change: Change }> {
  const { project, environment, input } = at;
  const release =
    input.commit === undefined || input.release !== undefined
      ? await chosenRelease(writing, at)
      : await releaseOfCommit(kernel, writing, { project, commit: input.commit });
  if (release === undefined) {
    return { release: null, change: await buildOf(kernel, writing, { ...at, commit: input.commit ?? '' }) };
  }
  return { release, change: { to: 'release', release: release.id, again: release.id === environment.release_id } };
}

async function releaseOfCommit(
  kernel: Kernel,
  query: Query,
  { project, commit }: { project: ProjectRow; commit: string },
): Promise<ReleaseRow | undefined> {
  const { id } = await commitOf(kernel, query, { project, commit });
  return await query
    .selectFrom('releases')
    .selectAll()
    .where('project_id', '=', project.id)
    .where('commit_id', '=', id)
    .orderBy('number', 'desc')
    .executeTakeFirst();
}

async function commitOf(kernel: Kernel, query: Query, { project, commit }: { project: ProjectRow; commit: string }) {
  const row = await repositoryOf(query, project.id);
  const found = /^[0-9a-f]{7,40}$/.test(commit) ? findCommit(kernel.git.find(row?.name ?? ''), commit) : undefined;
  if (found === undefined) {
    throw fault('CommitNotFound', { repository: row?.name ?? project.name, commit });
  }
  return { ...found, branch: row?.default_branch ?? 'main' };
}

/** The build that is under way for the commit, or a new one. */
async function buildOf(kernel: Kernel, writing: Writing, at: DeployAt & { commit: string }): Promise<Change> {
  const { project, actor } = at;
  const commit = await commitOf(kernel, writing, at);
  const open = await writing
    .selectFrom('builds')
    .select('id')
    .where('project_id', '=', project.id)
    .where('commit_id', '=', commit.id)
    .where('state', 'in', ['queued', 'running'])
    .executeTakeFirst();
  const make = { project, commit, branch: commit.branch, targets: [], by: actor, beside: true };
  const build = open?.id ?? (await requestBuild(kernel, writing, make)).id;
  return { to: 'commit', commit: commit.id, build };
}

async function chosenRelease(query: Query, { project, environment, input }: DeployAt): Promise<ReleaseRow> {
  if (input.release !== undefined) {
    return await getRelease(query, project, input.release);
  }
  const rows = await query
    .selectFrom('releases')
    .selectAll()
    .where('project_id', '=', project.id)
    .orderBy('number', 'desc')
    .limit(500)
    .execute();
  const globs = parseStored<BranchRule[]>(project.rules).filter(({ environment: name }) => name === environment.name);
  // An environment that no rule names is fed by promotion and by hand: any release may go there.
  const allowed = rows.find(
    ({ branch }) => globs.length === 0 || globs.some(({ branches }) => matches(branches, branch)),
  );
  if (allowed === undefined) {
    throw fault('NoRelease', { project: project.name, environment: environment.name });
  }
  return allowed;
}

function answered(
  action: string,
  what: {
    project: ProjectRow;
    environment: EnvironmentRow;
    number: number;
    release: ReleaseRow | null;
    from?: string;
    note?: string;
  },
) {
  const { project, environment, number, release, ...more } = what;
  const detail = { environment: environment.name, release: release === null ? null : releaseName(release), ...more };
  return { answer: number, audit: { action, target: `#${number}`, project: project.name, detail } };
}
