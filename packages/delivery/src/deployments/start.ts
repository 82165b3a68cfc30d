import type { DeploymentRow, EnvironmentRow, ProjectRow, Query, ReleaseRow } from '@juanie/database';
import type { Actor } from '../actor.ts';
import { command } from '../core/command.ts';
import { fault } from '../core/faults.ts';
import { parseStored, type Kernel } from '../core/kernel.ts';
import { environmentsOf, findEnvironment, getEnvironment, getRelease, releaseById, releaseName } from '../core/rows.ts';
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
      const release = await releaseFor(writing, { project, environment, input });
      const again = release.id === environment.release_id;
      const number = await requestDeployment(kernel, writing, {
        project,
        environment,
        release,
        kind: 'deploy',
        cause: 'person',
        by: actor,
        note: input.note ?? '',
        change: { to: 'release', release: release.id, again },
      });
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

async function releaseFor(
  query: Query,
  { project, environment, input }: { project: ProjectRow; environment: EnvironmentRow; input: Input<'deploy'> },
): Promise<ReleaseRow> {
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
  if (input.commit !== undefined) {
    const { commit } = input;
    const found = commit.length < 7 ? undefined : rows.find((row) => row.commit_id.startsWith(commit));
    if (found === undefined) {
      throw fault('ReleaseNotFound', { project: project.name, release: commit });
    }
    return found;
  }
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
    release: ReleaseRow;
    from?: string;
    note?: string;
  },
) {
  const { project, environment, number, release, ...more } = what;
  const detail = { environment: environment.name, release: releaseName(release), ...more };
  return { answer: number, audit: { action, target: `#${number}`, project: project.name, detail } };
}
