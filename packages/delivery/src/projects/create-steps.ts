import type { ProjectRow } from '@juanie/database';
import type { Message } from '@juanie/fault';
import { fault } from '../core/faults.ts';
import type { GitRepo } from '../core/git.ts';
import type { Kernel } from '../core/kernel.ts';
import { message } from '../core/messages.ts';
import { environmentsOf, repositoryOf } from '../core/rows.ts';
import { hostsOf } from '../environments/create.ts';
import { recordPush } from '../pushes/record.ts';
import { templateFiles } from './templates.ts';
import { syncMirror } from './mirror.ts';

export async function ensureRepository(kernel: Kernel, project: ProjectRow): Promise<Message> {
  const row = await getRepository(kernel, project);
  if (kernel.git.find(row.name) === undefined) {
    await kernel.git.create(row.name, { defaultBranch: row.default_branch });
  }
  if (row.upstream !== null) {
    await syncMirror(kernel, project, row);
    return message('StepMirrored', { upstream: row.upstream });
  }
  return message('StepRepositoryDone', { repository: row.name });
}

export async function ensureTemplate(kernel: Kernel, project: ProjectRow): Promise<Message> {
  const row = await getRepository(kernel, project);
  const repository = openRepository(kernel, row.name);
  const head = repository.resolve(`refs/heads/${row.default_branch}`);
  if (project.template === null) {
    return message('StepTemplateSkipped');
  }
  if (head !== undefined) {
    return message('StepTemplateDone', { template: project.template, commit: head.slice(0, 7) });
  }
  const files = templateFiles(kernel.settings.templatesDir, project.template, project.name);
  const author = { name: project.created_by_name, email: project.created_by_email };
  const made = await repository.commit({
    branch: row.default_branch,
    author,
    committer: { name: 'Juanie', email: 'juanie@juanie.internal' },
    message: `Start from the template ${project.template}\n`,
    change: () => files,
    expect: null,
  });
  return message('StepTemplateDone', { template: project.template, commit: made.id.slice(0, 7) });
}

export async function settledEnvironments(kernel: Kernel, project: ProjectRow): Promise<Message> {
  const environments = (await environmentsOf(kernel.query, project.id)).map(({ name }) => name).join(' → ');
  return message('StepEnvironmentsDone', { environments });
}

export async function settledHosts(kernel: Kernel, project: ProjectRow): Promise<Message> {
  const environments = await environmentsOf(kernel.query, project.id);
  const hosts = await Promise.all(environments.map(({ id }) => hostsOf(kernel.query, id)));
  return message('StepHostsDone', { hosts: hosts.flat().join(' · ') });
}

/** The first commit counts as a push of who made the project. */
export async function ensureBuild(kernel: Kernel, project: ProjectRow): Promise<Message> {
  const row = await getRepository(kernel, project);
  const repository = openRepository(kernel, row.name);
  const ref = `refs/heads/${row.default_branch}`;
  const head = repository.resolve(ref);
  if (head === undefined) {
    return message('StepBuildNone');
  }
  const numbered = (build: { number: number } | undefined) =>
    build === undefined ? message('StepBuildNone') : message('StepBuildDone', { number: build.number });
  return await kernel.database.transaction(async (writing) => {
    const known = await writing
      .selectFrom('builds')
      .select('number')
      .where('project_id', '=', project.id)
      .orderBy('number')
      .executeTakeFirst();
    if (known !== undefined) {
      return numbered(known);
    }
    // Fresh: what the repository calls its first branch may have changed the rules.
    const fresh = await writing
      .selectFrom('projects')
      .selectAll()
      .where('id', '=', project.id)
      .executeTakeFirstOrThrow();
    const by = { id: project.created_by, name: project.created_by_name, email: project.created_by_email };
    const push = { repository: row.name, ref, before: null, after: head, by };
    return numbered((await recordPush(kernel, writing, { project: fresh, push })).build);
  });
}

async function getRepository(kernel: Kernel, project: ProjectRow) {
  const row = await repositoryOf(kernel.query, project.id);
  if (row === undefined) {
    throw fault('ProjectNotFound', { name: project.name });
  }
  return row;
}

function openRepository(kernel: Kernel, name: string): GitRepo {
  const repository = kernel.git.find(name);
  if (repository === undefined) {
    throw fault('CommitNotFound', { repository: name, commit: 'HEAD' });
  }
  return repository;
}
