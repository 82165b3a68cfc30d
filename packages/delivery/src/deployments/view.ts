import type { ApprovalRow, DeploymentRow, EnvironmentRow, ProjectRow, Query } from '@juanie/database';
import type { Message } from '@juanie/fault';
import type { Actor } from '../actor.ts';
import { grantsOf, may, roleAt } from '../core/authorize.ts';
import { parseStored, type Kernel } from '../core/kernel.ts';
import { environmentsOf, releaseById, releaseName, targetOf } from '../core/rows.ts';
import type { Steps } from '../core/steps.ts';
import { openHold } from '../environments/holds.ts';
import type { ApprovalView, DeploymentKind, DeploymentState, DeploymentView, Evidence, Role, Tier } from '../views.ts';
import { approversOf, isOwnAllowed } from './approvers.ts';
import { lifecycle, whyNotApprove, type LifecycleInput } from './lifecycle.ts';
import { podOf } from './seen.ts';

export interface DeploymentAt {
  readonly project: ProjectRow;
  readonly environment: EnvironmentRow;
  readonly row: DeploymentRow;
}

const stuckMs = 120_000;

export async function viewDeployment(kernel: Kernel, actor: Actor, at: DeploymentAt): Promise<DeploymentView> {
  const { query } = kernel;
  const { project, environment, row } = at;
  const [release, previous] = [
    await releaseById(query, row.release_id),
    await releaseById(query, row.previous_release_id),
  ];
  const usualMs = await usualTime(query, environment.id);
  const input = await lifecycleInput(kernel, actor, {
    ...at,
    release: release === undefined ? null : releaseName(release),
  });
  const stored = await query
    .selectFrom('evidence')
    .select('body')
    .where('deployment_id', '=', row.id)
    .executeTakeFirst();
  const steps = parseStored<Steps>(row.steps);
  return {
    number: row.number,
    project: project.name,
    environment: environment.name,
    release: input.release,
    previousRelease: previous === undefined ? null : releaseName(previous),
    kind: row.kind as DeploymentKind,
    state: row.state as DeploymentState,
    waitingFor: input.waitingFor,
    steps,
    requestedBy: row.by_name,
    note: row.note,
    reason: row.reason,
    message: row.message === null ? null : parseStored<Message>(row.message),
    stillTrue: parseStored<Message[]>(row.still_true),
    fleetCommit: row.fleet_commit,
    rolledBackBy: row.rolled_back_by,
    rollsBack: row.rolls_back,
    evidence: stored === undefined ? null : parseStored<Evidence>(stored.body),
    approval: await viewApproval(query, row, input),
    createdAt: row.created_at,
    startedAt: row.started_at,
    finishedAt: row.finished_at,
    usualMs,
    stuck: isStuck(kernel, row, { steps, usualMs }),
    actions: lifecycle(input).actions,
    pods: row.state === 'running' || row.state === 'success' ? livePods(kernel, environment) : [],
  };
}

async function lifecycleInput(
  kernel: Kernel,
  actor: Actor,
  { project, environment, row, release }: DeploymentAt & { release: string | null },
): Promise<LifecycleInput> {
  const { query } = kernel;
  const role = await roleOf(query, actor, { project, environment });
  const approvers = await approversOf(query, project, environment);
  const given = await query
    .selectFrom('approvals')
    .select('id')
    .where('deployment_id', '=', row.id)
    .where('by_id', '=', actor.id)
    .executeTakeFirst();
  const places = await environmentsOf(query, project.id);
  return {
    state: row.state as DeploymentState,
    kind: row.kind as DeploymentKind,
    waitingFor: row.state === 'pending' ? (row.waiting_for as DeploymentView['waitingFor']) : null,
    role,
    tier: environment.tier as Tier,
    release,
    own: row.by_id === actor.id,
    ownAllowed: isOwnAllowed(approvers, environment, actor.id),
    approvedByCaller: given !== undefined,
    hasEarlier: await hasEarlier(query, environment, row),
    held: (await openHold(query, environment.id)) !== undefined,
    hasNext: places.some(({ position }) => position > environment.position),
  };
}

