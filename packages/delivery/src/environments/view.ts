import type { DeploymentRow, EnvironmentRow, HoldRow, ProjectRow, Query, ReleaseRow } from '@juanie/database';
import { say, type Message } from '@juanie/fault';
import type { Actor } from '../actor.ts';
import { findCommit } from '../core/git.ts';
import { parseStored, type Kernel } from '../core/kernel.ts';
import { message } from '../core/messages.ts';
import { environmentsOf, releaseById, releaseName, repositoryOf } from '../core/rows.ts';
import { viewDeployment } from '../deployments/view.ts';
import { imagesOf } from '../deployments/facts.ts';
import type {
  ApprovalPolicy,
  DeploymentKind,
  DeploymentState,
  EnvironmentState,
  EnvironmentView,
  HoldView,
  ReleaseRef,
  Tier,
} from '../views.ts';
import { factsOf, hostsOf } from './create.ts';
import { healthOf, syncOf } from './health.ts';
import { openHold } from './holds.ts';

const maxCommits = 500;

export interface ViewedEnvironment {
  readonly project: ProjectRow;
  readonly environment: EnvironmentRow;
}

export async function viewEnvironment(kernel: Kernel, actor: Actor, at: ViewedEnvironment): Promise<EnvironmentView> {
  const { query, settings } = kernel;
  const { project, environment } = at;
  const hosts = await hostsOf(query, environment.id);
  const urls = hosts.map((host) => settings.urlOf(host));
  const facts = factsOf(kernel, project, environment);
  const release = await releaseById(query, environment.release_id);
  const newest = await newestDeployment(query, environment.id);
  const hold = await openHold(query, environment.id);
  const unapproved = environment.unapproved;
  return {
    name: environment.name,
    tier: environment.tier as Tier,
    state: environment.state as EnvironmentState,
    cluster: settings.cluster.name,
    namespace: facts.namespace,
    kind: environment.kind === 'preview' ? 'preview' : 'permanent',
    hosts,
    urls,
    url: urls[0] ?? '',
    approval: environment.approval as ApprovalPolicy,
    replicas: environment.replicas,
    size: environment.size as EnvironmentView['size'],
    release: release === undefined ? null : await releaseRef(query, release),
    releaseSince: environment.release_since,
    deployment:
      newest === undefined ? null : await viewDeployment(kernel, actor, { project, environment, row: newest }),
    ...healthOf(kernel, environment),
    ...syncOf(kernel, environment, kernel.layout.engineName(facts)),
    fleetCommit: environment.fleet_commit,
    unapprovedChange:
      unapproved === null ? null : parseStored<NonNullable<EnvironmentView['unapprovedChange']>>(unapproved),
    hold: hold === undefined ? null : await viewHold(query, hold),
    strip: await stripOf(query, environment.id),
    promotion: await promotionTo(kernel, at),
  };
}

export async function releaseRef(query: Query, row: ReleaseRow): Promise<ReleaseRef> {
  return {
    name: releaseName(row),
    commit: row.commit_id,
    subject: row.subject,
    author: row.author,
    images: await imagesOf(query, row.id),
  };
}

/** The newest that has not ended, else the newest of all. */
async function newestDeployment(query: Query, environment: string): Promise<DeploymentRow | undefined> {
  const rows = () => query.selectFrom('deployments').selectAll().where('environment_id', '=', environment);
  const running = await rows().where('state', '=', 'running').executeTakeFirst();
  return (
    running ??
    (await rows().where('state', '=', 'pending').orderBy('number', 'desc').executeTakeFirst()) ??
    (await rows().orderBy('number', 'desc').executeTakeFirst())
  );
}

async function viewHold(query: Query, row: HoldRow): Promise<HoldView> {
  const blocked = await releaseById(query, row.blocked_release_id);
  // Juanie's own reasons are kept as messages, a person's as they wrote them.
  const said = row.cause === 'rollback-auto' ? parseStored<Message>(row.reason) : null;
  return {
    reason: said === null ? row.reason : say(message.catalog, said, 'en'),
    message: said,
    by: row.by_name,
    since: row.since,
    until: row.until,
    cause: row.cause as HoldView['cause'],
    blockedRelease: blocked === undefined ? null : releaseName(blocked),
  };
}

async function stripOf(query: Query, environment: string): Promise<EnvironmentView['strip']> {
  const rows = await query
    .selectFrom('deployments')
    .leftJoin('releases', 'releases.id', 'deployments.release_id')
    .select(['deployments.number', 'deployments.state', 'deployments.kind', 'releases.number as release'])
    .where('environment_id', '=', environment)
    .orderBy('deployments.number', 'desc')
    .limit(10)
    .execute();
  return rows.toReversed().map((row) => ({
    number: row.number,
    state: row.state as DeploymentState,
    kind: row.kind as DeploymentKind,
    release: row.release === null ? null : releaseName({ number: row.release }),
  }));
}

/** What the environment before runs, and whether it could move here. */
async function promotionTo(
  kernel: Kernel,
  { project, environment }: ViewedEnvironment,
): Promise<EnvironmentView['promotion']> {
  const { query } = kernel;
  const before = (await environmentsOf(query, project.id))
    .filter(({ position }) => position < environment.position)
    .at(-1);
  if (before === undefined) {
    return null;
  }
  const release = await releaseById(query, before.release_id);
  if (release === undefined) {
    return {
      from: before.name,
      release: '',
      commits: 0,
      possible: false,
      reason: message('PromoteNothing', { from: before.name }),
    };
  }
  const current = await releaseById(query, environment.release_id);
  const told = { from: before.name, release: releaseName(release) };
  if (current?.id === release.id) {
    return { ...told, commits: 0, possible: false, reason: message('PromoteSame', told) };
  }
  const commits = await countCommits(kernel, project, { from: release.commit_id, not: current?.commit_id });
  const isOlder = current !== undefined && current.number > release.number;
  const reason = isOlder ? message('PromoteOlder', told) : message('PromotePossible', told);
  return { ...told, commits, possible: !isOlder && project.state === 'active', reason };
}

async function countCommits(
  kernel: Kernel,
  project: ProjectRow,
  range: { from: string; not: string | undefined },
): Promise<number> {
  const row = await repositoryOf(kernel.query, project.id);
  const repository = row === undefined ? undefined : kernel.git.find(row.name);
  if (repository === undefined || findCommit(repository, range.from) === undefined) {
    return 0;
  }
  const not = range.not === undefined || findCommit(repository, range.not) === undefined ? [] : [range.not];
  return repository.log({ from: range.from, not, limit: maxCommits }).length;
}
