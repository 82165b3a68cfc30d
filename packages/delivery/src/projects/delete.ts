import type { ProjectRow, Query, Writing } from '@juanie/database';
import type { Message } from '@juanie/fault';
import type { Actor } from '../actor.ts';
import { command } from '../core/command.ts';
import { fault } from '../core/faults.ts';
import { isoNow, owe, type Kernel } from '../core/kernel.ts';
import { message } from '../core/messages.ts';
import { environmentsOf, getProject, repositoryOf } from '../core/rows.ts';
import { newSteps } from '../core/steps.ts';
import { cancelBuildsOf } from '../builds/cancel.ts';
import { cancelDeploymentsOf } from '../deployments/cancel.ts';
import { factsOf, hostsOf } from '../environments/create.ts';
import { commitFleet } from '../fleet/fleet.ts';

export const deletionSteps = ['fleet', 'cluster', 'images', 'repository'] as const;

interface Goes {
  readonly kind: string;
  readonly name: string;
  readonly detail: Message;
}

/** Everything that goes, before it goes. */
export async function deletionPlan(kernel: Kernel, actor: Actor, name: string): Promise<readonly Goes[]> {
  const { query } = kernel;
  const { project } = await getProject(query, actor, { name, action: 'project.look' });
  const environments = await environmentsOf(query, project.id);
  const repository = await repositoryOf(query, project.id);
  const places = environments.map((environment) => ({
    kind: 'environment',
    name: environment.name,
    detail: message('GoesEnvironment', { namespace: environment.namespace ?? '' }),
  }));
  const hosts = (await Promise.all(environments.map(({ id }) => hostsOf(query, id)))).flat();
  const images = (await kernel.registry.repositories()).filter((image) => image.startsWith(`${name}/`));
  return [
    ...places,
    ...hosts.map((host) => ({ kind: 'host', name: host, detail: message('GoesHost') })),
    { kind: 'fleet', name: `apps/${name}`, detail: message('GoesFleet') },
    ...images.map((image) => ({ kind: 'images', name: image, detail: message('GoesImages') })),
    ...(repository === undefined
      ? []
      : [{ kind: 'repository', name: repository.name, detail: message('GoesRepository') }]),
    { kind: 'history', name, detail: await historyOf(query, project) },
  ];
}

async function historyOf(query: Query, project: ProjectRow): Promise<Message> {
  const count = async (table: 'releases' | 'deployments') => {
    const row = await query
      .selectFrom(table)
      .select(({ fn }) => fn.countAll().as('count'))
      .where('project_id', '=', project.id)
      .executeTakeFirst();
    return Number(row?.count ?? 0);
  };
  return message('GoesHistory', { releases: await count('releases'), deployments: await count('deployments') });
}

export async function deleteProject(
  kernel: Kernel,
  actor: Actor,
  input: { name: string; confirm: string; idempotencyKey?: string },
): Promise<void> {
  await command(kernel, actor, {
    method: 'projects.delete',
    once: input,
    run: async (writing) => {
      const { project } = await getProject(writing, actor, { name: input.name, action: 'project.delete' });
      if (input.confirm !== project.name) {
        throw fault('ConfirmationWrong', { name: project.name });
      }
      await stopEverything(kernel, writing, project);
      const steps = JSON.stringify(newSteps(deletionSteps));
      const row = { state: 'deleting', steps, created_by_name: actor.name, created_by_email: actor.email };
      await writing.updateTable('projects').set(row).where('id', '=', project.id).execute();
      await writing
        .updateTable('environments')
        .set({ state: 'deleting' })
        .where('project_id', '=', project.id)
        .execute();
      await kernel.announcer.tell(writing, { topic: 'project', project: project.name });
      await owe(kernel, writing, { topic: 'project', key: project.id });
      return { answer: null, audit: { action: 'project.delete', target: project.name, project: project.name } };
    },
  });
}

