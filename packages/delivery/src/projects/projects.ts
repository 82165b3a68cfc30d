import type { ProjectRow, Query } from '@juanie/database';
import type { Message } from '@juanie/fault';
import type { Actor } from '../actor.ts';
import { authorize, grantsOf, roleAt } from '../core/authorize.ts';
import { command } from '../core/command.ts';
import { fault } from '../core/faults.ts';
import { owe, parseStored, type Kernel } from '../core/kernel.ts';
import { environmentsOf, getProject, repositoryOf, targetOf } from '../core/rows.ts';
import { markStep, type Steps } from '../core/steps.ts';
import { canGo, projectEdges } from '../deployments/lifecycle.ts';
import type { Projects } from '../delivery.ts';
import { decideCourse, explainCourse, rulesOf } from '../rules/rules.ts';
import type { BranchRule, ProjectState, PushView } from '../views.ts';
import { createProject } from './create.ts';
import { deleteProject, deletionPlan } from './delete.ts';
import { syncMirror } from './mirror.ts';
import { listTemplates } from './templates.ts';
import { viewProject, viewRepository } from './view.ts';

export function projectService(kernel: Kernel): Projects {
  const { query } = kernel;
  const view = async (actor: Actor, name: string) => {
    const { project } = await getProject(query, actor, { name, action: 'project.look' });
    return await viewProject(kernel, actor, project);
  };
  return {
    async templates(actor) {
      await authorize(query, actor, { action: 'organisation.look', target: { organisation: actor.organisation } });
      return listTemplates(kernel.settings.templatesDir);
    },
    async list(actor) {
      await authorize(query, actor, { action: 'organisation.look', target: { organisation: actor.organisation } });
      const rows = await visibleProjects(query, actor);
      return await Promise.all(rows.map((project) => viewProject(kernel, actor, project)));
    },
    get: view,
    async create(actor, input) {
      return await view(actor, await createProject(kernel, actor, input));
    },
    async resume(actor, name) {
      await resume(kernel, actor, name);
      return await view(actor, name);
    },
    deletionPlan: (actor, name) => deletionPlan(kernel, actor, name),
    async delete(actor, input) {
      await deleteProject(kernel, actor, input);
      return await view(actor, input.name);
    },
    async setState(actor, input) {
      await setState(kernel, actor, input);
      return await view(actor, input.name);
    },
    async setRules(actor, input) {
      await setRules(kernel, actor, input);
      return await view(actor, input.name);
    },
    repository: (actor, name) => viewBranches(kernel, actor, name),
    syncRepository: (actor, name) => sync(kernel, actor, name),
    pushes: (actor, name, limit) => pushes(kernel, actor, { name, limit: limit ?? 50 }),
    explainBranch: (actor, name, branch) => explain(kernel, actor, { name, branch }),
  };
}

/** Those of the organisation in which the caller has a role. */
export async function visibleProjects(query: Query, actor: Actor): Promise<ProjectRow[]> {
  const rows = await query
    .selectFrom('projects')
    .selectAll()
    .where('organisation_id', '=', actor.organisation)
    .orderBy('name')
    .execute();
  const grants = await grantsOf(query, actor.id);
  return rows.filter(
    (project) =>
      (actor.kind === 'system' || roleAt(grants, targetOf(project)) !== undefined) &&
      (actor.scope?.projects?.includes(project.name) ?? true),
  );
}

async function resume(kernel: Kernel, actor: Actor, name: string): Promise<void> {
  await command(kernel, actor, {
    method: 'projects.resume',
    once: {},
    run: async (writing) => {
      const { project } = await getProject(writing, actor, { name, action: 'project.resume' });
      if (project.state !== 'failed' && project.state !== 'deleting') {
        throw fault('StateForbids', { target: name, state: project.state, action: 'resume' });
      }
      const now = kernel.now().toISOString();
      const steps = parseStored<Steps>(project.steps);
      const failed = steps.filter(({ state }) => state === 'failed');
      const again = failed.reduce(
        (all, step) => markStep(all, step.name, { state: 'waiting', now, message: null }),
        steps,
      );
      const state = project.state === 'failed' ? 'initializing' : 'deleting';
      const set = { state, steps: JSON.stringify(again) };
      await writing.updateTable('projects').set(set).where('id', '=', project.id).execute();
      await owe(kernel, writing, { topic: 'project', key: project.id });
      await kernel.announcer.tell(writing, { topic: 'project', project: name });
      return { answer: null, audit: { action: 'project.resume', target: name, project: name } };
    },
  });
}

