import {
  nextNumber,
  type DeploymentRow,
  type EnvironmentRow,
  type ProjectRow,
  type ReleaseRow,
  type Writing,
} from '@juanie/database';
import { isoNow, newId, owe, type Kernel } from '../core/kernel.ts';
import { message } from '../core/messages.ts';
import { by } from '../core/rows.ts';
import { newSteps } from '../core/steps.ts';
import { deploymentSteps, type DeploymentKind } from '../views.ts';
import { cancelDeployment } from './cancel.ts';
import type { Change } from './change.ts';

/** Who set it going: a branch rule, a person's request, an automatic rollback, or a person's push to the fleet. */
export type Cause = 'push' | 'person' | 'rollback-auto' | 'fleet';

export interface DeploymentToMake {
  readonly project: ProjectRow;
  readonly environment: EnvironmentRow;
  readonly release: Pick<ReleaseRow, 'id'> | null;
  readonly kind: DeploymentKind;
  readonly cause: Cause;
  readonly by: { readonly id: string; readonly name: string; readonly email: string };
  readonly note: string;
  readonly change: Change;
  /** `optional`: an approval is asked for although none is required. */
  readonly askApproval?: boolean;
  readonly rollsBack?: number;
  readonly fleetCommit?: string;
}

/** A deployment in the queue of its environment; older ones of the same branch rule that still wait give way. */
export async function requestDeployment(kernel: Kernel, writing: Writing, make: DeploymentToMake): Promise<number> {
  const { project, environment } = make;
  const number = await nextNumber(writing, `deployments ${project.id}`);
  if (make.cause === 'push') {
    await supersede(kernel, writing, { make, number });
  }
  await writing
    .insertInto('deployments')
    .values(rowOf(kernel, make, number))
    .execute();
  await kernel.announcer.tell(writing, {
    topic: 'deployment',
    project: project.name,
    environment: environment.name,
    number,
  });
  await owe(kernel, writing, { topic: 'environment', key: environment.id });
  return number;
}

function rowOf(kernel: Kernel, make: DeploymentToMake, number: number): DeploymentRow {
  const { project, environment, release } = make;
  return {
    id: newId(),
    project_id: project.id,
    environment_id: environment.id,
    number,
    release_id: release?.id ?? null,
    previous_release_id: environment.release_id,
    kind: make.kind,
    cause: make.cause,
    state: 'pending',
    waiting_for: 'queue',
    steps: JSON.stringify(newSteps(deploymentSteps)),
    change: JSON.stringify(make.change),
    ...by(make.by),
    note: make.note.slice(0, 2_000),
    reason: null,
    message: null,
    still_true: '[]',
    fleet_commit: make.fleetCommit ?? null,
    base_commit: null,
    rolled_back_by: null,
    rolls_back: make.rollsBack ?? null,
    approvals: approvalsFor(make),
    hash: null,
    void: 0,
    fence: 0,
    created_at: isoNow(kernel),
    started_at: null,
    finished_at: null,
  };
}

/** Going back is never held up by an approval; neither is what is in the fleet already. */
function approvalsFor({ environment, cause, kind, askApproval }: DeploymentToMake): number {
  if (cause === 'rollback-auto' || cause === 'fleet' || kind === 'rollback') {
    return 0;
  }
  const asked = environment.approval === 'required' || (environment.approval === 'optional' && askApproval === true);
  return asked ? Math.max(1, environment.approvals) : 0;
}

/** Approved work is never dropped silently: only what no person has decided on. */
async function supersede(
  kernel: Kernel,
  writing: Writing,
  { make, number }: { make: DeploymentToMake; number: number },
): Promise<void> {
  const older = await writing
    .selectFrom('deployments')
    .selectAll()
    .where('environment_id', '=', make.environment.id)
    .where('state', '=', 'pending')
    .where('cause', '=', 'push')
    .where(({ not, exists, selectFrom }) =>
      not(exists(selectFrom('approvals').select('approvals.id').whereRef('deployment_id', '=', 'deployments.id'))),
    )
    .execute();
  for (const deployment of older) {
    await cancelDeployment(kernel, writing, {
      deployment,
      project: make.project.name,
      environment: make.environment.name,
      reason: 'Superseded',
      message: message('DeploymentSuperseded', { number }),
    });
  }
}
