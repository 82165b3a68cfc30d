import { createHash } from 'node:crypto';
import type { DeploymentRow, EnvironmentRow, ProjectRow, Query } from '@juanie/database';
import { toFault } from '@juanie/fault';
import type { FileTree, KubeObject } from '@juanie/kube';
import type { ServiceShape } from '../core/builder.ts';
import { fault } from '../core/faults.ts';
import { parseStored, type Kernel } from '../core/kernel.ts';
import { releaseById, releaseName } from '../core/rows.ts';
import { factsOf, hostsOf } from '../environments/create.ts';
import { changedTree } from '../fleet/changed-tree.ts';
import { fleetHead, fleetOf } from '../fleet/fleet.ts';
import type { EnvironmentFacts, Overlay } from '../fleet/layout.ts';
import { writeChange, type Change, type ChangeFacts, type ReleaseContent } from './change.ts';

export interface Deploying {
  readonly project: ProjectRow;
  readonly environment: EnvironmentRow;
  readonly change: Change;
  readonly number: number;
}

/** Everything that the change needs besides the fleet's tree. */
export async function loadFacts(kernel: Kernel, query: Query, deploying: Deploying): Promise<ChangeFacts> {
  const { project, environment, change, number } = deploying;
  const at = factsOf(kernel, project, environment);
  const release = change.to === 'release' ? await releaseContent(query, change.release) : undefined;
  const earlier = change.to === 'earlier' ? overlayAt(kernel, change.commit, at) : undefined;
  const rows = await query.selectFrom('variables').selectAll().where('environment_id', '=', environment.id).execute();
  return {
    at,
    number,
    hosts: await hostsOf(query, environment.id),
    replicas: environment.replicas,
    size: environment.size as Overlay['size'],
    variables: Object.fromEntries(rows.map((row) => [row.name, row.value])),
    release,
    earlier,
  };
}

async function releaseContent(query: Query, id: string): Promise<ReleaseContent | undefined> {
  const row = await releaseById(query, id);
  if (row === undefined) {
    return undefined;
  }
  return {
    row: { name: releaseName(row), commit_id: row.commit_id },
    images: await imagesOf(query, id),
    shape: parseStored<Record<string, ServiceShape>>(row.shape),
  };
}

export async function imagesOf(query: Query, release: string): Promise<Record<string, string>> {
  const rows = await query.selectFrom('release_images').selectAll().where('release_id', '=', release).execute();
  return Object.fromEntries(rows.map(({ service, image }) => [service, image]));
}

/** What the fleet said of an environment at a commit; undefined where it says nothing. */
export function overlayAt(kernel: Kernel, commit: string, at: EnvironmentFacts): Overlay | undefined {
  const fleet = fleetOf(kernel);
  return fleet.resolve(commit) === undefined ? undefined : kernel.layout.read(fleet.tree(commit), at);
}

export interface RenderedChange {
  readonly before: readonly KubeObject[];
  readonly after: readonly KubeObject[];
  /** Of both: what an approval is bound to. */
  readonly hash: string;
}

/** The objects of an environment now and after the change; other environments' commits do not touch them. */
export async function renderChange(kernel: Kernel, deploying: Deploying): Promise<RenderedChange> {
  const facts = await loadFacts(kernel, kernel.query, deploying);
  const tree = fleetOf(kernel).tree(fleetHead(kernel));
  const changes = writeChange(kernel.layout, tree, { change: deploying.change, facts });
  const dir = kernel.layout.overlayDir(facts.at);
  const before = renderDir(kernel, tree, dir);
  const after = changes.size === 0 ? before : renderDir(kernel, changedTree(tree, changes), dir);
  return { before, after, hash: hashOfChange(before, after) };
}

/** Without what only says which deployment wrote it. */
function renderDir(kernel: Kernel, tree: FileTree, dir: string): readonly KubeObject[] {
  try {
    return kernel.render(tree, dir).map(withoutMarks);
  } catch (thrown) {
    const found = toFault(thrown);
    throw fault('RenderFailed', { dir, detail: found.message }, { problems: found.problems, cause: thrown });
  }
}

function withoutMarks(object: KubeObject): KubeObject {
  const annotations = { ...object.metadata.annotations };
  delete annotations['juanie.art/deployment'];
  return { ...object, metadata: { ...object.metadata, annotations } };
}

function hashOfChange(before: readonly KubeObject[], after: readonly KubeObject[]): string {
  return createHash('sha256')
    .update(JSON.stringify([before.map(sorted), after.map(sorted)]))
    .digest('hex');
}

function sorted(value: unknown): unknown {
  if (Array.isArray(value)) {
    return value.map(sorted);
  }
  if (typeof value !== 'object' || value === null) {
    return value;
  }
  const entries = Object.entries(value).toSorted(([a], [b]) => (a < b ? -1 : 1));
  return Object.fromEntries(entries.map(([key, inner]) => [key, sorted(inner)]));
}

export function deployingOf(project: ProjectRow, environment: EnvironmentRow, row: DeploymentRow): Deploying {
  return { project, environment, number: row.number, change: parseStored<Change>(row.change) };
}
