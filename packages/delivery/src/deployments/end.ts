import type { DeploymentRow, EnvironmentRow, ProjectRow, Writing } from '@juanie/database';
import type { Message } from '@juanie/fault';
import { audit } from '../core/announce.ts';
import { isoNow, type Kernel } from '../core/kernel.ts';
import { message } from '../core/messages.ts';
import { releaseById, releaseName, systemActor } from '../core/rows.ts';
import { endSteps, type Steps } from '../core/steps.ts';
import { endHold, openHold, startHold } from '../environments/holds.ts';
import { takeEvidence } from './evidence.ts';
import { requestDeployment } from './request.ts';
import { saveDeployment } from './save.ts';

export interface Ending {
  readonly project: ProjectRow;
  readonly environment: EnvironmentRow;
  readonly row: DeploymentRow;
  readonly steps: Steps;
}

/** The environment runs what the deployment brought; this is what a later failure goes back to. */
export async function succeed(kernel: Kernel, { project, environment, row, steps }: Ending): Promise<void> {
  const now = isoNow(kernel);
  const place = { project: project.name, environment: environment.name };
  await kernel.database.transaction(async (writing) => {
    const set = {
      state: 'success',
      waiting_for: null,
      finished_at: now,
      steps: JSON.stringify(endSteps(steps, 'skipped', now)),
    };
    await saveDeployment(kernel, writing, { row, place, set });
    const moved = row.release_id !== null && row.release_id !== environment.release_id;
    await writing
      .updateTable('environments')
      .set({
        state: 'active',
        good_deployment_id: row.id,
        fault: null,
        ...(moved ? { release_id: row.release_id, release_since: now } : {}),
        ...(row.cause === 'fleet' ? {} : { unapproved: null }),
      })
      .where('id', '=', environment.id)
      .where('state', '<>', 'deleting')
      .execute();
    await markRolledBack(kernel, writing, { project, environment, row });
    await kernel.announcer.tell(writing, { topic: 'environment', ...place });
  });
  kernel.effect('deployment succeeded');
}

/** What it undid was live or tried to be: its row says so from now on. */
async function markRolledBack(
  kernel: Kernel,
  writing: Writing,
  { project, environment, row }: Omit<Ending, 'steps'>,
): Promise<void> {
  if (row.rolls_back === null) {
    return;
  }
  await writing
    .updateTable('deployments')
    .set({ state: 'rollback', rolled_back_by: row.number })
    .where('project_id', '=', project.id)
    .where('number', '=', row.rolls_back)
    .where('state', '=', 'failed')
    .execute();
  await writing
    .updateTable('deployments')
    .set({ rolled_back_by: row.number })
    .where('project_id', '=', project.id)
    .where('number', '=', row.rolls_back)
    .execute();
  const place = { project: project.name, environment: environment.name };
  await kernel.announcer.tell(writing, { topic: 'deployment', ...place, number: row.rolls_back });
}

/**
 * Evidence first, while the pods are there; then one transaction ends the deployment, asks for the way back and
 * blocks the release. The old version has been serving all the while.
 */
export async function fail(kernel: Kernel, ending: Ending, said: Message): Promise<void> {
  const { project, environment, row, steps } = ending;
  const release = await releaseById(kernel.query, row.release_id);
  const namespace = environment.namespace ?? '';
  const evidence =
    row.fleet_commit === null
      ? undefined
      : await takeEvidence(kernel, namespace, release === undefined ? null : releaseName(release));
  kernel.effect('evidence taken');
  const now = isoNow(kernel);
  await kernel.database.transaction(async (writing) => {
    const back = await wayBack(kernel, writing, ending);
    await saveDeployment(kernel, writing, {
      row,
      place: { project: project.name, environment: environment.name },
      set: {
        state: 'failed',
        waiting_for: null,
        reason: said.code,
        message: JSON.stringify(said),
        still_true: JSON.stringify(back.stillTrue),
        rolled_back_by: back.number ?? null,
        finished_at: now,
        steps: JSON.stringify(endSteps(steps, 'skipped', now)),
      },
    });
    if (evidence !== undefined) {
      const body = { deployment_id: row.id, body: JSON.stringify(evidence), stored_at: now };
      await writing
        .insertInto('evidence')
        .values(body)
        .onConflict((conflict) => conflict.column('deployment_id').doUpdateSet(body))
        .execute();
    }
    const state = back.number === undefined && row.fleet_commit !== null ? 'failed' : undefined;
    if (state !== undefined) {
      await writing
        .updateTable('environments')
        .set({ state })
        .where('id', '=', environment.id)
        .where('state', '=', 'updating')
        .execute();
    }
    await kernel.announcer.tell(writing, {
      topic: 'environment',
      project: project.name,
      environment: environment.name,
    });
  });
  kernel.effect('deployment failed');
}

