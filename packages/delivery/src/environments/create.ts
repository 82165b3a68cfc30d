import type { ProjectRow, Query, Writing } from '@juanie/database';
import type { ApprovalPolicy, Tier } from '../views.ts';
import { fault } from '../core/faults.ts';
import { isoNow, newId, type Kernel } from '../core/kernel.ts';
import { checkEnvironmentName, checkHost, defaultHost, namespaceOf } from '../core/names.ts';
import type { EnvironmentFacts, Size } from '../fleet/layout.ts';

/** Seed 001: what each kind of place is given at first; all of it can be edited. */
const tierDefaults: Readonly<Record<Tier, { replicas: number; size: Size; approval: ApprovalPolicy }>> = {
  development: { replicas: 1, size: 'small', approval: 'automatic' },
  staging: { replicas: 2, size: 'medium', approval: 'optional' },
  production: { replicas: 3, size: 'large', approval: 'required' },
};

export interface EnvironmentToMake {
  readonly name: string;
  readonly tier?: Tier | undefined;
  readonly approval?: ApprovalPolicy | undefined;
  readonly replicas?: number | undefined;
  readonly size?: Size | undefined;
  readonly hosts?: readonly string[] | undefined;
  readonly position: number;
}

/** Rows of an environment: its namespace and hosts are its own from here on, or the one who has them is named. */
export async function insertEnvironment(
  kernel: Kernel,
  writing: Writing,
  { project, make }: { project: ProjectRow; make: EnvironmentToMake },
): Promise<string> {
  checkEnvironmentName(make.name);
  const tier = make.tier ?? tierOf(make.name);
  const defaults = tierDefaults[tier];
  const namespace = namespaceOf(project.name, make.name);
  await checkNamespace(writing, namespace);
  const id = newId();
  await writing
    .insertInto('environments')
    .values({
      id,
      project_id: project.id,
      name: make.name,
      tier,
      position: make.position,
      state: 'creating',
      cluster_id: kernel.settings.cluster.id,
      namespace,
      kind: 'permanent',
      source: null,
      ends_at: null,
      approval: make.approval ?? defaults.approval,
      approvals: 1,
      own_allowed: 0,
      replicas: checkReplicas(make.replicas ?? defaults.replicas),
      size: make.size ?? defaults.size,
      release_id: null,
      release_since: null,
      good_deployment_id: null,
      fence: 0,
      unapproved: null,
      fleet_commit: null,
      fault: null,
      steps: '[]',
      created_at: isoNow(kernel),
    })
    .execute();
  const host = defaultHost({ project: project.name, environment: make.name, tier }, kernel.settings.domain);
  await insertHosts(writing, id, [host, ...(make.hosts ?? []).filter((other) => other !== host)]);
  return id;
}

export function checkReplicas(count: number): number {
  if (!Number.isInteger(count) || count < 0 || count > 50) {
    throw fault('InputInvalid', { field: 'replicas', detail: '0–50' });
  }
  return count;
}

function tierOf(name: string): Tier {
  return name === 'production' || name === 'staging' ? name : 'development';
}

async function checkNamespace(query: Query, namespace: string): Promise<void> {
  const taken = await query
    .selectFrom('environments')
    .innerJoin('projects', 'projects.id', 'environments.project_id')
    .select(['environments.name as environment', 'projects.name as project'])
    .where('namespace', '=', namespace)
    .executeTakeFirst();
  if (taken !== undefined) {
    throw fault('NameTaken', { name: namespace, owner: `${taken.project}/${taken.environment}` });
  }
}

async function insertHosts(writing: Writing, environment: string, hosts: readonly string[]): Promise<void> {
  for (const [position, host] of hosts.entries()) {
    checkHost(host);
    const taken = await writing
      .selectFrom('hosts')
      .innerJoin('environments', 'environments.id', 'hosts.environment_id')
      .innerJoin('projects', 'projects.id', 'environments.project_id')
      .select(['environments.name as environment', 'projects.name as project'])
      .where('host', '=', host)
      .executeTakeFirst();
    if (taken !== undefined) {
      throw fault('HostTaken', { host, project: taken.project, environment: taken.environment });
    }
    await writing.insertInto('hosts').values({ host, environment_id: environment, position }).execute();
  }
}

export async function hostsOf(query: Query, environment: string): Promise<string[]> {
  const rows = await query
    .selectFrom('hosts')
    .select('host')
    .where('environment_id', '=', environment)
    .orderBy('position')
    .execute();
  return rows.map(({ host }) => host);
}

/** An environment as the fleet knows it. */
export function factsOf(
  kernel: Pick<Kernel, 'settings'>,
  project: { name: string },
  environment: { name: string; namespace: string | null; tier: string },
): EnvironmentFacts {
  return {
    project: project.name,
    environment: environment.name,
    namespace: environment.namespace ?? `${project.name}-${environment.name}`,
    cluster: kernel.settings.cluster.name,
    tier: environment.tier as Tier,
  };
}
