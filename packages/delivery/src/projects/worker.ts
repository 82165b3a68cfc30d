import type { Next } from '@juanie/database';
import type { ProjectRow } from '@juanie/database';
import { isFault, toFault, type Message } from '@juanie/fault';
import { fault } from '../core/faults.ts';
import { isoNow, parseStored, type Kernel } from '../core/kernel.ts';
import { markStep, stepOf, type Steps } from '../core/steps.ts';
import { createEnvironmentsInFleet } from './create-fleet.ts';
import { creationSteps } from './create.ts';
import { ensureBuild, ensureRepository, ensureTemplate, settledEnvironments, settledHosts } from './create-steps.ts';
import { deleteProjectStep, deletionSteps } from './delete.ts';

type Ensure = (kernel: Kernel, project: ProjectRow) => Promise<Message>;

const ensureOf: Readonly<Record<(typeof creationSteps)[number], Ensure>> = {
  repository: ensureRepository,
  template: ensureTemplate,
  environments: settledEnvironments,
  fleet: createEnvironmentsInFleet,
  hosts: settledHosts,
  build: ensureBuild,
};

/** Takes a project one step further: creation, or deletion. Every step may be done again without harm. */
export async function advanceProject(kernel: Kernel, id: string): Promise<Next> {
  const project = await kernel.query.selectFrom('projects').selectAll().where('id', '=', id).executeTakeFirst();
  if (project?.state === 'initializing') {
    return await run(kernel, project, { names: creationSteps, act: (name) => ensureOf[name](kernel, project) });
  }
  if (project?.state === 'deleting') {
    return await run(kernel, project, {
      names: deletionSteps,
      act: (name) => deleteProjectStep(kernel, project, name),
    });
  }
  return { when: 'done' };
}

async function run<Name extends string>(
  kernel: Kernel,
  project: ProjectRow,
  { names, act }: { names: readonly Name[]; act: (name: Name) => Promise<Message> },
): Promise<Next> {
  let steps = parseStored<Steps>(project.steps);
  for (const name of names) {
    if (stepOf(steps, name)?.state === 'success') {
      continue;
    }
    try {
      const running = markStep(steps, name, { state: 'running', now: isoNow(kernel), message: null });
      steps = await save(kernel, project, running);
      const message = await act(name);
      kernel.effect(`project ${name}`);
      steps = await save(kernel, project, markStep(steps, name, { state: 'success', now: isoNow(kernel), message }));
    } catch (thrown) {
      if (isStop(thrown)) {
        throw thrown;
      }
      if (isFault(thrown) && thrown.reason === 'Fenced') {
        return { when: 'now' };
      }
      await fail(kernel, project, { steps, name, thrown });
      // What is on its way out is tried until it is gone; a creation waits for somebody to look at it.
      return project.state === 'deleting' ? { when: 'later', ms: 5_000 } : { when: 'done' };
    }
  }
  await finish(kernel, project);
  // A deletion that came meanwhile is work that is still owed.
  return { when: project.state === 'deleting' ? 'done' : 'now' };
}

/** What the crash tests throw is no failure of a step. */
function isStop(thrown: unknown): boolean {
  return thrown instanceof Error && thrown.name === 'Crash';
}

async function save(kernel: Kernel, project: ProjectRow, steps: Steps): Promise<Steps> {
  await kernel.database.transaction(async (writing) => {
    const kept = await writing
      .updateTable('projects')
      .set({ steps: JSON.stringify(steps) })
      .where('id', '=', project.id)
      .where('state', '=', project.state)
      .executeTakeFirst();
    if (kept.numUpdatedRows === 0n) {
      // Deleted while it was being made: the worker looks again.
      throw fault('Fenced', { environment: project.name });
    }
    await kernel.announcer.tell(writing, { topic: 'project', project: project.name });
  });
  return steps;
}

/** A failed creation is kept as it is: it goes on at this step when somebody resumes it. */
async function fail(
  kernel: Kernel,
  project: ProjectRow,
  { steps, name, thrown }: { steps: Steps; name: string; thrown: unknown },
): Promise<void> {
  const found = toFault(thrown, project.id);
  kernel.log.warn('project step failed', {
    project: project.name,
    step: name,
    fault: String(found.cause ?? found.message),
  });
  const state = project.state === 'deleting' ? 'deleting' : 'failed';
  const failed = markStep(steps, name, { state: 'failed', now: isoNow(kernel), message: found.said });
  await kernel.database.transaction(async (writing) => {
    await writing
      .updateTable('projects')
      .set({ steps: JSON.stringify(failed), state })
      .where('id', '=', project.id)
      .where('state', '=', project.state)
      .execute();
    await kernel.announcer.tell(writing, { topic: 'project', project: project.name });
  });
}

async function finish(kernel: Kernel, project: ProjectRow): Promise<void> {
  await kernel.database.transaction(async (writing) => {
    if (project.state === 'deleting') {
      await writing.deleteFrom('projects').where('id', '=', project.id).execute();
    } else {
      const made = writing.updateTable('projects').set({ state: 'active' }).where('id', '=', project.id);
      await made.where('state', '=', 'initializing').execute();
    }
    await kernel.announcer.tell(writing, { topic: 'project', project: project.name });
  });
  kernel.effect('project finished');
}