async function setState(kernel: Kernel, actor: Actor, input: Parameters<Projects['setState']>[1]): Promise<void> {
  await command(kernel, actor, {
    method: 'projects.setState',
    once: input,
    run: async (writing) => {
      const { project } = await getProject(writing, actor, { name: input.name, action: 'project.state' });
      const from = project.state as ProjectState;
      if (from !== input.state && !canGo(projectEdges, from, input.state)) {
        throw fault('StateForbids', { target: project.name, state: from, action: input.state });
      }
      await writing.updateTable('projects').set({ state: input.state }).where('id', '=', project.id).execute();
      await kernel.announcer.tell(writing, { topic: 'project', project: project.name });
      const detail = { from, to: input.state };
      return { answer: null, audit: { action: 'project.state', target: project.name, project: project.name, detail } };
    },
  });
}

async function setRules(kernel: Kernel, actor: Actor, input: Parameters<Projects['setRules']>[1]): Promise<void> {
  await command(kernel, actor, {
    method: 'projects.setRules',
    once: input,
    run: async (writing) => {
      const { project } = await getProject(writing, actor, { name: input.name, action: 'project.rules' });
      const branch = (await repositoryOf(writing, project.id))?.default_branch;
      const rules = input.preset === 'custom' ? (input.items ?? []) : rulesOf(input.preset, branch);
      const known = (await environmentsOf(writing, project.id)).map(({ name }) => name);
      const unknown = rules.find(({ environment }) => !known.includes(environment));
      if (unknown !== undefined && input.preset === 'custom') {
        throw fault('RuleEnvironmentUnknown', { environment: unknown.environment });
      }
      if (rules.length > 100 || rules.some(({ branches }) => branches === '' || branches.length > 200)) {
        throw fault('InputInvalid', { field: 'rules', detail: '1–200 characters, at most 100 rules' });
      }
      const set = { rules_preset: input.preset, rules: JSON.stringify(rules) };
      await writing.updateTable('projects').set(set).where('id', '=', project.id).execute();
      await kernel.announcer.tell(writing, { topic: 'project', project: project.name });
      const detail = { before: parseStored<BranchRule[]>(project.rules), after: rules };
      return { answer: null, audit: { action: 'project.rules', target: project.name, project: project.name, detail } };
    },
  });
}

async function viewBranches(kernel: Kernel, actor: Actor, name: string): ReturnType<Projects['repository']> {
  const { project } = await getProject(kernel.query, actor, { name, action: 'project.look' });
  const row = await repositoryOf(kernel.query, project.id);
  const repository = row === undefined ? undefined : kernel.git.find(row.name);
  const refs = [...(repository?.refs() ?? [])].filter(([ref]) => ref.startsWith('refs/heads/')).slice(0, 500);
  const branches = refs.map(([ref, commit]) => ({
    name: ref.slice('refs/heads/'.length),
    commit,
    subject: repository?.commitInfo(commit).subject ?? '',
  }));
  return { repository: viewRepository(kernel, name, row), branches };
}

async function sync(kernel: Kernel, actor: Actor, name: string): ReturnType<Projects['syncRepository']> {
  const { project } = await getProject(kernel.query, actor, { name, action: 'repository.sync' });
  const row = await repositoryOf(kernel.query, project.id);
  if (row === undefined || row.kind !== 'mirror') {
    throw fault('RepositoryNotMirror', { repository: row?.name ?? name });
  }
  await syncMirror(kernel, project, row);
  return viewRepository(kernel, name, await repositoryOf(kernel.query, project.id));
}

async function pushes(
  kernel: Kernel,
  actor: Actor,
  { name, limit }: { name: string; limit: number },
): Promise<readonly PushView[]> {
  const { project } = await getProject(kernel.query, actor, { name, action: 'project.look' });
  const rows = await kernel.query
    .selectFrom('pushes')
    .leftJoin('builds', 'builds.id', 'pushes.build_id')
    .selectAll('pushes')
    .select('builds.number as build_number')
    .where('pushes.project_id', '=', project.id)
    .orderBy('pushes.id', 'desc')
    .limit(Math.min(limit, 500))
    .execute();
  return rows.map((row) => ({
    time: row.time,
    by: row.by_name,
    ref: row.ref,
    before: row.before_id,
    after: row.after_id,
    subject: row.subject,
    outcome: parseStored<Message>(row.outcome),
    environment: row.environment,
    build: row.build_number,
  }));
}

async function explain(kernel: Kernel, actor: Actor, at: { name: string; branch: string }): Promise<Message> {
  const { project } = await getProject(kernel.query, actor, { name: at.name, action: 'project.look' });
  const known = (await environmentsOf(kernel.query, project.id)).map(({ name }) => name);
  const course = decideCourse(at.branch, parseStored<BranchRule[]>(project.rules), known);
  return explainCourse({ project: project.name, branch: at.branch }, course);
}
