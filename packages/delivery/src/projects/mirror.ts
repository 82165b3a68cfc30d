import type { Next, ProjectRow, RepositoryRow } from '@juanie/database';
import { toFault } from '@juanie/fault';
import { isoNow, parseStored, type Kernel } from '../core/kernel.ts';
import { repositoryOf } from '../core/rows.ts';
import type { BranchRule } from '../views.ts';
import { noteRef, recordPush } from '../pushes/record.ts';
import { checkMirrorUrl } from './mirror-url.ts';

/** Brings a mirror up to date; its moved branches deploy as if they had been pushed here. */
export async function syncMirror(kernel: Kernel, project: ProjectRow, row: RepositoryRow): Promise<void> {
  const repository = kernel.git.find(row.name);
  if (repository === undefined || row.upstream === null) {
    return;
  }
  checkMirrorUrl(row.upstream, kernel.settings.privateMirrors ?? false);
  try {
    await repository.fetchMirror(row.upstream, { allowPrivate: kernel.settings.privateMirrors ?? false });
  } catch (thrown) {
    await setFault(kernel, row, JSON.stringify(toFault(thrown, row.id).said));
    throw thrown;
  }
  kernel.effect('mirror fetched');
  await adoptDefaultBranch(kernel, project, { row, branch: repository.defaultBranch() });
  await setFault(kernel, row, null);
  if (project.state === 'active') {
    await recordMoves(kernel, project, { row, refs: repository.refs() });
  } else {
    await kernel.database.transaction(async (writing) => {
      for (const [ref, after] of repository.refs()) {
        await noteRef(writing, { repository: row.name, ref, after });
      }
    });
  }
}

const intervalMs = 5 * 60_000;

/** The interval of a mirror; the button and a webhook are quicker. Ends with the project. */
export async function advanceMirror(kernel: Kernel, projectId: string): Promise<Next> {
  const project = await kernel.query.selectFrom('projects').selectAll().where('id', '=', projectId).executeTakeFirst();
  const row = project === undefined ? undefined : await repositoryOf(kernel.query, project.id);
  if (project === undefined || row?.upstream == null || project.state === 'deleting') {
    return { when: 'done' };
  }
  const last = row.last_sync_at === null ? 0 : Date.parse(row.last_sync_at);
  const rest = last + intervalMs - kernel.now().getTime();
  if (rest > 0 || project.state !== 'active') {
    return { when: 'later', ms: Math.max(rest, 1_000) };
  }
  try {
    await syncMirror(kernel, project, row);
  } catch (thrown) {
    // Said on the repository's page; the next interval tries again.
    kernel.log.info('mirror not fetched', { repository: row.name, thrown: String(thrown) });
  }
  return { when: 'later', ms: intervalMs };
}

async function recordMoves(
  kernel: Kernel,
  project: ProjectRow,
  { row, refs }: { row: RepositoryRow; refs: ReadonlyMap<string, string> },
): Promise<void> {
  const seen = await kernel.query.selectFrom('refs_seen').selectAll().where('repository', '=', row.name).execute();
  const before = new Map(seen.map((ref) => [ref.ref, ref.commit_id]));
  const by = { id: 'mirror', name: new URL(row.upstream ?? '').hostname, email: 'mirror@juanie.internal' };
  for (const ref of new Set([...before.keys(), ...refs.keys()])) {
    const after = refs.get(ref) ?? null;
    const was = before.get(ref) ?? null;
    if (after !== was && (ref.startsWith('refs/heads/') || ref.startsWith('refs/tags/'))) {
      const push = { repository: row.name, ref, before: was, after, by };
      await kernel.database.transaction((writing) => recordPush(kernel, writing, { project, push }));
    }
  }
}

/** Rules of a preset name `main`; a mirror may call its first branch otherwise. */
async function adoptDefaultBranch(
  kernel: Kernel,
  project: ProjectRow,
  { row, branch }: { row: RepositoryRow; branch: string },
): Promise<void> {
  if (row.default_branch === branch) {
    return;
  }
  const rules = parseStored<BranchRule[]>(project.rules).map((rule) =>
    rule.branches === row.default_branch ? { ...rule, branches: branch } : rule,
  );
  await kernel.database.transaction(async (writing) => {
    await writing
      .updateTable('projects')
      .set({ rules: JSON.stringify(rules) })
      .where('id', '=', project.id)
      .execute();
    await writing.updateTable('repositories').set({ default_branch: branch }).where('id', '=', row.id).execute();
  });
}

async function setFault(kernel: Kernel, row: RepositoryRow, fault: string | null): Promise<void> {
  await kernel.query
    .updateTable('repositories')
    .set({ sync_fault: fault, ...(fault === null ? { last_sync_at: isoNow(kernel) } : {}) })
    .where('id', '=', row.id)
    .execute();
}
