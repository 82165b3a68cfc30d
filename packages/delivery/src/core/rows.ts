import type { EnvironmentRow, ProjectRow, Query, ReleaseRow, RepositoryRow } from '@juanie/database';
import type { Actor } from '../actor.ts';
import type { Role, Tier } from '../views.ts';
import { authorize, type Action, type Target } from './authorize.ts';
import { fault } from './faults.ts';
import { fullEnvironmentName, releaseNumber } from './names.ts';

export const fleetRepository = 'juanie/fleet';

export interface ProjectAt {
  readonly project: ProjectRow;
  readonly role: Role;
}

/** A project that the actor may use for this; hidden as not found where they may not see it. */
export async function getProject(
  query: Query,
  actor: Actor,
  what: { name: string; action: Action },
): Promise<ProjectAt> {
  const project = await query.selectFrom('projects').selectAll().where('name', '=', what.name).executeTakeFirst();
  if (project === undefined) {
    throw fault('ProjectNotFound', { name: what.name });
  }
  const target = targetOf(project);
  return { project, role: await authorize(query, actor, { action: what.action, target }) };
}

export interface EnvironmentAt extends ProjectAt {
  readonly environment: EnvironmentRow;
}

export async function getEnvironment(
  query: Query,
  actor: Actor,
  what: { project: string; environment: string; action: Action },
): Promise<EnvironmentAt> {
  const { project } = await getProject(query, actor, { name: what.project, action: 'project.look' });
  const environment = await findEnvironment(query, project.id, what.environment);
  if (environment === undefined) {
    throw fault('EnvironmentNotFound', { project: project.name, environment: what.environment });
  }
  const role = await authorize(query, actor, { action: what.action, target: targetOf(project, environment) });
  return { project, environment, role };
}

export async function findEnvironment(
  query: Query,
  projectId: string,
  name: string,
): Promise<EnvironmentRow | undefined> {
  const rows = await environmentsOf(query, projectId);
  return rows.find((row) => row.name === name) ?? rows.find((row) => row.name === fullEnvironmentName(name));
}

/** In the order of promotion; deleted ones are left out. */
export async function environmentsOf(query: Query, projectId: string): Promise<EnvironmentRow[]> {
  return await query
    .selectFrom('environments')
    .selectAll()
    .where('project_id', '=', projectId)
    .where('state', '<>', 'deleted')
    .orderBy('position')
    .orderBy('name')
    .execute();
}

export async function repositoryOf(query: Query, projectId: string): Promise<RepositoryRow | undefined> {
  return await query.selectFrom('repositories').selectAll().where('project_id', '=', projectId).executeTakeFirst();
}

export async function getRelease(query: Query, project: ProjectRow, name: string): Promise<ReleaseRow> {
  const number = releaseNumber(name);
  const row =
    number === undefined
      ? undefined
      : await query
          .selectFrom('releases')
          .selectAll()
          .where('project_id', '=', project.id)
          .where('number', '=', number)
          .executeTakeFirst();
  if (row === undefined) {
    throw fault('ReleaseNotFound', { project: project.name, release: name });
  }
  return row;
}

export async function releaseById(query: Query, id: string | null): Promise<ReleaseRow | undefined> {
  return id === null
    ? undefined
    : await query.selectFrom('releases').selectAll().where('id', '=', id).executeTakeFirst();
}

export function releaseName(row: { number: number }): string {
  return `r${row.number}`;
}

export function targetOf(project: ProjectRow, environment?: EnvironmentRow): Target {
  return {
    organisation: project.organisation_id,
    project: { id: project.id, name: project.name },
    environment: environment === undefined ? undefined : { id: environment.id, tier: environment.tier as Tier },
  };
}

export function systemActor(organisation: string): Actor {
  return { kind: 'system', id: 'juanie', name: 'Juanie', email: 'juanie@juanie.internal', organisation };
}

/** Who asked, as it is kept with what they asked for. */
export function by(actor: { id: string; name: string; email: string }) {
  return { by_id: actor.id, by_name: actor.name, by_email: actor.email };
}
