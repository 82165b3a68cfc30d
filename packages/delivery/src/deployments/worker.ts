import type { DeploymentRow, EnvironmentRow, Next, ProjectRow, Work } from '@juanie/database';
import { isFault, toFault, type Message } from '@juanie/fault';
import { fault } from '../core/faults.ts';
import { isoNow, parseStored, type Kernel } from '../core/kernel.ts';
import { message } from '../core/messages.ts';
import { markStep, stepOf, type Steps } from '../core/steps.ts';
import { advanceSetup } from '../environments/setup.ts';
import { hasRunOut, isHeld, openHold, endHold } from '../environments/holds.ts';
import { awaitBuild } from './await-build.ts';
import { cancelDeployment } from './cancel.ts';
import type { Change } from './change.ts';
import { commitDeployment } from './commit.ts';
import { endAutomaticHold, fail, succeed } from './end.ts';
import { deployingOf, imagesOf, renderChange } from './facts.ts';
import { decideQueue, type Queued, type QueueDecision } from './queue.ts';
import type { Cause } from './request.ts';
import { followRollout } from './roll.ts';
import { saveDeployment } from './save.ts';

interface Around {
  readonly project: ProjectRow;
  readonly environment: EnvironmentRow;
  readonly open: readonly DeploymentRow[];
}

/** Takes an environment one step further. One worker at a time holds it; its fencing number proves it. */
export async function advanceEnvironment(kernel: Kernel, work: Pick<Work, 'key' | 'fence'>): Promise<Next> {
  const around = await look(kernel, work.key);
  if (around === undefined) {
    return { when: 'done' };
  }
  const { environment } = around;
  if (environment.state === 'creating' || environment.state === 'deleting') {
    return await advanceSetup(kernel, around);
  }
  const decision = await decide(kernel, around);
  for (const id of decision.check) {
    if (await check(kernel, around, id)) {
      return { when: 'now' };
    }
  }
  await settleQueue(kernel, around, decision);
  if (decision.running === undefined) {
    return around.open.length === 0 ? { when: 'done' } : await untilHoldEnds(kernel, environment);
  }
  return await drive(kernel, { ...around, id: decision.running, fence: work.fence });
}

async function look(kernel: Kernel, id: string): Promise<Around | undefined> {
  const environment = await kernel.query.selectFrom('environments').selectAll().where('id', '=', id).executeTakeFirst();
  if (environment === undefined || environment.state === 'deleted') {
    return undefined;
  }
  const project = await kernel.query
    .selectFrom('projects')
    .selectAll()
    .where('id', '=', environment.project_id)
    .executeTakeFirst();
  const open = await kernel.query
    .selectFrom('deployments')
    .selectAll()
    .where('environment_id', '=', id)
    .where('state', 'in', ['pending', 'running'])
    .orderBy('number')
    .execute();
  return project === undefined || project.state === 'deleting' ? undefined : { project, environment, open };
}

async function decide(kernel: Kernel, { environment, open }: Around): Promise<QueueDecision> {
  const hold = await openHold(kernel.query, environment.id);
  if (hold !== undefined && hasRunOut(hold, kernel.now())) {
    await kernel.database.transaction((writing) =>
      endHold(kernel, writing, { environment: environment.id, by: 'until' }),
    );
  }
  const queued = await Promise.all(open.map((row) => queuedOf(kernel, row)));
  return decideQueue({ open: queued, held: isHeld(hold, kernel.now()) });
}

async function queuedOf(kernel: Kernel, row: DeploymentRow): Promise<Queued> {
  const given =
    row.approvals === 0
      ? []
      : await kernel.query
          .selectFrom('approvals')
          .select('id')
          .where('deployment_id', '=', row.id)
          .where('decision', '=', 'approve')
          .execute();
  return {
    id: row.id,
    number: row.number,
    state: row.state === 'running' ? 'running' : 'pending',
    kind: row.kind as Queued['kind'],
    cause: row.cause as Cause,
    movesRelease: ['release', 'commit'].includes(parseStored<Change>(row.change).to),
    approvals: { required: row.approvals, given: given.length },
    checked: stepOf(parseStored<Steps>(row.steps), 'checks')?.state === 'success',
  };
}

/** Until then a hold, an approval or another end wakes it; a hold may also end by itself. */
async function untilHoldEnds(kernel: Kernel, environment: EnvironmentRow): Promise<Next> {
  const hold = await openHold(kernel.query, environment.id);
  const until = hold?.until == null ? undefined : Date.parse(hold.until) - kernel.now().getTime();
  return until === undefined ? { when: 'changed' } : { when: 'later', ms: Math.max(until, 10) };
}

