import { createHash } from 'node:crypto';
import { nextNumber, type BuildRow, type ProjectRow, type ReleaseRow, type Writing } from '@juanie/database';
import type { ServiceShape } from '../core/builder.ts';
import { fault } from '../core/faults.ts';
import { isoNow, newId, parseStored, type Kernel } from '../core/kernel.ts';
import { findEnvironment } from '../core/rows.ts';
import { endSteps, type Steps } from '../core/steps.ts';
import { openHold } from '../environments/holds.ts';
import { wakeAwaiting } from '../deployments/await-build.ts';
import { requestDeployment } from '../deployments/request.ts';

export interface FinishedBuild {
  readonly build: BuildRow;
  readonly project: ProjectRow;
  /** service -> image by digest */
  readonly images: Readonly<Record<string, string>>;
  readonly services: Readonly<Record<string, ServiceShape>>;
  readonly steps: Steps;
  readonly lastLines: readonly string[];
}

/**
 * *Build finished*: whoever built ends with this, the embedded builder and outside CI alike. One transaction makes
 * the release (the same images of the same commit are one release) and asks for the deployments of the rules.
 */
export async function finishBuild(kernel: Kernel, finished: FinishedBuild): Promise<void> {
  checkImages(finished);
  const { build, project } = finished;
  const now = isoNow(kernel);
  await kernel.database.transaction(async (writing) => {
    const open = await writing
      .selectFrom('builds')
      .select('state')
      .where('id', '=', build.id)
      .where('state', 'in', ['queued', 'running'])
      .executeTakeFirst();
    if (open === undefined) {
      return;
    }
    const release = await ensureRelease(kernel, writing, finished);
    await writing
      .updateTable('builds')
      .set({
        state: 'success',
        reason: null,
        message: null,
        release_id: release.id,
        finished_at: now,
        steps: JSON.stringify(endSteps(finished.steps, 'skipped', now)),
        last_lines: JSON.stringify(finished.lastLines),
      })
      .where('id', '=', build.id)
      .execute();
    await kernel.announcer.tell(writing, { topic: 'build', project: project.name, number: build.number });
    await wakeAwaiting(kernel, writing, project.id);
    for (const name of parseStored<string[]>(build.targets)) {
      await deployTo(kernel, writing, { finished, release, name });
    }
  });
  kernel.effect('build finished');
}

function checkImages({ images, services, project }: FinishedBuild): void {
  for (const service of Object.keys(services)) {
    const image = images[service] ?? '';
    // Another project's image is no image of this one.
    if (!/@sha256:[0-9a-f]{64}$/.test(image) || !image.includes(`/${project.name}/`)) {
      throw fault('BuildIncomplete', { service });
    }
  }
}

async function deployTo(
  kernel: Kernel,
  writing: Writing,
  { finished, release, name }: { finished: FinishedBuild; release: ReleaseRow; name: string },
): Promise<void> {
  const { project, build } = finished;
  const fresh = await writing.selectFrom('projects').select('state').where('id', '=', project.id).executeTakeFirst();
  const environment = await findEnvironment(writing, project.id, name);
  // A project that was paused or archived while it built keeps the release and deploys nothing.
  if (fresh?.state !== 'active' && fresh?.state !== 'initializing') {
    return;
  }
  if (environment === undefined || environment.state === 'deleting') {
    return;
  }
  const hold = await openHold(writing, environment.id);
  if (hold?.cause === 'rollback-auto' && hold.blocked_release_id === release.id) {
    return;
  }
  await requestDeployment(kernel, writing, {
    project,
    environment,
    release,
    kind: 'deploy',
    cause: 'push',
    by: { id: build.by_id, name: build.by_name, email: build.by_email },
    note: '',
    change: { to: 'release', release: release.id },
  });
}

async function ensureRelease(kernel: Kernel, writing: Writing, finished: FinishedBuild): Promise<ReleaseRow> {
  const { build, project, images, services } = finished;
  const hash = contentHash(build.commit_id, images, services);
  const known = await writing
    .selectFrom('releases')
    .selectAll()
    .where('project_id', '=', project.id)
    .where('content_hash', '=', hash)
    .executeTakeFirst();
  if (known !== undefined) {
    return known;
  }
  const row: ReleaseRow = {
    id: newId(),
    project_id: project.id,
    number: await nextNumber(writing, `releases ${project.id}`),
    commit_id: build.commit_id,
    subject: build.subject,
    author: build.author,
    branch: build.branch,
    build_id: build.id,
    content_hash: hash,
    shape: JSON.stringify(services),
    created_at: isoNow(kernel),
  };
  await writing.insertInto('releases').values(row).execute();
  for (const service of Object.keys(services)) {
    const image = images[service] ?? '';
    await writing.insertInto('release_images').values({ release_id: row.id, service, image }).execute();
  }
  await kernel.announcer.tell(writing, { topic: 'release', project: project.name, number: row.number });
  return row;
}

function contentHash(commit: string, images: FinishedBuild['images'], services: FinishedBuild['services']): string {
  const sorted = Object.keys(services)
    .toSorted()
    .map((service) => [service, images[service], services[service]]);
  return createHash('sha256')
    .update(JSON.stringify([commit, sorted]))
    .digest('hex');
}
