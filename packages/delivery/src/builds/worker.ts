import type { BuildRow, Next, ProjectRow } from '@juanie/database';
import { toFault, type Fault } from '@juanie/fault';
import type { BuildPlan } from '../core/builder.ts';
import { fault } from '../core/faults.ts';
import { findCommit, type GitRepo } from '../core/git.ts';
import { isoNow, parseStored, type Kernel } from '../core/kernel.ts';
import { message } from '../core/messages.ts';
import { repositoryOf } from '../core/rows.ts';
import { endSteps, markStep, newSteps, stepOf, type Steps } from '../core/steps.ts';
import type { StepState } from '../views.ts';
import { wakeAwaiting } from '../deployments/await-build.ts';
import { runningBuilds } from './cancel.ts';
import { finishBuild } from './finish.ts';
import { buildLogFile, openBuildLog, type BuildLog } from './log-file.ts';
import { buildSteps } from './request.ts';

/** Runs one build of the queue to its end. One that a killed server left running is started once more. */
export async function advanceBuild(kernel: Kernel, id: string): Promise<Next> {
  const build = await kernel.query.selectFrom('builds').selectAll().where('id', '=', id).executeTakeFirst();
  if (build === undefined || (build.state !== 'queued' && build.state !== 'running')) {
    return { when: 'done' };
  }
  const project = await kernel.query
    .selectFrom('projects')
    .selectAll()
    .where('id', '=', build.project_id)
    .executeTakeFirst();
  if (project === undefined) {
    return { when: 'done' };
  }
  if (build.state === 'running') {
    await kernel.builder.sweep?.({ project: project.name, number: build.number });
    if (build.reason === 'Restarted') {
      await conclude(
        kernel,
        { build, project, steps: parseStored<Steps>(build.steps) },
        { found: fault('BuildInterrupted') },
      );
      return { when: 'done' };
    }
  }
  await runBuild(kernel, build, project);
  return { when: 'done' };
}

interface Running {
  readonly build: BuildRow;
  readonly project: ProjectRow;
  steps: Steps;
}

async function runBuild(kernel: Kernel, build: BuildRow, project: ProjectRow): Promise<void> {
  const abort = new AbortController();
  runningBuilds.set(build.id, abort);
  const log = openBuildLog(buildLogFile(kernel.settings.logsDir, { project: project.name, number: build.number }));
  const running: Running = { build, project, steps: newSteps(buildSteps) };
  try {
    if (!(await begin(kernel, running))) {
      return;
    }
    await work(kernel, running, { log, signal: abort.signal });
  } catch (thrown) {
    if (thrown instanceof Error && thrown.name === 'Crash') {
      throw thrown;
    }
    await conclude(kernel, running, { found: toFault(thrown, build.id), log });
  } finally {
    runningBuilds.delete(build.id);
    log.close();
  }
}

/** False: it was cancelled before it began. */
async function begin(kernel: Kernel, running: Running): Promise<boolean> {
  const { build, project } = running;
  const again = build.state === 'running';
  const now = isoNow(kernel);
  return await kernel.database.transaction(async (writing) => {
    const changed = await writing
      .updateTable('builds')
      .set({
        state: 'running',
        started_at: now,
        steps: JSON.stringify(running.steps),
        reason: again ? 'Restarted' : null,
        message: again ? JSON.stringify(message('BuildRestarted')) : null,
      })
      .where('id', '=', build.id)
      .where('state', 'in', ['queued', 'running'])
      .executeTakeFirst();
    await kernel.announcer.tell(writing, { topic: 'build', project: project.name, number: build.number });
    return changed.numUpdatedRows > 0n;
  });
}

