import type { Told } from '@juanie/api';
import type { DeploymentView, ProjectView } from '@juanie/delivery';

type Project = Told<ProjectView>;

export interface RunningNow {
  readonly project: string;
  readonly deployment: Told<DeploymentView>;
}

/** Every deployment on its way, oldest first; what waits for a person is listed elsewhere. */
export function runningNow(projects: readonly Project[]): readonly RunningNow[] {
  return projects
    .flatMap((project) =>
      project.environments.flatMap(({ deployment }) =>
        deployment === null ||
        deployment.waitingFor === 'approval' ||
        (deployment.state !== 'running' && deployment.state !== 'pending')
          ? []
          : [{ project: project.name, deployment }],
      ),
    )
    .toSorted((a, b) => a.deployment.createdAt.localeCompare(b.deployment.createdAt));
}

/** Nobody has done anything yet: only the sample is there, at its first release. */
export function isFirstMinute(projects: readonly Project[]): boolean {
  const [only, second] = projects;
  return (
    only !== undefined &&
    second === undefined &&
    only.name === 'hello' &&
    only.environments.every(({ release, deployment, strip }) => {
      const first = release === null || release.name === 'r1';
      return first && strip.length <= 1 && deployment?.state !== 'failed';
    })
  );
}
