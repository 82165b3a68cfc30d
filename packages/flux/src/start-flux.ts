import type { Clock } from '@juanie/controller';
import type { KubeClient } from '@juanie/kube-client';
import { runKustomizeController } from './kustomization/run-kustomize-controller.ts';
import { runNotificationController } from './receiver/run-notification-controller.ts';
import { workerRenderer, type Renderer } from './render/renderer.ts';
import { runSourceController } from './source/run-source-controller.ts';
import type { SourceHost } from './source/source-host.ts';

export interface FluxOptions {
  readonly client: KubeClient;
  readonly sources: SourceHost;
  readonly clock: Clock;
  /** Where artifacts are served; shown in statuses. Default: as a stock installation of Flux names it. */
  readonly artifactBase?: string;
  /** Default: a thread that starts with the first build. */
  readonly renderer?: Renderer;
  /** In [0, 1): spreads intervals. Default Math.random. */
  readonly random?: () => number;
  readonly onError?: (thrown: unknown) => void;
}

export interface Flux {
  /** Settles when nothing is being worked on. */
  idle(): Promise<void>;
  /** How many builds were asked for and how many had to be done. */
  readonly builds: { readonly asked: number; readonly built: number };
  close(): Promise<void>;
}

const stockArtifactBase = 'http://source-controller.flux-system.svc.cluster.local.';

/**
 * Runs the reconcilers of GitRepository, Kustomization and Receiver. Watches and the Git host tell of every
 * change; intervals are the fall-back.
 */
export function startFlux(options: FluxOptions): Flux {
  const { clock, random = Math.random, artifactBase = stockArtifactBase } = options;
  const renderer = options.renderer ?? workerRenderer(clock);
  const shared = { ...options, random };
  const source = runSourceController({ ...shared, artifactBase });
  const kustomize = runKustomizeController({ ...shared, renderer, gitRepositories: source.informer });
  const notification = runNotificationController(shared);
  const parts = [source, kustomize, notification];
  return {
    builds: kustomize.cache.counts,
    async idle() {
      for (const part of parts) {
        await part.idle();
      }
    },
    async close() {
      await Promise.all(parts.map((part) => part.close()));
      await renderer.close();
    },
  };
}