/**
 * Images by digest, something to render, and the hash that an approval will be bound to. False: there is nothing
 * to check before its build has ended.
 */
async function check(kernel: Kernel, { project, environment, open }: Around, id: string): Promise<boolean> {
  const found = open.find((one) => one.id === id);
  const place = { project: project.name, environment: environment.name };
  const awaited = found === undefined ? undefined : await awaitBuild(kernel, found, place);
  if (found === undefined || awaited === undefined || awaited.is === 'building') {
    return false;
  }
  const now = isoNow(kernel);
  if (awaited.is === 'failed') {
    const steps = markStep(parseStored<Steps>(found.steps), 'queue', {
      state: 'failed',
      now,
      message: awaited.message,
    });
    await fail(kernel, { project, environment, row: found, steps }, awaited.message);
    return true;
  }
  const { row } = awaited;
  const queued = markStep(parseStored<Steps>(row.steps), 'queue', { state: 'success', now });
  try {
    const { message: said, hash } = await checkContent(kernel, { project, environment, row });
    const steps = JSON.stringify(markStep(queued, 'checks', { state: 'success', now: isoNow(kernel), message: said }));
    const set = { steps, hash };
    await kernel.database.transaction((writing) => saveDeployment(kernel, writing, { row, place, set }));
    kernel.effect('deployment checked');
  } catch (thrown) {
    const said = refusal(thrown);
    const steps = markStep(queued, 'checks', { state: 'failed', now, message: said });
    await fail(kernel, { project, environment, row, steps }, said);
  }
  return true;
}

/** What was found wrong, to be said; what only passes by is thrown on and tried again. */
function refusal(thrown: unknown): Message {
  if (!isFault(thrown) || thrown.kind === 'Unavailable' || thrown.reason === 'Fenced') {
    throw thrown;
  }
  const problem = thrown.problems[0];
  const place =
    problem?.file === undefined ? '' : ` (${problem.file}${problem.line === undefined ? '' : `:${problem.line}`})`;
  return message('FleetRefused', { detail: `${thrown.message}${place}` });
}

async function checkContent(
  kernel: Kernel,
  { project, environment, row }: { project: ProjectRow; environment: EnvironmentRow; row: DeploymentRow },
): Promise<{ message: Message; hash: string | null }> {
  const hash = row.approvals === 0 ? null : (await renderChange(kernel, deployingOf(project, environment, row))).hash;
  if (parseStored<Change>(row.change).to !== 'release' || row.release_id === null) {
    return { message: message('StepNothingToCheck'), hash };
  }
  const images = Object.values(await imagesOf(kernel.query, row.release_id));
  const mutable = images.find((image) => !/@sha256:[0-9a-f]{64}$/.test(image));
  if (images.length === 0 || mutable !== undefined) {
    throw fault('BuildIncomplete', { service: mutable ?? project.name });
  }
  return { message: message('StepChecked', { count: images.length }), hash };
}

/** Writes who waits for what, starts the next, and ends what it overtakes: one transaction. */
async function settleQueue(kernel: Kernel, around: Around, decision: QueueDecision): Promise<void> {
  const { project, environment, open } = around;
  const changed = open.filter(
    (row) =>
      row.state === 'pending' &&
      row.id !== decision.start &&
      row.waiting_for !== (decision.waiting.get(row.id) ?? null),
  );
  if (changed.length === 0 && decision.start === undefined) {
    return;
  }
  const place = { project: project.name, environment: environment.name };
  await kernel.database.transaction(async (writing) => {
    for (const row of changed) {
      const waiting = decision.waiting.get(row.id) ?? null;
      await saveDeployment(kernel, writing, {
        row,
        place,
        set: { waiting_for: waiting, steps: waitingSteps(kernel, row, waiting) },
      });
    }
    const starting = open.find(({ id }) => id === decision.start);
    if (starting === undefined) {
      return;
    }
    for (const deployment of open.filter(({ id }) => decision.overtaken.includes(id))) {
      const said = message('DeploymentOvertaken', { number: starting.number });
      await cancelDeployment(kernel, writing, { deployment, ...place, reason: 'Superseded', message: said });
    }
    const steps = await startSteps(kernel, starting);
    const set = { state: 'running', waiting_for: null, started_at: isoNow(kernel), steps: JSON.stringify(steps) };
    await saveDeployment(kernel, writing, { row: starting, place, set });
    await endAutomaticHold(kernel, writing, { project, environment, row: starting });
    await kernel.announcer.tell(writing, { topic: 'environment', ...place });
  });
  kernel.effect('deployment started');
}

