import type { EnvironmentRow, Next, ProjectRow } from '@juanie/database';
import type { GitPerson } from '../core/git.ts';
import { isoNow, parseStored, type Kernel } from '../core/kernel.ts';
import { message } from '../core/messages.ts';
import { markStep, newSteps, type Steps } from '../core/steps.ts';
import { commitFleet } from '../fleet/fleet.ts';
import { createInFleet } from '../projects/create-fleet.ts';
import { factsOf } from './create.ts';

const deletion = ['fleet', 'cluster'] as const;

/** The steps of a deletion; the first one says who asked for it, who will be the author of the commit. */
export function deletionBy({ name, email }: GitPerson): Steps {
  return newSteps(deletion).map((step, index) =>
    index === 0 ? { ...step, message: message('StepAskedBy', { by: name, email }) } : step,
  );
}

function askedBy(steps: Steps): GitPerson | undefined {
  const said = steps.find(({ message: told }) => told?.code === 'StepAskedBy')?.message?.params;
  return said === undefined ? undefined : { name: String(said['by']), email: String(said['email']) };
}

/** An environment that is being made or unmade; while its project is, the project's own worker does it. */
export async function advanceSetup(
  kernel: Kernel,
  { project, environment }: { project: ProjectRow; environment: EnvironmentRow },
): Promise<Next> {
  if (project.state === 'initializing' || project.state === 'failed') {
    return { when: 'later', ms: 1_000 };
  }
  const author = { name: project.created_by_name, email: project.created_by_email };
  if (environment.state === 'creating') {
    await createInFleet(kernel, { project, environments: [environment], author });
    return { when: 'now' };
  }
  return await remove(kernel, project, environment);
}

async function remove(kernel: Kernel, project: ProjectRow, environment: EnvironmentRow): Promise<Next> {
  const at = factsOf(kernel, project, environment);
  const stored = parseStored<Steps>(environment.steps);
  let steps = stored.length === 0 ? newSteps(deletion) : stored;
  await commitFleet(kernel, {
    subject: `Delete ${environment.name} of ${project.name}`,
    author: askedBy(stored) ?? { name: project.created_by_name, email: project.created_by_email },
    trailers: [
      ['Juanie-Action', 'delete'],
      ['Juanie-Project', project.name],
      ['Juanie-Environment', environment.name],
    ],
    change: (tree) => kernel.layout.removeEnvironment(tree, at),
  });
  steps = markStep(steps, 'fleet', { state: 'success', now: isoNow(kernel) });
  const namespace = { apiVersion: 'v1', kind: 'Namespace', name: at.namespace };
  if ((await kernel.kube.find(namespace)) !== undefined) {
    steps = markStep(steps, 'cluster', { state: 'running', now: isoNow(kernel) });
    await save(kernel, environment, { steps });
    return { when: 'later', ms: 1_000 };
  }
  const gone = message('GoneProven', { what: at.namespace });
  steps = markStep(steps, 'cluster', { state: 'success', now: isoNow(kernel), message: gone });
  await kernel.database.transaction(async (writing) => {
    await writing.deleteFrom('hosts').where('environment_id', '=', environment.id).execute();
    await writing
      .updateTable('environments')
      .set({ state: 'deleted', namespace: null, steps: JSON.stringify(steps) })
      .where('id', '=', environment.id)
      .execute();
    await kernel.announcer.tell(writing, {
      topic: 'environment',
      project: project.name,
      environment: environment.name,
    });
  });
  kernel.effect('environment deleted');
  return { when: 'done' };
}

async function save(kernel: Kernel, environment: EnvironmentRow, { steps }: { steps: Steps }): Promise<void> {
  await kernel.query
    .updateTable('environments')
    .set({ steps: JSON.stringify(steps) })
    .where('id', '=', environment.id)
    .execute();
}
