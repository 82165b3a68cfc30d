import type { ProjectRow, Writing } from '@juanie/database';
import type { Actor } from '../actor.ts';
import { authorize } from '../core/authorize.ts';
import { command } from '../core/command.ts';
import { fault } from '../core/faults.ts';
import { isoNow, newId, owe, type Kernel } from '../core/kernel.ts';
import { checkProjectName } from '../core/names.ts';
import { newSteps } from '../core/steps.ts';
import type { NewProject } from '../delivery.ts';
import { insertEnvironment } from '../environments/create.ts';
import { rulesOf } from '../rules/rules.ts';
import { checkMirrorUrl } from './mirror-url.ts';
import { listTemplates } from './templates.ts';

/** In this order; each can be repeated without harm. */
export const creationSteps = ['repository', 'template', 'environments', 'fleet', 'hosts', 'build'] as const;

const presets = ['development', 'staging', 'production'] as const;

/** Everything that must be unique is taken here, in one transaction; the rest is done step by step by a worker. */
export async function createProject(kernel: Kernel, actor: Actor, input: NewProject): Promise<string> {
  const { name } = input;
  checkProjectName(name);
  if (input.repositoryUrl !== undefined) {
    checkMirrorUrl(input.repositoryUrl, kernel.settings.privateMirrors ?? false);
  }
  return await command(kernel, actor, {
    method: 'projects.create',
    once: input,
    run: async (writing) => {
      await authorize(writing, actor, { action: 'project.create', target: { organisation: actor.organisation } });
      await checkFree(writing, name);
      const template = templateFor(kernel, input);
      const project = await insertProject(kernel, writing, { actor, input, template });
      for (const [position, environment] of presets.entries()) {
        await insertEnvironment(kernel, writing, { project, make: { name: environment, position } });
      }
      await kernel.announcer.tell(writing, { topic: 'project', project: name });
      await owe(kernel, writing, { topic: 'project', key: project.id });
      if (input.repositoryUrl !== undefined) {
        await owe(kernel, writing, { topic: 'mirror', key: project.id });
      }
      const detail = { template, rules: project.rules_preset, mirror: input.repositoryUrl !== undefined };
      return { answer: name, audit: { action: 'project.create', target: name, project: name, detail } };
    },
  });
}

async function checkFree(writing: Writing, name: string): Promise<void> {
  const taken = await writing.selectFrom('projects').select('name').where('name', '=', name).executeTakeFirst();
  if (taken !== undefined) {
    throw fault('NameTaken', { name, owner: taken.name });
  }
}

/** Without a name: the first one there is, so that a new project has something to run. */
function templateFor(kernel: Kernel, input: NewProject): string | null {
  if (input.repositoryUrl !== undefined) {
    return null;
  }
  const known = listTemplates(kernel.settings.templatesDir).map((template) => template.name);
  if (input.template === undefined || input.template === 'none') {
    return null;
  }
  if (!known.includes(input.template)) {
    throw fault('TemplateNotFound', { name: input.template, known: known.join(', ') });
  }
  return input.template;
}

async function insertProject(
  kernel: Kernel,
  writing: Writing,
  { actor, input, template }: { actor: Actor; input: NewProject; template: string | null },
): Promise<ProjectRow> {
  const preset = input.rules ?? 'default';
  const row: ProjectRow = {
    id: newId(),
    organisation_id: actor.organisation,
    name: input.name,
    description: (input.description ?? '').slice(0, 500),
    state: 'initializing',
    rules_preset: preset,
    rules: JSON.stringify(rulesOf(preset)),
    layout: kernel.layout.id,
    template,
    steps: JSON.stringify(newSteps(creationSteps)),
    created_by: actor.id,
    created_by_name: actor.name,
    created_by_email: actor.email,
    created_at: isoNow(kernel),
  };
  await writing.insertInto('projects').values(row).execute();
  await writing
    .insertInto('repositories')
    .values({
      id: newId(),
      project_id: row.id,
      name: `juanie/${input.name}`,
      kind: input.repositoryUrl === undefined ? 'embedded' : 'mirror',
      upstream: input.repositoryUrl ?? null,
      default_branch: 'main',
      last_sync_at: null,
      sync_fault: null,
    })
    .execute();
  return row;
}
