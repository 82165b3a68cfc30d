import type { EnvironmentRow, ProjectRow } from '@juanie/database';
import type { Message } from '@juanie/fault';
import type { FileTree } from '@juanie/kube';
import type { FileChanges, GitPerson } from '../core/git.ts';
import { isoNow, type Kernel } from '../core/kernel.ts';
import { message } from '../core/messages.ts';
import { environmentsOf } from '../core/rows.ts';
import { factsOf } from '../environments/create.ts';
import { commitFleet, fleetHead } from '../fleet/fleet.ts';

/** One commit with all environments that the fleet does not have yet; they are active from then on. */
export async function createEnvironmentsInFleet(kernel: Kernel, project: ProjectRow): Promise<Message> {
  const environments = (await environmentsOf(kernel.query, project.id)).filter(({ state }) => state !== 'deleting');
  const author = { name: project.created_by_name, email: project.created_by_email };
  const commit = await createInFleet(kernel, { project, environments, author });
  return message('StepFleetDone', { commit: commit.slice(0, 7) });
}

export async function createInFleet(
  kernel: Kernel,
  what: { project: ProjectRow; environments: readonly EnvironmentRow[]; author: GitPerson },
): Promise<string> {
  const { project, environments, author } = what;
  const names = environments.map(({ name }) => name).join(', ');
  const made = await commitFleet(kernel, {
    subject: `Create ${names} of ${project.name}`,
    author,
    trailers: [
      ['Juanie-Action', 'create'],
      ['Juanie-Project', project.name],
      ...environments.map(({ name }) => ['Juanie-Environment', name] as const),
    ],
    change: (tree) => changesFor(kernel, tree, what),
  });
  const commit = made ?? fleetHead(kernel);
  await kernel.database.transaction(async (writing) => {
    for (const { id } of environments) {
      await writing
        .updateTable('environments')
        .set({ state: 'active', fleet_commit: commit })
        .where('id', '=', id)
        .where('state', 'in', ['creating', 'failed'])
        .execute();
    }
    await kernel.announcer.tell(writing, { topic: 'environment', project: project.name });
  });
  kernel.log.debug('environments created', { project: project.name, commit, at: isoNow(kernel) });
  return commit;
}

function changesFor(
  kernel: Kernel,
  tree: FileTree,
  { project, environments }: { project: ProjectRow; environments: readonly EnvironmentRow[] },
): FileChanges {
  return new Map(
    environments.flatMap((environment) => [
      ...kernel.layout.createEnvironment(tree, factsOf(kernel, project, environment)),
    ]),
  );
}
