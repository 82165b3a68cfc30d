import type { EnvironmentRow, ProjectRow, ReleaseRow } from '@juanie/database';
import type { Actor } from '../actor.ts';
import { fault } from '../core/faults.ts';
import { findCommit } from '../core/git.ts';
import type { Kernel } from '../core/kernel.ts';
import { message } from '../core/messages.ts';
import { getEnvironment, getRelease, releaseById, releaseName, repositoryOf } from '../core/rows.ts';
import type { Deployments } from '../delivery.ts';
import { diffObjects } from '../diff/objects.ts';
import { isHeld, openHold } from '../environments/holds.ts';
import { releaseRef } from '../environments/view.ts';
import { fleetHead, fleetOf } from '../fleet/fleet.ts';
import type { CommitView, SheetView } from '../views.ts';
import { changeOverlay, type Change } from './change.ts';
import { loadFacts, renderChange } from './facts.ts';
import { earlierChange, earlierDeployment, hasWorkedIn, promotion } from './start.ts';

type Asked = Parameters<Deployments['sheet']>[1];

const maxCommits = 100;

interface Intended {
  readonly project: ProjectRow;
  readonly environment: EnvironmentRow;
  readonly release: ReleaseRow;
  readonly from: EnvironmentRow | undefined;
  readonly change: Change;
}

/** Exactly what would happen, before it does: the same functions that will do it. */
export async function sheet(kernel: Kernel, actor: Actor, asked: Asked): Promise<SheetView> {
  const { query } = kernel;
  const intended = await intend(kernel, actor, asked);
  const { project, environment, release, from, change } = intended;
  const current = await releaseById(query, environment.release_id);
  const rendered = await renderChange(kernel, { project, environment, change, number: 0 });
  const gates = await gatesOf(kernel, intended);
  return {
    kind: asked.kind,
    project: project.name,
    environment: environment.name,
    from: from?.name ?? null,
    release: await releaseRef(query, release),
    current: current === undefined ? null : await releaseRef(query, current),
    commitsIn: await commitsBetween(kernel, project, { from: release.commit_id, not: current?.commit_id }),
    commitsOut:
      current === undefined
        ? []
        : await commitsBetween(kernel, project, { from: current.commit_id, not: release.commit_id }),
    objects: diffObjects(rendered.before, rendered.after),
    variables: await variablesOf(kernel, intended),
    gates,
    hash: rendered.hash,
    command: commandFor(asked, intended),
    possible: gates.every(({ state }) => state !== 'closed'),
  };
}

async function intend(kernel: Kernel, actor: Actor, asked: Asked): Promise<Intended> {
  const { query } = kernel;
  if (asked.kind === 'promote') {
    const { from, release } = asked;
    const found = await promotion(query, actor, {
      project: asked.project,
      to: asked.environment,
      ...(from === undefined ? {} : { from }),
      ...(release === undefined ? {} : { release }),
    });
    return { ...found, change: { to: 'release', release: found.release.id } };
  }
  const { project, environment } = await getEnvironment(query, actor, { ...asked, action: 'environment.look' });
  if (asked.kind === 'rollback') {
    const { target, release } = await earlierDeployment(query, { project, environment, to: asked.release });
    return { project, environment, release, from: undefined, change: earlierChange(target, asked.vars ?? 'then') };
  }
  const release =
    asked.release === undefined
      ? await query
          .selectFrom('releases')
          .selectAll()
          .where('project_id', '=', project.id)
          .orderBy('number', 'desc')
          .executeTakeFirst()
      : await getRelease(query, project, asked.release);
  if (release === undefined) {
    throw fault('NoRelease', { project: project.name, environment: environment.name });
  }
  return { project, environment, release, from: undefined, change: { to: 'release', release: release.id } };
}

