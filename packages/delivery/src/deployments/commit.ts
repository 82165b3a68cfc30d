import type { DeploymentRow, EnvironmentRow, ProjectRow, Writing } from '@juanie/database';
import { fault } from '../core/faults.ts';
import { isoNow, parseStored, type Kernel } from '../core/kernel.ts';
import { message } from '../core/messages.ts';
import { releaseById, releaseName } from '../core/rows.ts';
import { markStep, type Steps } from '../core/steps.ts';
import { commitFleet, findFleetCommit, fleetHead } from '../fleet/fleet.ts';
import { writeChange, type Change } from './change.ts';
import { deployingOf, loadFacts } from './facts.ts';
import { saveDeployment } from './save.ts';

export interface Committing {
  readonly project: ProjectRow;
  readonly environment: EnvironmentRow;
  readonly row: DeploymentRow;
  readonly fence: number;
}

/**
 * Writes the deployment to the fleet, once: where an earlier attempt may have been killed after its commit,
 * the commit is found again by its trailers.
 */
export async function commitDeployment(kernel: Kernel, committing: Committing): Promise<DeploymentRow> {
  const { project, environment, row } = committing;
  const change = parseStored<Change>(row.change);
  if (change.to === 'pushed') {
    return await keep(kernel, committing, change.commit);
  }
  const based = row.base_commit === null ? await takeTurn(kernel, committing) : row;
  const marks = new Map([
    ['Juanie-Project', project.name],
    ['Juanie-Deployment', String(row.number)],
  ]);
  const earlier = row.base_commit === null ? undefined : findFleetCommit(kernel, marks, row.base_commit);
  const made = earlier ?? (await writeToFleet(kernel, { ...committing, row: based }));
  kernel.effect('deployment committed');
  return await keep(kernel, { project, environment, row: based, fence: committing.fence }, made ?? fleetHead(kernel));
}

/** The fencing number of the environment only grows: an older holder finds a greater one and stops. */
async function takeTurn(kernel: Kernel, { project, environment, row, fence }: Committing): Promise<DeploymentRow> {
  const base = fleetHead(kernel);
  const now = isoNow(kernel);
  const steps = JSON.stringify(markStep(parseStored<Steps>(row.steps), 'commit', { state: 'running', now }));
  await kernel.database.transaction(async (writing) => {
    const taken = await writing
      .updateTable('environments')
      .set({ fence, state: 'updating' })
      .where('id', '=', environment.id)
      .where('fence', '<=', fence)
      .where('state', 'in', ['active', 'updating', 'failed'])
      .executeTakeFirst();
    if (taken.numUpdatedRows === 0n) {
      throw fault('Fenced', { environment: environment.name });
    }
    const place = { project: project.name, environment: environment.name };
    await saveDeployment(kernel, writing, { row, place, set: { base_commit: base, fence, steps } });
  });
  kernel.effect('deployment turn');
  return { ...row, base_commit: base, fence, steps };
}

async function writeToFleet(kernel: Kernel, { project, environment, row }: Committing): Promise<string | undefined> {
  const deploying = deployingOf(project, environment, row);
  const facts = await loadFacts(kernel, kernel.query, deploying);
  return await commitFleet(kernel, {
    subject: await subjectOf(kernel, { project, environment, row }),
    author: { name: row.by_name, email: row.by_email },
    trailers: await trailersOf(kernel, { project, environment, row }),
    change: (tree) => writeChange(kernel.layout, tree, { change: deploying.change, facts }),
  });
}

type Subject = Pick<Committing, 'project' | 'environment' | 'row'>;

