import type { EnvironmentRow, ProjectRow } from '@juanie/database';
import { isoNow, newId, type Kernel } from '../core/kernel.ts';
import { environmentsOf, fleetRepository } from '../core/rows.ts';
import { requestDeployment } from '../deployments/request.ts';
import { faultOfRender } from '../environments/health.ts';
import { factsOf } from '../environments/create.ts';
import { fleetOf } from '../fleet/fleet.ts';
import { noteRef } from './record.ts';

export interface FleetPush {
  readonly before: string | null;
  readonly after: string;
  readonly by: { readonly id: string; readonly name: string; readonly email: string };
}

interface Affected {
  readonly project: ProjectRow;
  readonly environment: EnvironmentRow;
}

/**
 * What a person wrote to the fleet deploys as a `change` under their name; on a protected environment it is shown
 * as unapproved. Answers the environments it touches.
 */
export async function recordFleetPush(kernel: Kernel, push: FleetPush): Promise<readonly string[]> {
  const affected = await affectedBy(kernel, push);
  const fleet = fleetOf(kernel);
  const subject = fleet.commitInfo(push.after).subject;
  await kernel.database.transaction(async (writing) => {
    for (const { project, environment } of affected) {
      const dir = kernel.layout.overlayDir(factsOf(kernel, project, environment));
      const broken = faultOfRender(() => kernel.render(fleet.tree(push.after), dir));
      const unapproved =
        environment.approval === 'required' ? JSON.stringify({ commit: push.after, by: push.by.name, subject }) : null;
      await writing
        .updateTable('environments')
        .set({
          fault: broken === null ? null : JSON.stringify(broken),
          fleet_commit: push.after,
          ...(unapproved === null ? {} : { unapproved }),
        })
        .where('id', '=', environment.id)
        .execute();
      await requestDeployment(kernel, writing, {
        project,
        environment,
        release: environment.release_id === null ? null : { id: environment.release_id },
        kind: 'change',
        cause: 'fleet',
        by: push.by,
        note: subject,
        change: { to: 'pushed', commit: push.after },
      });
    }
    await noteRef(writing, { repository: fleetRepository, ref: 'refs/heads/main', after: push.after });
  });
  kernel.log.info('fleet pushed', {
    commit: push.after,
    environments: affected.length,
    id: newId(),
    at: isoNow(kernel),
  });
  return affected.map(({ project, environment }) => `${project.name}/${environment.name}`);
}

async function affectedBy(kernel: Kernel, push: FleetPush): Promise<Affected[]> {
  const files = fleetOf(kernel).diffFiles(push.before, push.after);
  const places = files.flatMap(({ path }) => kernel.layout.placeOf(path) ?? []);
  const found = new Map<string, Affected>();
  for (const place of places) {
    const project = await kernel.query
      .selectFrom('projects')
      .selectAll()
      .where('name', '=', place.project)
      .executeTakeFirst();
    const environments = project === undefined ? [] : await environmentsOf(kernel.query, project.id);
    for (const environment of environments) {
      const isMeant = place.environment === null || place.environment === environment.name;
      if (project !== undefined && isMeant && environment.state !== 'deleting') {
        found.set(environment.id, { project, environment });
      }
    }
  }
  return [...found.values()];
}