async function commitsBetween(
  kernel: Kernel,
  project: ProjectRow,
  range: { from: string; not: string | undefined },
): Promise<CommitView[]> {
  const row = await repositoryOf(kernel.query, project.id);
  const repository = row === undefined ? undefined : kernel.git.find(row.name);
  if (repository === undefined || findCommit(repository, range.from) === undefined) {
    return [];
  }
  const not = range.not === undefined || findCommit(repository, range.not) === undefined ? [] : [range.not];
  return repository.log({ from: range.from, not, limit: maxCommits }).map((commit) => ({
    id: commit.id,
    subject: commit.subject,
    author: commit.author.name,
    time: commit.author.at.toISOString(),
  }));
}

async function variablesOf(kernel: Kernel, intended: Intended): Promise<SheetView['variables']> {
  const { project, environment, change } = intended;
  const facts = await loadFacts(kernel, kernel.query, { project, environment, change, number: 0 });
  const tree = fleetOf(kernel).tree(fleetHead(kernel));
  const overlay = kernel.layout.read(tree, facts.at);
  if (overlay === undefined) {
    return [];
  }
  const before = overlay.variables;
  const after = changeOverlay(kernel.layout, overlay, { change, facts }).variables;
  return [...new Set([...Object.keys(before), ...Object.keys(after)])].toSorted().flatMap((name) => {
    const [was, is] = [before[name] ?? null, after[name] ?? null];
    const kind = was === null ? 'added' : is === null ? 'removed' : 'changed';
    return was === is ? [] : [{ name, change: kind, before: was, after: is } as const];
  });
}

async function gatesOf(
  kernel: Kernel,
  { project, environment, release, from, change }: Intended,
): Promise<SheetView['gates']> {
  const { query } = kernel;
  const isBack = change.to === 'earlier';
  const hold = await openHold(query, environment.id);
  const running = await query
    .selectFrom('deployments')
    .select('number')
    .where('environment_id', '=', environment.id)
    .where('state', '=', 'running')
    .executeTakeFirst();
  const worked = from === undefined || (await hasWorkedIn(query, from, release));
  const source =
    from === undefined
      ? []
      : [
          {
            name: 'source',
            state: worked ? 'open' : 'closed',
            message: message(worked ? 'GateSource' : 'GateSourceUnproven', { from: from.name }),
          } as const,
        ];
  const held = isHeld(hold, kernel.now()) && !isBack;
  return [
    ...source,
    approvalGate(environment, isBack),
    held
      ? {
          name: 'hold',
          state: 'waits',
          message: message('GateHold', { by: hold?.by_name ?? '', reason: hold?.reason ?? '' }),
        }
      : { name: 'hold', state: 'open', message: message('GateHoldNone') },
    running === undefined || isBack
      ? { name: 'queue', state: 'open', message: message('GateQueueNone') }
      : {
          name: 'queue',
          state: 'waits',
          message: message('GateQueue', { number: running.number, project: project.name }),
        },
  ];
}

function approvalGate(environment: EnvironmentRow, isBack: boolean): SheetView['gates'][number] {
  if (environment.approval === 'required' && !isBack) {
    return {
      name: 'approval',
      state: 'waits',
      message: message('GateApproval', { required: Math.max(1, environment.approvals) }),
    };
  }
  const code = environment.approval === 'optional' && !isBack ? 'GateApprovalOptional' : 'GateApprovalNone';
  return { name: 'approval', state: 'open', message: message(code) };
}

/** The same as a command to copy. */
function commandFor(asked: Asked, { project, environment, release, from }: Intended): string {
  const where = `-p ${project.name}`;
  switch (asked.kind) {
    case 'promote':
      return `juanie promote ${from?.name ?? ''} ${environment.name} ${where} --release ${releaseName(release)}`;
    case 'rollback':
      return `juanie rollback ${where} -e ${environment.name} --to ${releaseName(release)} --vars ${asked.vars ?? 'then'} -m "…"`;
    case 'deploy':
      return `juanie deploy ${where} -e ${environment.name} --release ${releaseName(release)}`;
  }
}
