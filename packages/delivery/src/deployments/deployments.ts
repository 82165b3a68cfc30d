import type { DeploymentRow, ProjectRow } from '@juanie/database';
import type { Actor } from '../actor.ts';
import { authorize } from '../core/authorize.ts';
import { fault } from '../core/faults.ts';
import type { Kernel } from '../core/kernel.ts';
import { findEnvironment, getProject } from '../core/rows.ts';
import type { Deployments } from '../delivery.ts';
import { visibleProjects } from '../projects/projects.ts';
import type { DeploymentView } from '../views.ts';
import { approve, cancel, reject } from './approve.ts';
import { getDeployment } from './find.ts';
import { deploy, promote, rollback } from './start.ts';
import { sheet } from './sheet.ts';
import { viewDeployment } from './view.ts';

export function deploymentService(kernel: Kernel): Deployments {
  const view = async (actor: Actor, at: { project: string; number: number }) =>
    await viewDeployment(kernel, actor, await getDeployment(kernel.query, actor, at));
  return {
    list: (actor, query) => list(kernel, actor, query),
    get: view,
    sheet: (actor, query) => sheet(kernel, actor, query),
    deploy: async (actor, input) => view(actor, { project: input.project, number: await deploy(kernel, actor, input) }),
    promote: async (actor, input) =>
      view(actor, { project: input.project, number: await promote(kernel, actor, input) }),
    rollback: async (actor, input) =>
      view(actor, { project: input.project, number: await rollback(kernel, actor, input) }),
    async approve(actor, input) {
      await approve(kernel, actor, input);
      return await view(actor, input);
    },
    async reject(actor, input) {
      await reject(kernel, actor, input);
      return await view(actor, input);
    },
    async cancel(actor, input) {
      await cancel(kernel, actor, input);
      return await view(actor, input);
    },
    approvals: (actor) => approvals(kernel, actor),
  };
}

async function list(
  kernel: Kernel,
  actor: Actor,
  wanted: { project?: string; environment?: string; limit?: number },
): Promise<readonly DeploymentView[]> {
  const { query } = kernel;
  const projects = await projectsFor(kernel, actor, wanted.project);
  const [only] = projects;
  const environment =
    wanted.environment === undefined || only === undefined
      ? undefined
      : await findEnvironment(query, only.id, wanted.environment);
  if (wanted.environment !== undefined && environment === undefined) {
    throw fault('EnvironmentNotFound', { project: wanted.project ?? '', environment: wanted.environment });
  }
  const ids = projects.map(({ id }) => id);
  let rows = query
    .selectFrom('deployments')
    .selectAll()
    .where('project_id', 'in', ids.length === 0 ? [''] : ids);
  if (environment !== undefined) {
    rows = rows.where('environment_id', '=', environment.id);
  }
  const found = await rows
    .orderBy('created_at', 'desc')
    .orderBy('number', 'desc')
    .limit(Math.min(wanted.limit ?? 50, 200))
    .execute();
  return await viewAll(kernel, actor, { projects, rows: found });
}

async function projectsFor(kernel: Kernel, actor: Actor, name: string | undefined): Promise<readonly ProjectRow[]> {
  if (name !== undefined) {
    return [(await getProject(kernel.query, actor, { name, action: 'project.look' })).project];
  }
  await authorize(kernel.query, actor, { action: 'organisation.look', target: { organisation: actor.organisation } });
  return await visibleProjects(kernel.query, actor);
}

async function viewAll(
  kernel: Kernel,
  actor: Actor,
  { projects, rows }: { projects: readonly ProjectRow[]; rows: readonly DeploymentRow[] },
): Promise<DeploymentView[]> {
  const views: DeploymentView[] = [];
  for (const row of rows) {
    const project = projects.find(({ id }) => id === row.project_id);
    const environment = await kernel.query
      .selectFrom('environments')
      .selectAll()
      .where('id', '=', row.environment_id)
      .executeTakeFirst();
    if (project !== undefined && environment !== undefined) {
      views.push(await viewDeployment(kernel, actor, { project, environment, row }));
    }
  }
  return views;
}

/** The inbox: what I can decide first, what I asked for, and the last decisions. */
async function approvals(kernel: Kernel, actor: Actor): ReturnType<Deployments['approvals']> {
  const projects = await projectsFor(kernel, actor, undefined);
  const ids = projects.map(({ id }) => id);
  const rows = await kernel.query
    .selectFrom('deployments')
    .selectAll()
    .where('project_id', 'in', ids.length === 0 ? [''] : ids)
    .where('approvals', '>', 0)
    .orderBy('created_at', 'desc')
    .limit(200)
    .execute();
  const views = await viewAll(kernel, actor, { projects, rows });
  const waits = views.filter(
    ({ state, waitingFor }) => state === 'pending' && waitingFor !== 'queue' && waitingFor !== 'previous',
  );
  const own = new Set(rows.filter((row) => row.by_id === actor.id).map((row) => `${row.project_id} ${row.number}`));
  const isOwn = (view: DeploymentView) => {
    const project = projects.find(({ name }) => name === view.project);
    return own.has(`${project?.id ?? ''} ${view.number}`);
  };
  return {
    waiting: waits.toSorted(
      (a, b) => Number(b.approval?.canApprove ?? false) - Number(a.approval?.canApprove ?? false),
    ),
    requested: views.filter((view) => view.state === 'pending' && isOwn(view)),
    decided: views
      .filter(
        ({ state, approval }) =>
          (state !== 'pending' && (approval?.given.length ?? 0) > 0) || approval?.rejected != null,
      )
      .slice(0, 50),
  };
}
