import type { Told } from '@juanie/api';
import type { DeploymentState, ProjectView } from '@juanie/delivery';

/** `shop staging` -> `#129 running`: what a change is measured by. */
export function statesOf(projects: readonly Told<ProjectView>[]): ReadonlyMap<string, string> {
  return new Map(
    projects.flatMap((project) =>
      project.environments.flatMap(({ name, deployment }): [string, string][] =>
        deployment === null ? [] : [[`${project.name} ${name}`, `${deployment.number} ${deployment.state}`]],
      ),
    ),
  );
}

/** What became otherwise; what was not known before is no change. */
export function changesBetween(
  before: ReadonlyMap<string, string>,
  now: ReadonlyMap<string, string>,
): readonly { readonly place: string; readonly state: DeploymentState }[] {
  return [...now].flatMap(([place, state]) => {
    const old = before.get(place);
    return old === undefined || old === state ? [] : [{ place, state: state.split(' ')[1] as DeploymentState }];
  });
}
