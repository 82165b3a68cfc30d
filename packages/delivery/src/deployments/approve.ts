import type { DeploymentRow, EnvironmentRow, ProjectRow, Writing } from '@juanie/database';
import type { Actor } from '../actor.ts';
import { authorize } from '../core/authorize.ts';
import { command } from '../core/command.ts';
import { fault } from '../core/faults.ts';
import { isoNow, newId, owe, parseStored, type Kernel } from '../core/kernel.ts';
import { message } from '../core/messages.ts';
import { by, targetOf } from '../core/rows.ts';
import { markStep, type Steps } from '../core/steps.ts';
import type { Deployments } from '../delivery.ts';
import { approversOf, isOwnAllowed } from './approvers.ts';
import { cancelDeployment } from './cancel.ts';
import { getDeployment, type FoundDeployment } from './find.ts';
import { deployingOf, renderChange } from './facts.ts';
import { requestDeployment } from './request.ts';
import { saveDeployment } from './save.ts';

/** A person's yes to exactly what would be written now. */
export async function approve(
  kernel: Kernel,
  actor: Actor,
  input: Parameters<Deployments['approve']>[1],
): Promise<void> {
  const { project, environment, row } = await getDeployment(kernel.query, actor, input);
  await checkMay(kernel, actor, { project, environment });
  const current =
    row.state === 'pending' && row.approvals > 0 ? await currentHash(kernel, { project, environment, row }) : null;
  await command(kernel, actor, {
    method: 'deployments.approve',
    once: input,
    run: async (writing) => {
      const found = await getDeployment(writing, actor, input);
      await authorize(writing, actor, {
        action: 'deployment.approve',
        target: targetOf(found.project, found.environment),
      });
      checkWaits(found.row);
      if (current !== found.row.hash || (input.hash !== undefined && input.hash !== current)) {
        throw fault('ApprovalVoid', { number: found.row.number });
      }
      await give(kernel, writing, { ...found, actor, comment: input.comment ?? '' });
      const detail = { environment: found.environment.name, hash: current, own: found.row.by_id === actor.id };
      return {
        answer: null,
        audit: { action: 'deployment.approve', target: `#${input.number}`, project: input.project, detail },
      };
    },
  });
}

async function checkMay(
  kernel: Kernel,
  actor: Actor,
  at: { project: ProjectRow; environment: EnvironmentRow },
): Promise<void> {
  await authorize(kernel.query, actor, { action: 'deployment.approve', target: targetOf(at.project, at.environment) });
}

/** What was shown has changed: the row takes the new hash, so that the next look shows the new change. */
async function currentHash(kernel: Kernel, found: FoundDeployment): Promise<string> {
  const { project, environment, row } = found;
  const { hash } = await renderChange(kernel, deployingOf(project, environment, row));
  if (row.hash !== null && row.hash !== hash) {
    const place = { project: project.name, environment: environment.name };
    await kernel.database.transaction(async (writing) => {
      await writing.deleteFrom('approvals').where('deployment_id', '=', row.id).execute();
      await saveDeployment(kernel, writing, { row, place, set: { hash, void: 1 } });
    });
    throw fault('ApprovalVoid', { number: row.number });
  }
  return hash;
}

function checkWaits(row: DeploymentRow): void {
  if (row.state !== 'pending' || row.approvals === 0) {
    throw fault('ApprovalNotWaiting', { number: row.number });
  }
}

async function give(
  kernel: Kernel,
  writing: Writing,
  what: FoundDeployment & { actor: Actor; comment: string },
): Promise<void> {
  const { project, environment, row, actor, comment } = what;
  const own = row.by_id === actor.id;
  const approvers = await approversOf(writing, project, environment);
  if (own && !isOwnAllowed(approvers, environment, actor.id)) {
    throw fault('ApprovalOwn', { number: row.number });
  }
  const before = await writing.selectFrom('approvals').selectAll().where('deployment_id', '=', row.id).execute();
  if (before.some(({ by_id: id }) => id === actor.id)) {
    throw fault('ApprovalGiven', { number: row.number });
  }
  const at = isoNow(kernel);
  const approval = {
    id: newId(),
    deployment_id: row.id,
    decision: 'approve',
    ...by(actor),
    own: own ? 1 : 0,
    hash: row.hash,
    comment,
    at,
  };
  await writing.insertInto('approvals').values(approval).execute();
  const names = [...before.map(({ by_name: name }) => name), actor.name];
  const complete = names.length >= row.approvals;
  const said = complete
    ? message('StepApproved', { by: names.join(', ') })
    : message('StepApprovalWaits', { given: names.length, required: row.approvals });
  const mark = { state: complete ? ('success' as const) : ('running' as const), now: at, message: said };
  const steps = JSON.stringify(markStep(parseStored<Steps>(row.steps), 'approval', mark));
  const place = { project: project.name, environment: environment.name };
  await saveDeployment(kernel, writing, { row, place, set: { steps, void: 0 } });
  await kernel.announcer.tell(writing, { topic: 'approval', ...place, number: row.number });
  await owe(kernel, writing, { topic: 'environment', key: environment.id });
}

