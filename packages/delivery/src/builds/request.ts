import { nextNumber, type ProjectRow, type Writing } from '@juanie/database';
import { message } from '../core/messages.ts';
import type { GitCommit } from '../core/git.ts';
import { isoNow, newId, owe, parseStored, type Kernel } from '../core/kernel.ts';
import { by } from '../core/rows.ts';
import { endSteps, newSteps, type Steps } from '../core/steps.ts';
import { wakeAwaiting } from '../deployments/await-build.ts';

export const buildSteps = ['checkout', 'plan', 'install', 'build', 'test', 'image'] as const;

export interface BuildToMake {
  readonly project: ProjectRow;
  readonly commit: GitCommit;
  readonly branch: string;
  /** Environments to which the release goes by itself. */
  readonly targets: readonly string[];
  readonly by: { readonly id: string; readonly name: string; readonly email: string };
  /** Older ones of the branch that wait are not given up for it. */
  readonly beside?: boolean;
}

/** A build in the queue. The newest push of a branch wins: older ones that wait are cancelled. */
export async function requestBuild(
  kernel: Kernel,
  writing: Writing,
  make: BuildToMake,
): Promise<{ id: string; number: number }> {
  const { project, commit, branch } = make;
  if (make.beside !== true) {
    await supersede(kernel, writing, make);
  }
  const id = newId();
  const number = await nextNumber(writing, `builds ${project.id}`);
  await writing
    .insertInto('builds')
    .values({
      id,
      project_id: project.id,
      number,
      commit_id: commit.id,
      branch,
      subject: commit.subject,
      author: commit.author.name,
      state: 'queued',
      steps: JSON.stringify(newSteps(buildSteps)),
      reason: null,
      message: null,
      release_id: null,
      plan: null,
      ...by(make.by),
      targets: JSON.stringify(make.targets),
      created_at: isoNow(kernel),
      started_at: null,
      finished_at: null,
      last_lines: '[]',
    })
    .execute();
  await owe(kernel, writing, { topic: 'build', key: id });
  await kernel.announcer.tell(writing, { topic: 'build', project: project.name, number });
  return { id, number };
}

async function supersede(kernel: Kernel, writing: Writing, { project, branch }: BuildToMake): Promise<void> {
  const older = await writing
    .selectFrom('builds')
    .select(['id', 'number', 'steps'])
    .where('project_id', '=', project.id)
    .where('branch', '=', branch)
    .where('state', '=', 'queued')
    .execute();
  const now = isoNow(kernel);
  for (const build of older) {
    const steps = JSON.stringify(endSteps(parseStored<Steps>(build.steps), 'cancelled', now));
    const told = JSON.stringify(message('BuildSuperseded', { branch }));
    await writing
      .updateTable('builds')
      .set({ state: 'cancelled', reason: 'Superseded', message: told, finished_at: now, steps })
      .where('id', '=', build.id)
      .execute();
    await kernel.announcer.tell(writing, { topic: 'build', project: project.name, number: build.number });
  }
  if (older.length > 0) {
    await wakeAwaiting(kernel, writing, project.id);
  }
}