async function stopEverything(kernel: Kernel, writing: Writing, project: ProjectRow): Promise<void> {
  await cancelBuildsOf(kernel, writing, project);
  await cancelDeploymentsOf(kernel, writing, { project, environment: undefined, message: message('EnvironmentGone') });
}

/** One step; answers what is proven. Throws while something is still there, so that it is tried again. */
export async function deleteProjectStep(
  kernel: Kernel,
  project: ProjectRow,
  step: (typeof deletionSteps)[number],
): Promise<Message> {
  switch (step) {
    case 'fleet':
      return await leaveFleet(kernel, project);
    case 'cluster':
      return await leaveCluster(kernel, project);
    case 'images':
      return await dropImages(kernel, project);
    case 'repository':
      return await dropRepository(kernel, project);
  }
}

async function leaveFleet(kernel: Kernel, project: ProjectRow): Promise<Message> {
  const environments = await environmentsOf(kernel.query, project.id);
  const facts = environments.map((environment) => factsOf(kernel, project, environment));
  await commitFleet(kernel, {
    subject: `Delete ${project.name}`,
    author: { name: project.created_by_name, email: project.created_by_email },
    trailers: [
      ['Juanie-Action', 'delete'],
      ['Juanie-Project', project.name],
    ],
    change: (tree) =>
      new Map([
        ...facts.flatMap((at) => [...kernel.layout.removeEnvironment(tree, at)]),
        ...kernel.layout.removeProject(tree, project.name),
      ]),
  });
  return message('GoneProven', { what: `apps/${project.name}` });
}

/** Flux prunes what the fleet no longer has; the namespaces are looked for until they are gone. */
async function leaveCluster(kernel: Kernel, project: ProjectRow): Promise<Message> {
  const environments = await environmentsOf(kernel.query, project.id);
  const namespaces = environments.flatMap(({ namespace }) => namespace ?? []);
  await awaitGone(kernel, namespaces);
  return message('GoneProven', { what: namespaces.join(', ') });
}

async function awaitGone(kernel: Kernel, namespaces: readonly string[]): Promise<void> {
  const deadline = kernel.now().getTime() + 60_000;
  for (const name of namespaces) {
    while ((await kernel.kube.find({ apiVersion: 'v1', kind: 'Namespace', name })) !== undefined) {
      if (kernel.now().getTime() > deadline) {
        await kernel.kube.delete({ apiVersion: 'v1', kind: 'Namespace', name }, { propagation: 'Background' });
        throw fault('StateForbids', { target: name, state: 'Terminating', action: 'delete' });
      }
      await changeOf(kernel, name);
    }
  }
}

/** Until something about the namespace changes, at most a second. */
async function changeOf(kernel: Kernel, namespace: string): Promise<void> {
  const { promise, resolve } = Promise.withResolvers<void>();
  const timer = setTimeout(resolve, 1_000);
  // What is known is told while subscribing: that is no change.
  let isTold = false;
  const off = kernel.cluster.onChange((kind, _in, name) => {
    if (isTold && kind === 'Namespace' && name === namespace) {
      resolve();
    }
  });
  isTold = true;
  await promise;
  clearTimeout(timer);
  off();
}

async function dropImages(kernel: Kernel, project: ProjectRow): Promise<Message> {
  const images = (await kernel.registry.repositories()).filter((name) => name.startsWith(`${project.name}/`));
  for (const image of images) {
    await kernel.registry.deleteRepository(image);
  }
  return message('GoneProven', { what: images.length === 0 ? '–' : images.join(', ') });
}

async function dropRepository(kernel: Kernel, project: ProjectRow): Promise<Message> {
  const row = await repositoryOf(kernel.query, project.id);
  if (row !== undefined && kernel.git.find(row.name) !== undefined) {
    await kernel.git.delete(row.name);
  }
  await kernel.query
    .deleteFrom('refs_seen')
    .where('repository', '=', row?.name ?? '')
    .execute();
  kernel.log.info('project deleted', { project: project.name, at: isoNow(kernel) });
  return message('GoneProven', { what: row?.name ?? '–' });
}
