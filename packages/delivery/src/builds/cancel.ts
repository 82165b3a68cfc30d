import type { ProjectRow, Writing } from '@juanie/database';
import type { Message } from '@juanie/fault';
import { isoNow, parseStored, type Kernel } from '../core/kernel.ts';
import { endSteps, type Steps } from '../core/steps.ts';
import { wakeAwaiting } from '../deployments/await-build.ts';

/** What runs here now, so that it can be stopped: build id -> its end. */
export const runningBuilds = new Map<string, AbortController>();

export async function cancelBuild(
  kernel: Kernel,
  writing: Writing,
  what: {
    build: { id: string; project_id: string; number: number; steps: string };
    project: string;
    reason: string;
    message: Message | null;
  },
): Promise<void> {
  const { build, project, reason, message } = what;
  const now = isoNow(kernel);
  await writing
    .updateTable('builds')
    .set({
      state: 'cancelled',
      reason,
      message: message === null ? null : JSON.stringify(message),
      finished_at: now,
      steps: JSON.stringify(endSteps(parseStored<Steps>(build.steps), 'cancelled', now)),
    })
    .where('id', '=', build.id)
    .execute();
  await wakeAwaiting(kernel, writing, build.project_id);
  writing.afterCommit(() => runningBuilds.get(build.id)?.abort());
  await kernel.announcer.tell(writing, { topic: 'build', project, number: build.number });
}

export async function cancelBuildsOf(kernel: Kernel, writing: Writing, project: ProjectRow): Promise<void> {
  const open = await writing
    .selectFrom('builds')
    .select(['id', 'project_id', 'number', 'steps'])
    .where('project_id', '=', project.id)
    .where('state', 'in', ['queued', 'running'])
    .execute();
  for (const build of open) {
    await cancelBuild(kernel, writing, { build, project: project.name, reason: 'ProjectDeleted', message: null });
  }
}
