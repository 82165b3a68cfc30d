import type { DeploymentRow, ProjectRow, Writing } from '@juanie/database';
import type { Message } from '@juanie/fault';
import { isoNow, parseStored, type Kernel } from '../core/kernel.ts';
import { endSteps, type Steps } from '../core/steps.ts';

export async function cancelDeployment(
  kernel: Kernel,
  writing: Writing,
  what: { deployment: DeploymentRow; project: string; environment: string; reason: string; message: Message },
): Promise<void> {
  const { deployment, project, environment, reason, message } = what;
  const now = isoNow(kernel);
  await writing
    .updateTable('deployments')
    .set({
      state: 'cancelled',
      waiting_for: null,
      reason,
      message: JSON.stringify(message),
      finished_at: now,
      steps: JSON.stringify(endSteps(parseStored<Steps>(deployment.steps), 'cancelled', now)),
    })
    .where('id', '=', deployment.id)
    .execute();
  await kernel.announcer.tell(writing, { topic: 'deployment', project, environment, number: deployment.number });
}

export async function cancelDeploymentsOf(
  kernel: Kernel,
  writing: Writing,
  what: { project: ProjectRow; environment: string | undefined; message: Message },
): Promise<void> {
  const open = await writing
    .selectFrom('deployments')
    .innerJoin('environments', 'environments.id', 'deployments.environment_id')
    .selectAll('deployments')
    .select('environments.name as environment')
    .where('deployments.project_id', '=', what.project.id)
    .where('deployments.state', 'in', ['pending', 'running'])
    .execute();
  for (const { environment, ...deployment } of open) {
    if (what.environment === undefined || what.environment === deployment.environment_id) {
      const said = { reason: 'EnvironmentGone', message: what.message };
      await cancelDeployment(kernel, writing, { deployment, project: what.project.name, environment, ...said });
    }
  }
}
