import type { Told } from '@juanie/api';
import type { ProjectView } from '@juanie/delivery';

/** How far one has come with the sample. */
export function firstSteps({ environments }: Pick<Told<ProjectView>, 'environments'>): {
  readonly deployed: boolean;
  readonly pushed: boolean;
  readonly promoted: boolean;
} {
  const releases = environments.flatMap(({ release }) => (release === null ? [] : [release.name]));
  const production = environments.find(({ tier }) => tier === 'production');
  return {
    deployed: releases.length > 0,
    pushed: releases.some((name) => name !== 'r1') || environments.some(({ strip }) => strip.length > 1),
    promoted: production?.release != null && production.release.name !== 'r1',
  };
}