interface WayBack {
  readonly number: number | undefined;
  readonly stillTrue: readonly Message[];
}

async function wayBack(kernel: Kernel, writing: Writing, { project, environment, row }: Ending): Promise<WayBack> {
  const current = await releaseById(writing, environment.release_id);
  const running = current === undefined ? undefined : releaseName(current);
  const where = { environment: environment.name };
  const still =
    running === undefined ? message('StillNothing', where) : message('StillRuns', { ...where, release: running });
  // Nothing was written yet, or it was a way back itself: there is nothing to undo.
  if (row.fleet_commit === null || row.cause === 'rollback-auto') {
    return { number: undefined, stillTrue: [still] };
  }
  if (row.cause === 'fleet') {
    return { number: undefined, stillTrue: [still, message('PushedChangeStays')] };
  }
  const good = await goodDeployment(writing, environment);
  if (good === undefined) {
    return { number: undefined, stillTrue: [message('NothingToReturnTo', where)] };
  }
  const number = await askWayBack(kernel, writing, { project, environment, row, good });
  const back = message('RollingBack', { ...where, number, release: running ?? '–' });
  return { number, stillTrue: [still, back] };
}

async function goodDeployment(writing: Writing, environment: EnvironmentRow) {
  return environment.good_deployment_id === null
    ? undefined
    : await writing
        .selectFrom('deployments')
        .selectAll()
        .where('id', '=', environment.good_deployment_id)
        .where('fleet_commit', 'is not', null)
        .executeTakeFirst();
}

async function askWayBack(
  kernel: Kernel,
  writing: Writing,
  what: { project: ProjectRow; environment: EnvironmentRow; row: DeploymentRow; good: DeploymentRow },
): Promise<number> {
  const { project, environment, row, good } = what;
  const actor = systemActor(project.organisation_id);
  const number = await requestDeployment(kernel, writing, {
    project,
    environment,
    release: environment.release_id === null ? null : { id: environment.release_id },
    kind: 'rollback',
    cause: 'rollback-auto',
    by: actor,
    note: '',
    change: { to: 'earlier', commit: good.fleet_commit ?? '', variables: 'then', replicas: 'then' },
    rollsBack: row.number,
  });
  const release = await releaseById(writing, row.release_id);
  const held = await openHold(writing, environment.id);
  // A person's hold is stronger: it stays.
  if (row.release_id !== environment.release_id && (held === undefined || held.cause === 'rollback-auto')) {
    await startHold(kernel, writing, {
      environment: environment.id,
      cause: 'rollback-auto',
      reason: JSON.stringify(
        message('HoldRollbackAuto', { release: release === undefined ? '–' : releaseName(release), number }),
      ),
      by: actor,
      blockedRelease: row.release_id,
    });
  }
  const detail = { environment: environment.name, failed: row.number, rollback: number };
  await audit(writing, actor, {
    action: 'deployment.rollback-auto',
    target: `#${row.number}`,
    project: project.name,
    detail,
    now: isoNow(kernel),
  });
  return number;
}

/** A newer release went in: what was blocked because of an older one is over, and that is recorded. */
export async function endAutomaticHold(
  kernel: Kernel,
  writing: Writing,
  { project, environment, row }: Omit<Ending, 'steps'>,
): Promise<void> {
  const held = await openHold(writing, environment.id);
  if (held?.cause !== 'rollback-auto' || row.kind === 'rollback' || row.release_id === held.blocked_release_id) {
    return;
  }
  await endHold(kernel, writing, { environment: environment.id, by: `#${row.number}` });
  await audit(writing, systemActor(project.organisation_id), {
    action: 'hold.end',
    target: environment.name,
    project: project.name,
    detail: { because: `deployment #${row.number}` },
    now: isoNow(kernel),
  });
}
