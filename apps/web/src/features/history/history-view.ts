import type { Told } from '@juanie/api';
import type { DeploymentView, EnvironmentView } from '@juanie/delivery';
import { hasFailed } from '../deployment/deployment-view.ts';

type Deployment = Told<DeploymentView>;

/** The one deployment of each environment that made what runs there now. */
export function liveNumbers(
  deployments: readonly Deployment[],
  environments: readonly Pick<Told<EnvironmentView>, 'name' | 'release'>[],
): ReadonlySet<number> {
  return new Set(
    environments.flatMap(({ name, release }) => {
      const newest = deployments
        .filter((one) => one.environment === name && one.state === 'success' && one.release === release?.name)
        .toSorted((a, b) => b.number - a.number)[0];
      return newest === undefined ? [] : [newest.number];
    }),
  );
}

/** Back to it: it went well once, has a release and is not what runs. */
export function canGoBack(deployment: Deployment, live: boolean): boolean {
  const { state, release } = deployment;
  return !live && release !== null && (state === 'success' || state === 'rollback') && !hasFailed(deployment);
}