async function work(
  kernel: Kernel,
  running: Running,
  { log, signal }: { log: BuildLog; signal: AbortSignal },
): Promise<void> {
  const { build, project } = running;
  const say = (step: string, line: string) => log.add({ time: isoNow(kernel), step, line });
  const mark = (name: string, state: StepState) => setStep(kernel, running, { name, state });
  mark('checkout', 'running');
  const { repository, tree, commit } = await checkout(kernel, build, project);
  say('checkout', `${build.commit_id} ${build.subject}`);
  mark('checkout', 'success');
  mark('plan', 'running');
  const plan = await kernel.builder.plan({ project: project.name, tree });
  await savePlan(kernel, running, plan);
  mark('plan', 'success');
  const { number, commit_id: commitId } = build;
  const job = {
    project: project.name,
    number,
    commit: commitId,
    commitTime: commit.committer.at,
    repository: { name: repository.name, dir: repository.dir },
    tree,
    plan,
  };
  const result = await kernel.builder.run(job, { step: mark, line: say }, signal);
  signal.throwIfAborted();
  kernel.effect('build image');
  const now = isoNow(kernel);
  const steps = running.steps.map((step) =>
    step.state === 'running' ? { ...step, state: 'success' as const, finishedAt: now } : step,
  );
  await finishBuild(kernel, {
    build,
    project,
    images: result.images,
    services: plan.services,
    steps: endSteps(steps, 'skipped', now),
    lastLines: log.last,
  });
}

async function checkout(kernel: Kernel, build: BuildRow, project: ProjectRow) {
  const row = await repositoryOf(kernel.query, project.id);
  const repository: GitRepo | undefined = row === undefined ? undefined : kernel.git.find(row.name);
  const commit = findCommit(repository, build.commit_id);
  if (repository === undefined || commit === undefined) {
    throw fault('CommitNotFound', { repository: row?.name ?? project.name, commit: build.commit_id });
  }
  return { repository, commit, tree: repository.tree(commit.id) };
}

async function savePlan(kernel: Kernel, running: Running, plan: BuildPlan): Promise<void> {
  const set = { plan: JSON.stringify(plan.view) };
  await kernel.query.updateTable('builds').set(set).where('id', '=', running.build.id).execute();
}

/** Kept at once, told at once; a builder may have steps of its own. */
function setStep(kernel: Kernel, running: Running, { name, state }: { name: string; state: StepState }): void {
  if (stepOf(running.steps, name) === undefined) {
    running.steps = [...running.steps, ...newSteps([name])];
  }
  running.steps = markStep(running.steps, name, { state, now: isoNow(kernel) });
  const { build, project } = running;
  const steps = JSON.stringify(running.steps);
  void kernel.database
    .transaction(async (writing) => {
      await writing
        .updateTable('builds')
        .set({ steps })
        .where('id', '=', build.id)
        .where('state', '=', 'running')
        .execute();
      await kernel.announcer.tell(writing, { topic: 'build', project: project.name, number: build.number });
    })
    .catch((thrown: unknown) => kernel.log.warn('build step not kept', { thrown: String(thrown) }));
}

/** Ends a build that failed; a cancelled one has its end already. */
async function conclude(
  kernel: Kernel,
  running: Pick<Running, 'build' | 'project' | 'steps'>,
  { found, log }: { found: Fault; log?: BuildLog },
): Promise<void> {
  const { build, project } = running;
  const now = isoNow(kernel);
  const steps = running.steps.map((step) =>
    step.state === 'running' ? { ...step, state: 'failed' as const, finishedAt: now, message: found.said } : step,
  );
  for (const problem of found.problems) {
    const place = [problem.file, problem.line].filter((part) => part !== undefined).join(':');
    log?.add({ time: now, step: 'plan', line: `${place} ${problem.path} ${problem.detail ?? ''}`.trim() });
  }
  if (found.kind === 'Internal') {
    kernel.log.error('build failed inside Juanie', { build: build.id, cause: String(found.cause) });
  }
  await kernel.database.transaction(async (writing) => {
    await writing
      .updateTable('builds')
      .set({
        state: 'failed',
        reason: found.reason,
        message: JSON.stringify(found.said),
        finished_at: now,
        steps: JSON.stringify(endSteps(steps, 'skipped', now)),
        last_lines: JSON.stringify(log?.last ?? []),
      })
      .where('id', '=', build.id)
      .where('state', 'in', ['queued', 'running'])
      .execute();
    await wakeAwaiting(kernel, writing, project.id);
    await kernel.announcer.tell(writing, { topic: 'build', project: project.name, number: build.number });
  });
}
