import type { DeploymentRow, EnvironmentRow, ProjectRow, Query } from '@juanie/database';
import type { Actor } from '../actor.ts';
import { fault } from '../core/faults.ts';
import { getProject } from '../core/rows.ts';

export interface FoundDeployment {
  readonly project: ProjectRow;
  readonly environment: EnvironmentRow;
  readonly row: DeploymentRow;
}

export async function getDeployment(
  query: Query,
  actor: Actor,
  at: { project: string; number: number },
): Promise<FoundDeployment> {
  const { project } = await getProject(query, actor, { name: at.project, action: 'project.look' });
  const row = await query
    .selectFrom('deployments')
    .selectAll()
    .where('project_id', '=', project.id)
    .where('number', '=', at.number)
    .executeTakeFirst();
  const environment =
    row === undefined
      ? undefined
      : await query.selectFrom('environments').selectAll().where('id', '=', row.environment_id).executeTakeFirst();
  if (row === undefined || environment === undefined) {
    throw fault('DeploymentNotFound', { project: project.name, number: at.number });
  }
  return { project, environment, row };
}
