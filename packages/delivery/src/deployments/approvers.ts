import type { EnvironmentRow, ProjectRow, Query } from '@juanie/database';
import { may, roleAt, type Grant } from '../core/authorize.ts';
import { targetOf } from '../core/rows.ts';
import type { Role, Tier } from '../views.ts';

/** Who may approve here: active people with the role, by id. */
export async function approversOf(
  query: Query,
  project: ProjectRow,
  environment: EnvironmentRow,
): Promise<ReadonlySet<string>> {
  const rows = await query
    .selectFrom('memberships')
    .select(['user_id', 'organisation_id', 'project_id', 'environment_id', 'role'])
    .where('organisation_id', '=', project.organisation_id)
    .where('state', '=', 'active')
    .execute();
  const grants = new Map<string, Grant[]>();
  for (const row of rows) {
    const { organisation_id: organisation, project_id: of, environment_id: at } = row;
    const known = grants.get(row.user_id) ?? [];
    grants.set(row.user_id, [...known, { organisation, project: of, environment: at, role: row.role as Role }]);
  }
  const target = targetOf(project, environment);
  const allowed = [...grants].filter(([, own]) => {
    const role = roleAt(own, target);
    return role !== undefined && may(role, 'deployment.approve', environment.tier as Tier);
  });
  return new Set(allowed.map(([user]) => user));
}

/** One's own request: where the environment says so, or while nobody else could approve. */
export function isOwnAllowed(approvers: ReadonlySet<string>, environment: EnvironmentRow, user: string): boolean {
  return environment.own_allowed === 1 || (approvers.size === 1 && approvers.has(user));
}
