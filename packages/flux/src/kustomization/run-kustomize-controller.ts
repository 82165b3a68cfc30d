import { keyOf, openInformer, runController, type Change, type Controller, type Informer } from '@juanie/controller';
import { kustomizeApi, managers, statusOfGitRepository, watchLabel } from '@juanie/flux-api';
import type { KubeObject } from '@juanie/kube';
import type { Renderer } from '../render/renderer.ts';
import { backoff, openStation, ownChange, running, type Running, type Shared } from '../running.ts';
import type { SourceHost } from '../source/source-host.ts';
import { openBacklog } from './backlog.ts';
import { openHealthReader } from './health-checks.ts';
import { openOwnedObjects } from './owned.ts';
import { kustomizationReconciler } from './reconcile-kustomization.ts';
import type { RenderCache } from './render-cache.ts';
import { compareRevisions, type TouchedContext } from './touched.ts';
import { dependentsOf, kustomizationIndexes, readersOf } from './wake.ts';

export interface KustomizeControllerOptions extends Shared {
  readonly sources: SourceHost;
  readonly renderer: Renderer;
  readonly gitRepositories: Informer;
}

export interface RunningKustomize extends Running {
  readonly cache: RenderCache;
}

/**
 * Reconciles Kustomizations: when they change, when their source has a new revision, when a dependency becomes
 * ready, when an object of theirs drifts or becomes healthy, when a ConfigMap or Secret that asks for it by label
 * changes their variables, and at their interval.
 */
export function runKustomizeController(options: KustomizeControllerOptions): RunningKustomize {
  const { client, clock, gitRepositories } = options;
  const station = openStation(options, {
    kind: { apiVersion: kustomizeApi, kind: 'Kustomization' },
    component: 'kustomize-controller',
    manager: managers.kustomizationStatus,
    indexes: kustomizationIndexes,
  });
  const { informer } = station;
  const owned = openOwnedObjects(client, clock);
  const health = openHealthReader(client, owned, clock);
  const variables = ['ConfigMap', 'Secret'].map((kind) =>
    openInformer(client, { apiVersion: 'v1', kind }, { clock, labelSelector: `${watchLabel}=Enabled` }),
  );
  const wake = (key: string): void => controller.enqueue(key);
  const reconciler = kustomizationReconciler({ ...options, ...station, owned, health, wake });
  const backlog = openBacklog({ load: () => controller.size, start: wake, most: 16 });
  const controller: Controller = runController({
    name: 'kustomize-controller',
    clock,
    backoff,
    concurrency: 32,
    reconciler,
    onPass: ({ key }) => backlog.done(key),
    wake: [
      { informer, keysOf: (change) => [...ownChange(change), ...dependentsOf(informer, change)] },
      // Nothing begins before the sources are known; whom they wake is said below.
      { informer: gitRepositories, keysOf: () => [] },
      ...variables.map((each) => ({
        informer: each,
        keysOf: (change: Change<KubeObject>) => readersOf(informer, each.kind.kind, change),
      })),
    ],
  });
  const { cache } = reconciler;
  const stopSources = gitRepositories.onChange((_key, change) => {
    const { first, rest } = usersOf({ sources: options.sources, cache, kustomizations: informer }, change);
    backlog.hurry(first);
    backlog.add(rest);
  });
  owned.onDrift(wake);
  owned.onChange((id) => reconciler.objectChanged(id));
  health.onChange((id) => reconciler.objectChanged(id));
  const kustomize = running(station, controller);
  return {
    ...kustomize,
    cache,
    async close() {
      stopSources();
      await kustomize.close();
      [owned, health, ...variables].forEach((part) => part.close());
    },
  };
}

/** Those that build from a source whose artifact has changed: first what it touches, then the others. */
function usersOf(context: TouchedContext & { kustomizations: Informer }, { key, before, after }: Change<KubeObject>) {
  const [was, is] = [before, after].map((object) =>
    object === undefined ? undefined : statusOfGitRepository(object).artifact,
  );
  if (after !== undefined && was?.revision === is?.revision && was?.digest === is?.digest) {
    return { first: [], rest: [] };
  }
  const users = context.kustomizations.by('source', key);
  const isTouched = compareRevisions(context, before, after) ?? (() => true);
  const first: string[] = [];
  const rest: string[] = [];
  for (const user of users) {
    const name = keyOf(user);
    (isTouched(name, user) ? first : rest).push(name);
  }
  return { first, rest };
}
