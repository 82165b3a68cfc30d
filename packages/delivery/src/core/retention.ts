import { buildLogFile, removeBuildLog } from '../builds/log-file.ts';
import type { Kernel } from './kernel.ts';
import { readRetention } from './settings.ts';

const day = 86_400_000;
const keptEvents = 20_000;

/** Removes what is older than the settings say, and only what nothing refers to. */
export async function runRetention(kernel: Kernel): Promise<void> {
  const { query } = kernel;
  const retention = await readRetention(kernel);
  const before = (days: number) => new Date(kernel.now().getTime() - days * day).toISOString();
  await query.deleteFrom('evidence').where('stored_at', '<', before(retention.evidenceDays)).execute();
  await query.deleteFrom('idempotency_keys').where('created_at', '<', before(7)).execute();
  await query.deleteFrom('sign_in_links').where('expires_at', '<', before(7)).execute();
  const newest = await kernel.announcer.newest();
  await query
    .deleteFrom('events')
    .where('id', '<=', newest - keptEvents)
    .execute();
  await dropBuildLogs(kernel, before(retention.buildLogsDays));
  await dropReleases(kernel, before(retention.releasesDays));
}

async function dropBuildLogs(kernel: Kernel, before: string): Promise<void> {
  const old = await kernel.query
    .selectFrom('builds')
    .innerJoin('projects', 'projects.id', 'builds.project_id')
    .select(['builds.number', 'projects.name'])
    .where('builds.finished_at', '<', before)
    .execute();
  for (const { number, name } of old) {
    await removeBuildLog(buildLogFile(kernel.settings.logsDir, { project: name, number }));
  }
}

/** A release that runs somewhere, waits somewhere, or is what a rollback would go back to, stays. */
async function dropReleases(kernel: Kernel, before: string): Promise<void> {
  const gone = await kernel.query
    .deleteFrom('releases')
    .where('created_at', '<', before)
    .where(({ not, exists, selectFrom }) =>
      not(
        exists(
          selectFrom('deployments').select('deployments.id').whereRef('deployments.release_id', '=', 'releases.id'),
        ),
      ),
    )
    .where(({ not, exists, selectFrom }) =>
      not(
        exists(
          selectFrom('environments').select('environments.id').whereRef('environments.release_id', '=', 'releases.id'),
        ),
      ),
    )
    .executeTakeFirst();
  if (gone.numDeletedRows > 0n) {
    kernel.log.info('old releases removed', { count: Number(gone.numDeletedRows) });
  }
}
