import type { Actor } from '../actor.ts';
import type { Kernel } from '../core/kernel.ts';
import { getEnvironment } from '../core/rows.ts';
import { overlayAt } from '../deployments/facts.ts';
import { fleetHead } from '../fleet/fleet.ts';
import type { VariableView } from '../views.ts';
import { factsOf } from './create.ts';

/** What the fleet says; who set it and when, as far as it was set through Juanie. */
export async function viewVariables(
  kernel: Kernel,
  actor: Actor,
  at: { project: string; environment: string },
): Promise<readonly VariableView[]> {
  const { project, environment } = await getEnvironment(kernel.query, actor, {
    ...at,
    action: 'environment.variables.look',
  });
  const rows = await kernel.query
    .selectFrom('variables')
    .selectAll()
    .where('environment_id', '=', environment.id)
    .execute();
  const overlay = overlayAt(kernel, fleetHead(kernel), factsOf(kernel, project, environment));
  const isDeployed = overlay !== undefined && Object.keys(overlay.services).length > 0;
  const values = isDeployed ? overlay.variables : Object.fromEntries(rows.map((row) => [row.name, row.value]));
  return Object.entries(values)
    .toSorted(([a], [b]) => (a < b ? -1 : 1))
    .map(([name, value]) => {
      const row = rows.find((one) => one.name === name && one.value === value);
      return {
        name,
        value: { kind: 'value', value },
        updatedAt: row?.updated_at ?? environment.created_at,
        updatedBy: row?.updated_by ?? 'Git',
      };
    });
}
