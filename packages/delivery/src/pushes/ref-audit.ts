import type { Kernel } from '../core/kernel.ts';
import { findCommit } from '../core/git.ts';
import { fleetRepository } from '../core/rows.ts';
import { fleetHead, fleetOf, isOwnCommit } from '../fleet/fleet.ts';
import { projectOf } from './access.ts';
import { recordFleetPush } from './fleet-push.ts';
import { noteRef, recordPush } from './record.ts';

/**
 * At a start: what Git has and the inbox has not. A push was answered when its refs were durable; if the server was
 * killed before the row was written, the refs differ from those last seen, and it is recorded now.
 */
export async function auditRefs(kernel: Kernel): Promise<number> {
  let found = 0;
  for (const name of kernel.git.list()) {
    found += name === fleetRepository ? await auditFleet(kernel) : await auditRepository(kernel, name);
  }
  return found;
}

async function auditRepository(kernel: Kernel, name: string): Promise<number> {
  const project = await projectOf(kernel, name);
  // A project that is being made records its first commit itself.
  if (project === undefined || project.state === 'initializing' || project.state === 'failed') {
    return 0;
  }
  const repository = kernel.git.find(name);
  const refs = repository?.refs() ?? new Map<string, string>();
  const rows = await kernel.query.selectFrom('refs_seen').selectAll().where('repository', '=', name).execute();
  const seen = new Map(rows.map((row) => [row.ref, row.commit_id]));
  let found = 0;
  for (const ref of new Set([...seen.keys(), ...refs.keys()])) {
    const before = seen.get(ref) ?? null;
    const after = refs.get(ref) ?? null;
    if (before === after || !/^refs\/(heads|tags)\//.test(ref)) {
      continue;
    }
    const author = after === null ? undefined : findCommit(repository, after)?.author;
    const by = { id: 'unknown', name: author?.name ?? 'unknown', email: author?.email ?? 'unknown@juanie.internal' };
    const push = { repository: name, ref, before, after, by };
    await kernel.database.transaction((writing) => recordPush(kernel, writing, { project, push }));
    found += 1;
  }
  return found;
}

/** Commits by people that are newer than the last one seen; Juanie's own are found again by their trailers. */
async function auditFleet(kernel: Kernel): Promise<number> {
  const fleet = fleetOf(kernel);
  const head = fleetHead(kernel);
  const row = await kernel.query
    .selectFrom('refs_seen')
    .select('commit_id')
    .where('repository', '=', fleetRepository)
    .where('ref', '=', 'refs/heads/main')
    .executeTakeFirst();
  if (row === undefined || findCommit(fleet, row.commit_id) === undefined) {
    await noteHead(kernel, head);
    return 0;
  }
  const missed = fleet.log({ from: head, not: [row.commit_id] }).filter((commit) => !isOwnCommit(commit));
  for (const commit of missed.toReversed()) {
    const by = { id: 'unknown', name: commit.author.name, email: commit.author.email };
    const known = await kernel.query
      .selectFrom('deployments')
      .select('id')
      .where('fleet_commit', '=', commit.id)
      .where('cause', '=', 'fleet')
      .executeTakeFirst();
    if (known === undefined) {
      await recordFleetPush(kernel, { before: commit.parents[0] ?? null, after: commit.id, by });
    }
  }
  await noteHead(kernel, head);
  return missed.length;
}

async function noteHead(kernel: Kernel, head: string): Promise<void> {
  const seen = { repository: fleetRepository, ref: 'refs/heads/main', after: head };
  await kernel.database.transaction((writing) => noteRef(writing, seen));
}
