import type { DeploymentRow, Writing } from '@juanie/database';
import { fault } from '../core/faults.ts';
import type { Kernel } from '../core/kernel.ts';
import { sameSteps, type Steps } from '../core/steps.ts';
import { parseStored } from '../core/kernel.ts';

export interface Place {
  readonly project: string;
  readonly environment: string;
}

/** Writes what changed of a deployment that has not ended, and tells of it. Refuses who was fenced out. */
export async function saveDeployment(
  kernel: Kernel,
  writing: Writing,
  what: { row: DeploymentRow; place: Place; set: Partial<DeploymentRow> },
): Promise<void> {
  const { row, place, set } = what;
  const changed = await writing
    .updateTable('deployments')
    .set(set)
    .where('id', '=', row.id)
    .where('state', 'in', ['pending', 'running'])
    .executeTakeFirst();
  if (changed.numUpdatedRows === 0n) {
    throw fault('Fenced', { environment: place.environment });
  }
  await kernel.announcer.tell(writing, { topic: 'deployment', ...place, number: row.number });
}

/** Steps alone, and only when they differ: most looks at the cluster change nothing. */
export async function saveSteps(
  kernel: Kernel,
  what: { row: DeploymentRow; place: Place; steps: Steps },
): Promise<void> {
  const { row, place, steps } = what;
  if (!sameSteps(steps, parseStored<Steps>(row.steps))) {
    const set = { steps: JSON.stringify(steps) };
    await kernel.database.transaction((writing) => saveDeployment(kernel, writing, { row, place, set }));
  }
}
