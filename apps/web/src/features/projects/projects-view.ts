import type { Told } from '@juanie/api';
import type { EnvironmentView, ProjectView } from '@juanie/delivery';
import { lookOfDeployment } from '../../ui/looks.ts';
import type { Look } from '../../ui/shape.tsx';
import { runningNow } from '../home/home-view.ts';
import { needsOf } from '../pipeline/pipeline-view.ts';

type Project = Told<ProjectView>;
type Environment = Told<EnvironmentView>;

/** Names of the environments that make columns: those that most projects have, in the order of the first one. */
export function columnsOf(projects: readonly Project[]): readonly Pick<Environment, 'name' | 'tier'>[] {
  const seen = new Map<string, Pick<Environment, 'name' | 'tier'>>();
  for (const project of projects) {
    for (const { name, tier } of project.environments) {
      seen.set(name, seen.get(name) ?? { name, tier });
    }
  }
  const rank = { development: 0, staging: 1, production: 2 } as const;
  return [...seen.values()].toSorted((a, b) => rank[a.tier] - rank[b.tier]).slice(0, 3);
}

/** What one cell shows: the shape of what needs a look first, the release, and a word when it is not quiet. */
export interface Cell {
  readonly look: Look;
  readonly release: string;
  readonly note: 'deploying' | 'failed' | 'held' | 'approval' | 'drifted' | 'age';
}

export function cellOf(environment: Environment | undefined): Cell | undefined {
  if (environment === undefined || (environment.release === null && environment.deployment === null)) {
    return undefined;
  }
  const { deployment, hold, sync } = environment;
  const release = environment.release?.name ?? deployment?.release ?? '–';
  if (hold !== null) {
    return { look: { shape: 's-held', role: 'rollback' }, release, note: 'held' };
  }
  if (deployment?.waitingFor === 'approval') {
    return { look: lookOfDeployment(deployment), release, note: 'approval' };
  }
  if (deployment !== null && (deployment.state === 'running' || deployment.state === 'pending')) {
    return { look: lookOfDeployment(deployment), release: deployment.release ?? release, note: 'deploying' };
  }
  if (deployment?.state === 'failed' || deployment?.state === 'rollback') {
    return { look: lookOfDeployment(deployment), release, note: 'failed' };
  }
  return sync === 'drifted'
    ? { look: { shape: 's-warning', role: 'warning' }, release, note: 'drifted' }
    : { look: { shape: 's-success', role: 'success' }, release, note: 'age' };
}

/** The newest thing that happened in a project. */
export function lastChangeOf(project: Project): { subject: string; author: string; time: string } {
  const deployments = project.environments.flatMap(({ deployment, release }) =>
    deployment === null ? [] : [{ deployment, release }],
  );
  const newest = deployments.toSorted((a, b) => b.deployment.createdAt.localeCompare(a.deployment.createdAt))[0];
  return newest === undefined
    ? { subject: '', author: project.createdBy.name, time: project.createdAt }
    : {
        subject: newest.release?.subject ?? newest.deployment.note,
        author: newest.deployment.requestedBy,
        time: newest.deployment.createdAt,
      };
}

export type ProjectFilter = 'all' | 'attention' | 'running';

function passes(project: Project, filter: ProjectFilter): boolean {
  return filter === 'all' || (filter === 'attention' ? needsAttention(project) : isRunning(project));
}

function isRunning(project: Project): boolean {
  return project.state === 'initializing' || runningNow([project]).length > 0;
}

export function countsOf(projects: readonly Project[]): Readonly<Record<ProjectFilter, number>> {
  const count = (filter: ProjectFilter): number => projects.filter((project) => passes(project, filter)).length;
  return { all: projects.length, attention: count('attention'), running: count('running') };
}

/** Those that match, the newest change first. */
export function shownProjects(
  projects: readonly Project[],
  { filter, typed }: { filter: ProjectFilter; typed: string },
): readonly Project[] {
  const text = typed.trim().toLowerCase();
  return projects
    .filter((project) => passes(project, filter))
    .filter(({ name, description }) => `${name} ${description}`.toLowerCase().includes(text))
    .toSorted((a, b) => lastChangeOf(b).time.localeCompare(lastChangeOf(a).time));
}

/** True for projects that want a look. */
export function needsAttention(project: Project): boolean {
  return needsOf(project).length > 0 || project.environments.some(({ health }) => health === 'degraded');
}