export async function reject(kernel: Kernel, actor: Actor, input: Parameters<Deployments['reject']>[1]): Promise<void> {
  await command(kernel, actor, {
    method: 'deployments.reject',
    once: input,
    run: async (writing) => {
      const { project, environment, row } = await getDeployment(writing, actor, input);
      await authorize(writing, actor, { action: 'deployment.approve', target: targetOf(project, environment) });
      checkWaits(row);
      const { comment } = input;
      await writing.deleteFrom('approvals').where('deployment_id', '=', row.id).where('by_id', '=', actor.id).execute();
      await writing
        .insertInto('approvals')
        .values({
          id: newId(),
          deployment_id: row.id,
          decision: 'reject',
          ...by(actor),
          own: 0,
          hash: row.hash,
          comment,
          at: isoNow(kernel),
        })
        .execute();
      const told = message('DeploymentRejectedBy', { by: actor.name, comment });
      const place = { project: project.name, environment: environment.name };
      await cancelDeployment(kernel, writing, { deployment: row, ...place, reason: 'Rejected', message: told });
      await kernel.announcer.tell(writing, { topic: 'approval', ...place, number: row.number });
      await owe(kernel, writing, { topic: 'environment', key: environment.id });
      const detail = { environment: environment.name, comment };
      return {
        answer: null,
        audit: { action: 'deployment.reject', target: `#${row.number}`, project: project.name, detail },
      };
    },
  });
}

/** Before the commit nothing has happened; after it, the environment is taken back to what ran before. */
export async function cancel(kernel: Kernel, actor: Actor, input: Parameters<Deployments['cancel']>[1]): Promise<void> {
  await command(kernel, actor, {
    method: 'deployments.cancel',
    once: input,
    run: async (writing) => {
      const { project, environment, row } = await getDeployment(writing, actor, input);
      await authorize(writing, actor, { action: 'deployment.cancel', target: targetOf(project, environment) });
      if (row.state !== 'pending' && row.state !== 'running') {
        throw fault('StateForbids', { target: `#${row.number}`, state: row.state, action: 'cancel' });
      }
      const told = message('DeploymentCancelledBy', { by: actor.name });
      const place = { project: project.name, environment: environment.name };
      await cancelDeployment(kernel, writing, { deployment: row, ...place, reason: 'Cancelled', message: told });
      if (row.base_commit !== null) {
        await undo(kernel, writing, { project, environment, row, actor });
      }
      await owe(kernel, writing, { topic: 'environment', key: environment.id });
      const detail = { environment: environment.name };
      return {
        answer: null,
        audit: { action: 'deployment.cancel', target: `#${row.number}`, project: project.name, detail },
      };
    },
  });
}

async function undo(kernel: Kernel, writing: Writing, what: FoundDeployment & { actor: Actor }): Promise<void> {
  const { project, environment, row, actor } = what;
  const good = await writing
    .selectFrom('deployments')
    .selectAll()
    .where('id', '=', environment.good_deployment_id ?? '')
    .where('fleet_commit', 'is not', null)
    .executeTakeFirst();
  if (good === undefined) {
    await writing.updateTable('environments').set({ state: 'failed' }).where('id', '=', environment.id).execute();
    return;
  }
  await requestDeployment(kernel, writing, {
    project,
    environment,
    release: environment.release_id === null ? null : { id: environment.release_id },
    kind: 'rollback',
    cause: 'person',
    by: actor,
    note: '',
    change: { to: 'earlier', commit: good.fleet_commit ?? '', variables: 'then', replicas: 'then' },
    rollsBack: row.number,
  });
}