function waitingSteps(kernel: Kernel, row: DeploymentRow, waiting: string | null): string {
  const steps = parseStored<Steps>(row.steps);
  const marked =
    waiting === 'approval'
      ? markStep(steps, 'approval', {
          state: 'running',
          now: isoNow(kernel),
          message: message('StepApprovalWaits', { given: 0, required: row.approvals }),
        })
      : steps;
  return JSON.stringify(marked);
}

async function startSteps(kernel: Kernel, row: DeploymentRow): Promise<Steps> {
  const now = isoNow(kernel);
  const seconds = Math.round((Date.parse(now) - Date.parse(row.created_at)) / 1_000);
  const steps = markStep(parseStored<Steps>(row.steps), 'queue', {
    state: 'success',
    now,
    message: message('StepQueued', { seconds }),
  });
  const known = stepOf(steps, 'approval')?.state === 'success';
  return known ? steps : markStep(steps, 'approval', { state: 'skipped', now, message: message('StepApprovalNone') });
}

/** The running deployment: commit, then follow it through the cluster. */
async function drive(kernel: Kernel, what: Around & { id: string; fence: number }): Promise<Next> {
  const { project, environment, id, fence } = what;
  const found = await kernel.query.selectFrom('deployments').selectAll().where('id', '=', id).executeTakeFirst();
  if (found === undefined || found.state !== 'running') {
    return { when: 'now' };
  }
  const committed = isCommitted(found) ? found : await commit(kernel, { project, environment, row: found, fence });
  if (committed === undefined) {
    return { when: 'now' };
  }
  const row = { ...committed, fleet_commit: committed.fleet_commit ?? '' };
  const outcome = await followRollout(kernel, { project, environment, row });
  if (outcome.ended === false) {
    return outcome.next;
  }
  const fresh = (await look(kernel, environment.id))?.environment ?? environment;
  const ending = { project, environment: fresh, row, steps: outcome.steps };
  await (outcome.ended === 'success' ? succeed(kernel, ending) : fail(kernel, ending, outcome.message));
  return { when: 'now' };
}

function isCommitted(row: DeploymentRow): boolean {
  return stepOf(parseStored<Steps>(row.steps), 'commit')?.state === 'success';
}

/** Undefined: it was refused, and has ended. */
async function commit(
  kernel: Kernel,
  what: { project: ProjectRow; environment: EnvironmentRow; row: DeploymentRow; fence: number },
): Promise<DeploymentRow | undefined> {
  const { project, environment, row } = what;
  if (row.approvals > 0 && row.hash !== null && row.base_commit === null && (await isOutdated(kernel, what))) {
    await askAgain(kernel, what);
    return undefined;
  }
  try {
    return await commitDeployment(kernel, what);
  } catch (thrown) {
    const found = refusal(thrown);
    const steps = markStep(parseStored<Steps>(row.steps), 'commit', {
      state: 'failed',
      now: isoNow(kernel),
      message: found,
    });
    await fail(
      kernel,
      { project, environment, row, steps },
      toFault(thrown).reason === 'Fenced' ? message('EnvironmentGone') : found,
    );
    return undefined;
  }
}

async function isOutdated(
  kernel: Kernel,
  { project, environment, row }: { project: ProjectRow; environment: EnvironmentRow; row: DeploymentRow },
): Promise<boolean> {
  return (await renderChange(kernel, deployingOf(project, environment, row))).hash !== row.hash;
}

/** What was approved is not what would be written any more: the approvals lapse, it is checked and asked for again. */
async function askAgain(
  kernel: Kernel,
  { project, environment, row }: { project: ProjectRow; environment: EnvironmentRow; row: DeploymentRow },
): Promise<void> {
  const place = { project: project.name, environment: environment.name };
  const now = isoNow(kernel);
  const unchecked = markStep(parseStored<Steps>(row.steps), 'checks', { state: 'waiting', now, message: null });
  const steps = JSON.stringify(markStep(unchecked, 'approval', { state: 'waiting', now, message: null }));
  await kernel.database.transaction(async (writing) => {
    await writing.deleteFrom('approvals').where('deployment_id', '=', row.id).execute();
    const set = { state: 'pending', waiting_for: 'approval', void: 1, hash: null, steps, started_at: null };
    await saveDeployment(kernel, writing, { row, place, set });
    await kernel.announcer.tell(writing, { topic: 'approval', ...place, number: row.number });
  });
}
