import { openInformer, openRecorder, runController, type Change, type Clock } from '@juanie/controller';
import { kustomizeApi, managers, requestedAtAnnotation, sourceApi, statusOfGitRepository } from '@juanie/flux-api';
import type { KubeObject } from '@juanie/kube';
import type { KubeClient } from '@juanie/kube-client';
import { openHealthReader } from './kustomization/health-checks.ts';
import { openOwnedObjects } from './kustomization/owned.ts';
import { kustomizationReconciler } from './kustomization/reconcile-kustomization.ts';
import { workerRenderer, type Renderer } from './render/renderer.ts';
import { gitRepositoryReconciler } from './source/reconcile-git-repository.ts';
import type { SourceHost } from './source/source-host.ts';
import { openPublisher } from './status/publisher.ts';
import { kustomizationIndexes, dependentsOf } from './wake.ts';

export interface FluxOptions {
  readonly client: KubeClient;
  readonly sources: SourceHost;
  readonly clock: Clock;
  /** Where artifacts are served; shown in statuses. */
  readonly artifactBase?: string;
  readonly renderer?: Renderer;
  /** In [0, 1): spreads intervals. */
  readonly random?: () => number;
  readonly onError?: (thrown: unknown) => void;
}

export interface Flux {
  /** Settles when nothing is being worked on. */
  idle(): Promise<void>;
  /** Builds asked for and builds done. */
  readonly builds: { readonly asked: number; readonly built: number };
  close(): Promise<void>;
}

/** Delays after a failure, as the controllers' `--min-retry-delay` and `--max-retry-delay`. */
const backoff = { base: 750, max: 900_000 };

/** Runs the reconcilers of GitRepository, Kustomization and Receiver. Nothing polls: watches and the Git host tell. */
export function startFlux(options: FluxOptions): Flux {
  const {
    client,
    sources,
    clock,
    random = Math.random,
    artifactBase = 'http://source-controller.flux-system.svc.cluster.local.',
  } = options;
  const renderer = options.renderer ?? workerRenderer(clock);
  const watching = { clock, ...(options.onError === undefined ? {} : { onError: options.onError }) };
  const gitRepositories = openInformer(
    client,
    { apiVersion: sourceApi, kind: 'GitRepository' },
    { ...watching, indexes: { url: urlOf } },
  );
  const kustomizations = openInformer(
    client,
    { apiVersion: kustomizeApi, kind: 'Kustomization' },
    { ...watching, indexes: kustomizationIndexes },
  );
  const sourceRecorder = openRecorder({ client, component: 'source-controller', clock });
  const recorder = openRecorder({ client, component: 'kustomize-controller', clock });
  const owned = openOwnedObjects(client, clock);
  const health = openHealthReader(client, owned, clock);
  const publishing = { client, clock };
  const sourcePublisher = openPublisher({
    ...publishing,
    informer: gitRepositories,
    recorder: sourceRecorder,
    manager: managers.sourceStatus,
  });
  const publisher = openPublisher({
    ...publishing,
    informer: kustomizations,
    recorder,
    manager: managers.kustomizationStatus,
  });
  const running = { client, clock, sources, random };

  const sourceController = runController({
    name: 'source-controller',
    clock,
    backoff,
    concurrency: 8,
    reconciler: gitRepositoryReconciler({
      ...running,
      informer: gitRepositories,
      publisher: sourcePublisher,
      artifactBase,
    }),
    wake: [{ informer: gitRepositories, keysOf: ownChange }],
  });
  const reconciler = kustomizationReconciler({
    ...running,
    informer: kustomizations,
    gitRepositories,
    owned,
    health,
    renderer,
    publisher,
  });
  const controller = runController({
    name: 'kustomize-controller',
    clock,
    backoff,
    concurrency: 32,
    reconciler,
    wake: [
      { informer: kustomizations, keysOf: (change) => [...ownChange(change), ...dependentsOf(kustomizations, change)] },
      {
        informer: gitRepositories,
        keysOf: (change) => (hasNewRevision(change) ? kustomizations.by('source', change.key).map(keyOfObject) : []),
      },
    ],
  });
  owned.onDrift((key) => controller.enqueue(key));
  owned.onChange((id, owner) => {
    if (owner !== undefined && reconciler.isWaitingFor(owner, id)) {
      controller.enqueue(owner);
    }
  });
  health.onChange((id) => reconciler.waitingFor(id).forEach((key) => controller.enqueue(key)));
  const stopUpdates = sources.onUpdate((url) =>
    gitRepositories.by('url', url).forEach((object) => sourceController.enqueue(keyOfObject(object))),
  );

  return {
    builds: reconciler.cache.counts,
    async idle() {
      await sourceController.idle();
      await controller.idle();
      await Promise.all([sourceRecorder.flush(), recorder.flush()]);
    },
    async close() {
      stopUpdates();
      await Promise.all([sourceController.close(), controller.close()]);
      [gitRepositories, kustomizations, owned, health, publisher, sourcePublisher].forEach((part) => part.close());
      await renderer.close();
    },
  };
}

/** As upstream's predicates: a new generation, a new request, deletion; never an own status. */
function ownChange({ key, before, after }: Change<KubeObject>): string[] {
  if (after === undefined) {
    return [key];
  }
  const isSame =
    before !== undefined &&
    before.metadata.uid === after.metadata.uid &&
    before.metadata.generation === after.metadata.generation &&
    before.metadata.deletionTimestamp === after.metadata.deletionTimestamp &&
    before.metadata.annotations?.[requestedAtAnnotation] === after.metadata.annotations?.[requestedAtAnnotation];
  return isSame ? [] : [key];
}

function hasNewRevision({ before, after }: Change<KubeObject>): boolean {
  const [was, is] = [before, after].map((object) =>
    object === undefined ? undefined : statusOfGitRepository(object).artifact,
  );
  return was?.revision !== is?.revision || was?.digest !== is?.digest || after === undefined;
}

function urlOf(object: KubeObject): string[] {
  const { url } = (object.spec ?? {}) as { url?: string };
  return url === undefined ? [] : [url];
}

function keyOfObject({ metadata }: KubeObject): string {
  return `${metadata.namespace ?? ''}/${metadata.name}`;
}
