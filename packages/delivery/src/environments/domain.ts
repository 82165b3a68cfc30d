import type { EnvironmentRow, ProjectRow, Writing } from '@juanie/database';
import type { FileTree } from '@juanie/kube';
import type { FileChanges } from '../core/git.ts';
import type { Kernel } from '../core/kernel.ts';
import { changedTree } from '../fleet/changed-tree.ts';
import { commitFleet } from '../fleet/fleet.ts';
import { factsOf, hostsOf } from './create.ts';

interface Moved {
  readonly project: ProjectRow;
  readonly environment: EnvironmentRow;
  readonly hosts: readonly string[];
}

/**
 * The installation's domain has changed: the default hosts follow it in one fleet commit, the gateway too. Hosts
 * that people chose stay. The rows first, so that a crash in between is mended by the next start.
 */
export async function followDomain(kernel: Kernel): Promise<void> {
  const { domain } = kernel.settings;
  const row = await kernel.query.selectFrom('settings').select('value').where('name', '=', 'domain').executeTakeFirst();
  if (row?.value === domain) {
    return;
  }
  if (row !== undefined) {
    await kernel.database.transaction((writing) => moveHosts(writing, row.value, domain));
    const moved = await movedEnvironments(kernel);
    await commitFleet(kernel, {
      subject: `Move from ${row.value} to ${domain}`,
      author: { name: 'Juanie', email: 'juanie@juanie.internal' },
      trailers: [['Juanie-Action', 'change']],
      change: (tree) => changesFor(kernel, tree, { moved, domain }),
    });
  }
  const kept = { name: 'domain', value: domain };
  await kernel.query
    .insertInto('settings')
    .values(kept)
    .onConflict((conflict) => conflict.column('name').doUpdateSet(kept))
    .execute();
}

async function moveHosts(writing: Writing, before: string, after: string): Promise<void> {
  const rows = await writing.selectFrom('hosts').select('host').where('position', '=', 0).execute();
  for (const { host } of rows.filter((row) => row.host.endsWith(`.${before}`))) {
    const moved = `${host.slice(0, -before.length)}${after}`;
    await writing.updateTable('hosts').set({ host: moved }).where('host', '=', host).execute();
  }
}

async function movedEnvironments(kernel: Kernel): Promise<Moved[]> {
  const projects = await kernel.query.selectFrom('projects').selectAll().execute();
  const environments = await kernel.query
    .selectFrom('environments')
    .selectAll()
    .where('state', '<>', 'deleted')
    .execute();
  const moved: Moved[] = [];
  for (const environment of environments) {
    const project = projects.find(({ id }) => id === environment.project_id);
    if (project !== undefined) {
      moved.push({ project, environment, hosts: await hostsOf(kernel.query, environment.id) });
    }
  }
  return moved;
}

function changesFor(
  kernel: Kernel,
  tree: FileTree,
  { moved, domain }: { moved: readonly Moved[]; domain: string },
): FileChanges {
  const { layout, settings } = kernel;
  const all = new Map(layout.moveDomain(tree, { cluster: settings.cluster.name, domain }));
  for (const { project, environment, hosts } of moved) {
    const at = factsOf(kernel, project, environment);
    const overlay = layout.read(tree, at);
    if (overlay !== undefined && Object.keys(overlay.services).length > 0) {
      const changes = layout.write(changedTree(tree, all), at, { ...overlay, hosts });
      for (const [path, content] of changes) {
        all.set(path, content);
      }
    }
  }
  return all;
}