export async function roleOf(
  query: Query,
  actor: Actor,
  at: { project: ProjectRow; environment?: EnvironmentRow },
): Promise<Role> {
  const target = targetOf(at.project, at.environment);
  return actor.kind === 'system' ? 'owner' : (roleAt(await grantsOf(query, actor.id), target) ?? 'viewer');
}

async function hasEarlier(query: Query, environment: EnvironmentRow, row: DeploymentRow): Promise<boolean> {
  const found = await query
    .selectFrom('deployments')
    .select('id')
    .where('environment_id', '=', environment.id)
    .where('state', '=', 'success')
    .where('number', '<', row.number)
    .where('release_id', 'is not', null)
    .where('release_id', '<>', row.release_id ?? '')
    .executeTakeFirst();
  return found !== undefined;
}

async function viewApproval(query: Query, row: DeploymentRow, input: LifecycleInput): Promise<ApprovalView | null> {
  if (row.approvals === 0) {
    return null;
  }
  const rows = await query
    .selectFrom('approvals')
    .selectAll()
    .where('deployment_id', '=', row.id)
    .orderBy('at')
    .execute();
  const person = ({ by_id: id, by_name: name, by_email: email }: ApprovalRow) => ({ id, name, email });
  const rejected = rows.find(({ decision }) => decision === 'reject');
  const waits = row.state === 'pending';
  const why = waits ? whyNotApprove(input) : null;
  return {
    required: row.approvals,
    given: rows
      .filter(({ decision }) => decision === 'approve')
      .map((one) => ({ by: person(one), at: one.at, own: one.own === 1, comment: one.comment })),
    rejected: rejected === undefined ? null : { by: person(rejected), at: rejected.at, comment: rejected.comment },
    hash: row.hash,
    void: row.void === 1,
    canApprove:
      waits && may(input.role, 'deployment.approve', input.tier) && (why === null || why.code === 'WhyOwnAllowed'),
    why,
  };
}

/** The median of the last ten that worked; said from three on. */
async function usualTime(query: Query, environment: string): Promise<number | null> {
  const rows = await query
    .selectFrom('deployments')
    .select(['started_at', 'finished_at'])
    .where('environment_id', '=', environment)
    .where('state', '=', 'success')
    .where('kind', 'in', ['deploy', 'promote'])
    .orderBy('number', 'desc')
    .limit(10)
    .execute();
  const times = rows
    .map((row) => Date.parse(row.finished_at ?? '') - Date.parse(row.started_at ?? ''))
    .filter((ms) => Number.isFinite(ms))
    .toSorted((a, b) => a - b);
  return times.length < 3 ? null : (times[Math.floor(times.length / 2)] ?? null);
}

/** Nothing has moved for two minutes, or three times as long as usual. Said, never stored. */
function isStuck(
  kernel: Kernel,
  row: DeploymentRow,
  { steps, usualMs }: { steps: Steps; usualMs: number | null },
): boolean {
  if (row.state !== 'running') {
    return false;
  }
  const now = kernel.now().getTime();
  const moves = steps
    .flatMap(({ startedAt, finishedAt }) => [startedAt, finishedAt])
    .map((at) => Date.parse(at ?? '') || 0);
  const still = now - Math.max(...moves);
  return (
    still > stuckMs || (usualMs !== null && now - Date.parse(row.started_at ?? '') > Math.max(usualMs * 3, 30_000))
  );
}

function livePods(kernel: Kernel, environment: EnvironmentRow): DeploymentView['pods'] {
  return kernel.cluster.list('Pod', environment.namespace ?? '').map((object) => {
    const pod = podOf(object);
    const [worst] = pod.containers.toSorted((a, b) => b.exits - a.exits);
    return {
      name: pod.name,
      ready: pod.ready,
      phase: object.metadata.deletionTimestamp === undefined ? pod.phase : 'Terminating',
      reason: worst?.waiting?.reason ?? (pod.ready ? null : (worst?.endReason ?? null)),
      restarts: pod.containers.reduce((sum, container) => sum + container.restarts, 0),
      release: pod.release,
    };
  });
}
