import { randomUUID } from 'node:crypto';
import { nextNumber, type ProjectRow, type Writing } from '@juanie/database';
import type { Message } from '@juanie/fault';
import { message } from '../core/messages.ts';
import type { GitRepo } from '../core/git.ts';
import { isoNow, parseStored, type Kernel } from '../core/kernel.ts';
import { environmentsOf } from '../core/rows.ts';
import { requestBuild } from '../builds/request.ts';
import { decideCourse, explainCourse } from '../rules/rules.ts';
import type { BranchRule } from '../views.ts';

export interface PushedRef {
  readonly repository: string;
  readonly ref: string;
  readonly before: string | null;
  readonly after: string | null;
  readonly by: { readonly id: string; readonly name: string; readonly email: string };
}

export interface PushOutcome {
  readonly outcome: Message;
  readonly environment: string | null;
  readonly build: { readonly id: string; readonly number: number } | undefined;
}

/** The inbox of pushes: one row for each moved ref with what it leads to; the same state again is recorded once. */
export async function recordPush(
  kernel: Kernel,
  writing: Writing,
  { project, push }: { project: ProjectRow; push: PushedRef },
): Promise<PushOutcome> {
  const repository = kernel.git.find(push.repository);
  const led = await lead(kernel, writing, { project, push, repository });
  const id = await nextNumber(writing, 'pushes');
  await writing
    .insertInto('pushes')
    .values({
      id,
      delivery_id: randomUUID(),
      project_id: project.id,
      repository: push.repository,
      ref: push.ref,
      before_id: push.before,
      after_id: push.after,
      by_id: push.by.id,
      by_name: push.by.name,
      by_email: push.by.email,
      subject: push.after === null ? '' : (repository?.commitInfo(push.after)?.subject ?? ''),
      outcome: JSON.stringify(led.outcome),
      environment: led.environment,
      build_id: led.build?.id ?? null,
      time: isoNow(kernel),
    })
    .execute();
  await noteRef(writing, push);
  await kernel.announcer.tell(writing, { topic: 'repository', project: project.name });
  return led;
}

/** What was seen of a ref; what differs from it at a start is a push that was not recorded. */
export async function noteRef(writing: Writing, push: Pick<PushedRef, 'repository' | 'ref' | 'after'>): Promise<void> {
  const { repository, ref, after } = push;
  if (after === null) {
    await writing.deleteFrom('refs_seen').where('repository', '=', repository).where('ref', '=', ref).execute();
    return;
  }
  await writing
    .insertInto('refs_seen')
    .values({ repository, ref, commit_id: after })
    .onConflict((conflict) => conflict.columns(['repository', 'ref']).doUpdateSet({ commit_id: after }))
    .execute();
}

async function lead(
  kernel: Kernel,
  writing: Writing,
  { project, push, repository }: { project: ProjectRow; push: PushedRef; repository: GitRepo | undefined },
): Promise<PushOutcome> {
  const nothing = (outcome: Message): PushOutcome => ({ outcome, environment: null, build: undefined });
  const branch = branchOf(push.ref);
  if (branch === undefined) {
    return nothing(message('PushIsTag', { project: project.name }));
  }
  if (push.after === null) {
    return nothing(message('PushDeletesBranch', { branch }));
  }
  if (project.state !== 'active' && project.state !== 'initializing') {
    return nothing(message('PushProjectInactive', { project: project.name, state: project.state }));
  }
  const environments = (await environmentsOf(writing, project.id)).map(({ name }) => name);
  const course = decideCourse(branch, parseStored<BranchRule[]>(project.rules), environments);
  const outcome = explainCourse({ project: project.name, branch }, course);
  const info = repository?.commitInfo(push.after);
  if ((course.automatic.length === 0 && course.manual.length === 0) || info === undefined) {
    return nothing(outcome);
  }
  const build = await requestBuild(kernel, writing, {
    project,
    commit: info,
    branch,
    targets: course.automatic,
    by: push.by,
  });
  return { outcome, environment: course.automatic[0] ?? null, build };
}

export function branchOf(ref: string): string | undefined {
  return ref.startsWith('refs/heads/') ? ref.slice('refs/heads/'.length) : undefined;
}
