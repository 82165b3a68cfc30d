import type { ProjectRow, RepositoryRow } from '@juanie/database';
import type { Message } from '@juanie/fault';
import type { Actor } from '../actor.ts';
import { parseStored, type Kernel } from '../core/kernel.ts';
import { environmentsOf, repositoryOf } from '../core/rows.ts';
import type { Steps } from '../core/steps.ts';
import { roleOf } from '../deployments/view.ts';
import { viewEnvironment } from '../environments/view.ts';
import type { BranchRule, ProjectState, ProjectView, RepositoryView } from '../views.ts';

export async function viewProject(kernel: Kernel, actor: Actor, project: ProjectRow): Promise<ProjectView> {
  const { query } = kernel;
  const repository = await repositoryOf(query, project.id);
  const environments = await environmentsOf(query, project.id);
  const views = [];
  for (const environment of environments) {
    views.push(await viewEnvironment(kernel, actor, { project, environment }));
  }
  return {
    name: project.name,
    description: project.description,
    state: project.state as ProjectState,
    repository: viewRepository(kernel, project.name, repository),
    rules: {
      preset: project.rules_preset as ProjectView['rules']['preset'],
      items: parseStored<BranchRule[]>(project.rules),
    },
    steps: parseStored<Steps>(project.steps),
    environments: views,
    createdAt: project.created_at,
    createdBy: { id: project.created_by, name: project.created_by_name, email: project.created_by_email },
    role: await roleOf(query, actor, { project }),
  };
}

export function viewRepository(kernel: Kernel, project: string, row: RepositoryRow | undefined): RepositoryView {
  const name = row?.name ?? `juanie/${project}`;
  const fault = row?.sync_fault ?? null;
  return {
    name,
    kind: row?.kind === 'mirror' ? 'mirror' : 'embedded',
    cloneUrl: `${kernel.settings.uiUrl()}/git/${name}.git`,
    defaultBranch: row?.default_branch ?? 'main',
    upstream: row?.upstream ?? null,
    lastSyncAt: row?.last_sync_at ?? null,
    syncFault: fault === null ? null : parseStored<Message>(fault),
  };
}
