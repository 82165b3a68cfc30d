import type { BuildRow, ProjectRow, Query } from '@juanie/database';
import type { Message } from '@juanie/fault';
import type { Actor } from '../actor.ts';
import { command } from '../core/command.ts';
import { fault } from '../core/faults.ts';
import { findCommit } from '../core/git.ts';
import { parseStored, type Kernel } from '../core/kernel.ts';
import { message } from '../core/messages.ts';
import { getProject, releaseById, releaseName, repositoryOf } from '../core/rows.ts';
import type { Steps } from '../core/steps.ts';
import type { Builds } from '../delivery.ts';
import type { BuildState, BuildView } from '../views.ts';
import { cancelBuild } from './cancel.ts';
import { buildLogFile, readBuildLog } from './log-file.ts';
import { requestBuild } from './request.ts';

export function buildService(kernel: Kernel): Builds {
  const { query } = kernel;
  const get = async (actor: Actor, at: { project: string; number: number }) => {
    const { project } = await getProject(query, actor, { name: at.project, action: 'project.look' });
    return await viewBuild(query, await getBuild(query, project, at.number));
  };
  return {
    get,
    async list(actor, { project: name, limit = 50 }) {
      const { project } = await getProject(query, actor, { name, action: 'project.look' });
      const rows = await query
        .selectFrom('builds')
        .selectAll()
        .where('project_id', '=', project.id)
        .orderBy('number', 'desc')
        .limit(Math.min(limit, 500))
        .execute();
      return await Promise.all(rows.map((row) => viewBuild(query, row)));
    },
    log: (actor, wanted) => readLog(kernel, actor, wanted),
    async cancel(actor, input) {
      await cancel(kernel, actor, input);
      return await get(actor, input);
    },
    async retry(actor, input) {
      const number = await retry(kernel, actor, input);
      return await get(actor, { project: input.project, number });
    },
  };
}

async function getBuild(query: Query, project: ProjectRow, number: number): Promise<BuildRow> {
  const row = await query
    .selectFrom('builds')
    .selectAll()
    .where('project_id', '=', project.id)
    .where('number', '=', number)
    .executeTakeFirst();
  if (row === undefined) {
    throw fault('BuildNotFound', { project: project.name, number });
  }
  return row;
}

async function viewBuild(query: Query, row: BuildRow): Promise<BuildView> {
  const release = await releaseById(query, row.release_id);
  return {
    number: row.number,
    commit: row.commit_id,
    branch: row.branch,
    subject: row.subject,
    author: row.author,
    state: row.state as BuildState,
    steps: parseStored<Steps>(row.steps),
    reason: row.reason,
    message: row.message === null ? null : parseStored<Message>(row.message),
    release: release === undefined ? null : releaseName(release),
    plan: row.plan === null ? null : parseStored<NonNullable<BuildView['plan']>>(row.plan),
    createdAt: row.created_at,
    startedAt: row.started_at,
    finishedAt: row.finished_at,
    lastLines: parseStored<string[]>(row.last_lines),
  };
}

async function* readLog(
  kernel: Kernel,
  actor: Actor,
  { project: name, number, follow = false, signal }: Parameters<Builds['log']>[1],
): ReturnType<Builds['log']> {
  const { query } = kernel;
  const { project } = await getProject(query, actor, { name, action: 'project.look' });
  const build = await getBuild(query, project, number);
  const ended = async () => {
    const row = await query.selectFrom('builds').select('state').where('id', '=', build.id).executeTakeFirst();
    return row === undefined || (row.state !== 'queued' && row.state !== 'running');
  };
  const file = buildLogFile(kernel.settings.logsDir, { project: project.name, number });
  yield* readBuildLog(file, follow ? { ended, signal } : undefined);
}

async function cancel(kernel: Kernel, actor: Actor, input: Parameters<Builds['cancel']>[1]): Promise<void> {
  await command(kernel, actor, {
    method: 'builds.cancel',
    once: input,
    run: async (writing) => {
      const { project } = await getProject(writing, actor, { name: input.project, action: 'build.change' });
      const build = await getBuild(writing, project, input.number);
      if (build.state !== 'queued' && build.state !== 'running') {
        throw fault('StateForbids', { target: `#${build.number}`, state: build.state, action: 'cancel' });
      }
      const said = message('BuildCancelledBy', { by: actor.name });
      await cancelBuild(kernel, writing, { build, project: project.name, reason: 'Cancelled', message: said });
      return { answer: null, audit: { action: 'build.cancel', target: `#${build.number}`, project: project.name } };
    },
  });
}

/** A new build of the same commit, for the same environments. */
async function retry(kernel: Kernel, actor: Actor, input: Parameters<Builds['retry']>[1]): Promise<number> {
  return await command(kernel, actor, {
    method: 'builds.retry',
    once: input,
    run: async (writing) => {
      const { project } = await getProject(writing, actor, { name: input.project, action: 'build.change' });
      const build = await getBuild(writing, project, input.number);
      if (build.state === 'queued' || build.state === 'running') {
        throw fault('StateForbids', { target: `#${build.number}`, state: build.state, action: 'retry' });
      }
      if (project.state !== 'active') {
        throw fault('ProjectNotActive', { name: project.name, state: project.state });
      }
      const row = await repositoryOf(writing, project.id);
      const commit = findCommit(row === undefined ? undefined : kernel.git.find(row.name), build.commit_id);
      if (commit === undefined) {
        throw fault('CommitNotFound', { repository: row?.name ?? project.name, commit: build.commit_id });
      }
      const targets = parseStored<string[]>(build.targets);
      const made = await requestBuild(kernel, writing, { project, commit, branch: build.branch, targets, by: actor });
      const detail = { retried: build.number };
      return {
        answer: made.number,
        audit: { action: 'build.retry', target: `#${made.number}`, project: project.name, detail },
      };
    },
  });
}