async function subjectOf(kernel: Kernel, { project, environment, row }: Subject): Promise<string> {
  const change = parseStored<Change>(row.change);
  const release = await releaseById(kernel.query, row.release_id);
  const name = release === undefined ? project.name : `${releaseName(release)} of ${project.name}`;
  switch (change.to) {
    case 'release':
      return `${row.kind === 'promote' ? 'Promote' : change.again === true ? 'Redeploy' : 'Deploy'} ${name} to ${environment.name}`;
    case 'earlier':
      return `Roll ${environment.name} of ${project.name} back to ${release === undefined ? 'an earlier state' : releaseName(release)}`;
    case 'replicas':
      return `Scale ${project.name} in ${environment.name} to ${change.replicas}`;
    case 'variables':
      return `Change ${Object.keys(change.values).toSorted().join(', ')} of ${project.name} in ${environment.name}`;
    default:
      return `Restart ${project.name} in ${environment.name}`;
  }
}

async function trailersOf(
  kernel: Kernel,
  { project, environment, row }: Subject,
): Promise<(readonly [string, string])[]> {
  const release = await releaseById(kernel.query, row.release_id);
  const approvers = await kernel.query
    .selectFrom('approvals')
    .select(['by_name', 'by_email'])
    .where('deployment_id', '=', row.id)
    .where('decision', '=', 'approve')
    .orderBy('at')
    .execute();
  const reverted =
    row.rolls_back === null
      ? undefined
      : await kernel.query
          .selectFrom('deployments')
          .select('fleet_commit')
          .where('project_id', '=', project.id)
          .where('number', '=', row.rolls_back)
          .executeTakeFirst();
  return [
    ['Juanie-Action', row.kind],
    ['Juanie-Project', project.name],
    ['Juanie-Environment', environment.name],
    ...(release === undefined ? [] : [['Juanie-Release', releaseName(release)] as const]),
    ['Juanie-Deployment', String(row.number)],
    ...approvers.map((one) => ['Juanie-Approved-By', `${one.by_name} <${one.by_email}>`] as const),
    ...(typeof reverted?.fleet_commit === 'string' ? [['Juanie-Reverts', reverted.fleet_commit] as const] : []),
  ];
}

/** The commit is in Git: from here on the row says so, with what it means for the environment's other rows. */
async function keep(kernel: Kernel, committing: Committing, commit: string): Promise<DeploymentRow> {
  const { project, environment, row } = committing;
  const now = isoNow(kernel);
  const said =
    commit === row.base_commit
      ? message('StepCommitUnchanged')
      : message('StepCommitted', { commit: commit.slice(0, 7) });
  const done = markStep(parseStored<Steps>(row.steps), 'commit', { state: 'success', now, message: said });
  const steps = JSON.stringify(markStep(done, 'fetch', { state: 'running', now }));
  await kernel.database.transaction(async (writing) => {
    const place = { project: project.name, environment: environment.name };
    await saveDeployment(kernel, writing, { row, place, set: { fleet_commit: commit, steps } });
    await writing.updateTable('environments').set({ fleet_commit: commit }).where('id', '=', environment.id).execute();
    await keepSettings(kernel, writing, { environment, row });
  });
  kernel.effect('deployment commit kept');
  return { ...row, fleet_commit: commit, steps };
}

/** Rows that only index what the fleet says. */
async function keepSettings(
  kernel: Kernel,
  writing: Writing,
  { environment, row }: { environment: EnvironmentRow; row: DeploymentRow },
): Promise<void> {
  const change = parseStored<Change>(row.change);
  if (change.to === 'replicas') {
    await writing
      .updateTable('environments')
      .set({ replicas: change.replicas })
      .where('id', '=', environment.id)
      .execute();
  }
  if (change.to !== 'variables') {
    return;
  }
  const now = isoNow(kernel);
  for (const [name, value] of Object.entries(change.values)) {
    if (value === null) {
      await writing
        .deleteFrom('variables')
        .where('environment_id', '=', environment.id)
        .where('name', '=', name)
        .execute();
      continue;
    }
    const set = { kind: 'value', value, updated_at: now, updated_by: row.by_name };
    await writing
      .insertInto('variables')
      .values({ environment_id: environment.id, name, ...set })
      .onConflict((conflict) => conflict.columns(['environment_id', 'name']).doUpdateSet(set))
      .execute();
  }
}
