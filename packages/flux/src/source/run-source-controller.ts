import { keyOf, runController } from '@juanie/controller';
import { managers, sourceApi } from '@juanie/flux-api';
import type { KubeObject } from '@juanie/kube';
import { backoff, openStation, ownChange, running, type Running, type Shared } from '../running.ts';
import { gitRepositoryReconciler } from './reconcile-git-repository.ts';
import type { SourceHost } from './source-host.ts';

export interface SourceControllerOptions extends Shared {
  readonly sources: SourceHost;
  readonly artifactBase: string;
}

/** Reconciles GitRepositories: when they change, when their repository tells of a new commit, and at their interval. */
export function runSourceController(options: SourceControllerOptions): Running {
  const station = openStation(options, {
    kind: { apiVersion: sourceApi, kind: 'GitRepository' },
    component: 'source-controller',
    manager: managers.sourceStatus,
    indexes: { url: urlOf },
  });
  const controller = runController({
    name: 'source-controller',
    clock: options.clock,
    backoff,
    reconciler: gitRepositoryReconciler({ ...options, ...station }),
    wake: [{ informer: station.informer, keysOf: ownChange }],
  });
  const stopUpdates = options.sources.onUpdate((url) => {
    station.informer.by('url', url).forEach((object) => controller.enqueue(keyOf(object)));
  });
  const source = running(station, controller);
  return {
    ...source,
    async close() {
      stopUpdates();
      await source.close();
    },
  };
}

function urlOf(object: KubeObject): string[] {
  const { url } = (object.spec ?? {}) as { url?: string };
  return url === undefined ? [] : [url];
}
