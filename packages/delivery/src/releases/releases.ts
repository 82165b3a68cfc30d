import type { ProjectRow, ReleaseRow } from '@juanie/database';
import type { Actor } from '../actor.ts';
import type { Kernel } from '../core/kernel.ts';
import { releaseNumber } from '../core/names.ts';
import { getProject, getRelease } from '../core/rows.ts';
import type { Releases } from '../delivery.ts';
import { releaseRef } from '../environments/view.ts';
import type { ReleaseView } from '../views.ts';

export function releaseService(kernel: Kernel): Releases {
  const { query } = kernel;
  return {
    async list(actor: Actor, { project: name, limit = 50, before }) {
      const { project } = await getProject(query, actor, { name, action: 'project.look' });
      const rows = await query
        .selectFrom('releases')
        .selectAll()
        .where('project_id', '=', project.id)
        .where('number', '<', releaseNumber(before ?? '') ?? Number.MAX_SAFE_INTEGER)
        .orderBy('number', 'desc')
        .limit(Math.min(limit, 500))
        .execute();
      return await Promise.all(rows.map((row) => viewRelease(kernel, project, row)));
    },
    async get(actor, { project: name, name: release }) {
      const { project } = await getProject(query, actor, { name, action: 'project.look' });
      return await viewRelease(kernel, project, await getRelease(query, project, release));
    },
  };
}

async function viewRelease(kernel: Kernel, project: ProjectRow, row: ReleaseRow): Promise<ReleaseView> {
  const { query } = kernel;
  const build = await query
    .selectFrom('builds')
    .select('number')
    .where('id', '=', row.build_id ?? '')
    .executeTakeFirst();
  const deployments = await query
    .selectFrom('deployments')
    .innerJoin('environments', 'environments.id', 'deployments.environment_id')
    .select(['environments.name', 'environments.release_id', 'deployments.number', 'deployments.state'])
    .where('deployments.project_id', '=', project.id)
    .where('deployments.release_id', '=', row.id)
    .where('environments.state', '<>', 'deleted')
    .where('deployments.state', '<>', 'cancelled')
    .orderBy('deployments.number')
    .execute();
  const newest = new Map(deployments.map((one) => [one.name, one]));
  return {
    ...(await releaseRef(query, row)),
    createdAt: row.created_at,
    branch: row.branch,
    build: build?.number ?? null,
    environments: [...newest.values()].map((one) => ({
      name: one.name,
      state: stateOf(one.state, one.release_id === row.id),
      deployment: one.number,
    })),
  };
}

function stateOf(state: string, isLive: boolean): ReleaseView['environments'][number]['state'] {
  switch (state) {
    case 'pending':
      return 'waiting';
    case 'running':
      return 'deploying';
    case 'failed':
      return 'failed';
    case 'rollback':
      return 'rolled-back';
    default:
      return isLive ? 'live' : 'previous';
  }
}
