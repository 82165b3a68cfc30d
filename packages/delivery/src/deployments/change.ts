import type { ReleaseRow } from '@juanie/database';
import type { FileTree } from '@juanie/kube';
import type { ServiceShape } from '../core/builder.ts';
import { fault } from '../core/faults.ts';
import type { FileChanges } from '../core/git.ts';
import type { EnvironmentFacts, FleetLayout, Overlay } from '../fleet/layout.ts';

/** What a deployment means to change, before it is a commit; stored with it. */
export type Change =
  | { readonly to: 'release'; readonly release: string; readonly again?: boolean }
  /** Becomes one to a release when the build has made it. */
  | { readonly to: 'commit'; readonly commit: string; readonly build: string }
  | { readonly to: 'replicas'; readonly replicas: number }
  | { readonly to: 'variables'; readonly values: Readonly<Record<string, string | null>> }
  | { readonly to: 'restart' }
  /** What the fleet said at an earlier commit; `now` keeps today's variables. */
  | {
      readonly to: 'earlier';
      readonly commit: string;
      readonly variables: 'then' | 'now';
      readonly replicas: 'then' | 'now';
    }
  /** A person wrote it to the fleet already. */
  | { readonly to: 'pushed'; readonly commit: string };

/** A release with what the fleet needs of it. */
export interface ReleaseContent {
  readonly row: Pick<ReleaseRow, 'commit_id'> & { readonly name: string };
  readonly images: Readonly<Record<string, string>>;
  readonly shape: Readonly<Record<string, ServiceShape>>;
}

export interface ChangeFacts {
  readonly at: EnvironmentFacts;
  readonly number: number;
  readonly hosts: readonly string[];
  /** Of the product's rows; the fleet's own count wins once there is one. */
  readonly replicas: number;
  readonly size: Overlay['size'];
  readonly variables: Readonly<Record<string, string>>;
  /** Loaded for a change to a release. */
  readonly release?: ReleaseContent | undefined;
  /** The overlay at the earlier commit. */
  readonly earlier?: Overlay | undefined;
}

/** Pure: what the environment should run after the change. */
export function changeOverlay(
  layout: FleetLayout,
  before: Overlay,
  what: { change: Change; facts: ChangeFacts },
): Overlay {
  const { change, facts } = what;
  const next = { ...before, deployment: facts.number };
  switch (change.to) {
    case 'release':
      return toRelease(layout, next, what);
    case 'replicas':
      return { ...next, replicas: change.replicas };
    case 'variables':
      return { ...next, variables: withValues(before.variables, change.values) };
    case 'restart':
      return { ...next, restart: String(facts.number) };
    case 'earlier':
      return toEarlier(next, what);
    case 'pushed':
    case 'commit':
      return before;
  }
}

function toRelease(
  layout: FleetLayout,
  next: Overlay,
  { change, facts }: { change: Change; facts: ChangeFacts },
): Overlay {
  const { release, at } = facts;
  if (release === undefined) {
    throw fault('ReleaseNotFound', { project: at.project, release: '' });
  }
  const first = Object.keys(next.services).length === 0;
  const told = { project: at.project, release: release.row.name, commit: release.row.commit_id };
  const services = Object.entries(release.shape).map(([service, shape]) => {
    const text = layout.describeService(told, service, shape);
    return [service, { image: release.images[service] ?? '', release: text }] as const;
  });
  const again = change.to === 'release' && change.again === true;
  return {
    ...next,
    release: release.row.name,
    services: Object.fromEntries(services),
    restart: again ? String(facts.number) : next.restart,
    ...(first ? { replicas: facts.replicas, size: facts.size, hosts: facts.hosts, variables: facts.variables } : {}),
  };
}

function toEarlier(next: Overlay, { change, facts }: { change: Change; facts: ChangeFacts }): Overlay {
  const { earlier } = facts;
  if (change.to !== 'earlier' || earlier === undefined) {
    throw fault('NothingToRollBackTo', { environment: facts.at.environment });
  }
  return {
    ...next,
    release: earlier.release,
    services: earlier.services,
    // The same pod template as then: pods that still run are kept as they are.
    restart: earlier.restart,
    ...(change.variables === 'then' ? { variables: earlier.variables } : {}),
    ...(change.replicas === 'then' ? { replicas: earlier.replicas } : {}),
  };
}

function withValues(
  before: Readonly<Record<string, string>>,
  values: Readonly<Record<string, string | null>>,
): Record<string, string> {
  const merged = Object.entries({ ...before, ...values });
  return Object.fromEntries(merged.filter((entry): entry is [string, string] => entry[1] !== null));
}

/** The files of the change over a tree of the fleet. */
export function writeChange(
  layout: FleetLayout,
  tree: FileTree,
  what: { change: Change; facts: ChangeFacts },
): FileChanges {
  if (what.change.to === 'pushed' || what.change.to === 'commit') {
    return new Map();
  }
  const { at } = what.facts;
  const before = layout.read(tree, at);
  if (before === undefined) {
    throw fault('EnvironmentNotFound', { project: at.project, environment: at.environment });
  }
  const created = layout.createEnvironment(tree, at);
  const overlay = changeOverlay(layout, before, what);
  // Before the first deployment there is no workload to write: the rows keep what was set until then.
  return Object.keys(overlay.services).length === 0
    ? created
    : new Map([...created, ...layout.write(tree, at, overlay)]);
}
