import { keyOf, type Clock, type Informer, type Reconciler } from '@juanie/controller';
import { isFault, type Fault } from '@juanie/fault';
import {
  finalizer,
  managers,
  parseKustomization,
  requestedAtAnnotation,
  statusOfGitRepository,
  statusOfKustomization,
  type KustomizationSpec,
} from '@juanie/flux-api';
import type { KubeObject } from '@juanie/kube';
import type { KubeClient } from '@juanie/kube-client';
import type { Renderer } from '../render/renderer.ts';
import type { SourceHost } from '../source/source-host.ts';
import { finalizerOf } from '../status/finalizer.ts';
import type { Publisher } from '../status/publisher.ts';
import { openAudits } from './audits.ts';
import { conclude } from './conclude.ts';
import { decide } from './decide.ts';
import { findBlocker } from './dependencies.ts';
import { finalize } from './finalize.ts';
import type { HealthReader } from './health-checks.ts';
import { judgeHealth, type HealthVerdict } from './health-verdict.ts';
import { openRuns } from './runs.ts';
import { openRenderCache, type RenderCache } from './render-cache.ts';
import { runApply, type RunRim } from './run.ts';
import type { Action, KustomizationSays, Outcome, Seen, SourceView, Waiting } from './seen.ts';
import { openSettler } from './settle.ts';
import type { OwnedObjects } from './owned.ts';

export interface KustomizationReconcilerOptions {
  readonly client: KubeClient;
  readonly informer: Informer;
  readonly gitRepositories: Informer;
  readonly sources: SourceHost;
  readonly owned: OwnedObjects;
  readonly health: HealthReader;
  readonly renderer: Renderer;
  readonly publisher: Publisher;
  readonly clock: Clock;
  readonly random: () => number;
  /** Has a Kustomization looked at again. */
  readonly wake: (key: string) => void;
}

export type KustomizationReconciler = Reconciler<Seen, Action, Outcome, KustomizationSays> & {
  /** Wakes those to whose health an object matters. */
  objectChanged(id: string): void;
  readonly cache: RenderCache;
};

export function kustomizationReconciler(options: KustomizationReconcilerOptions): KustomizationReconciler {
  const { client, informer, publisher } = options;
  const runs = openRuns();
  const cache = openRenderCache(options.renderer);
  const audits = openAudits();
  const rim: RunRim = { ...options, cache, audits, settle: openSettler(options) };

  return {
    cache,
    objectChanged(id) {
      for (const key of runs.concernedBy(id)) {
        const lost = runs.givenUp(key);
        if (lost === undefined || healthNow(lost) === 'current') {
          options.wake(key);
        }
      }
    },
    async observe(key) {
      const object = informer.at(key);
      if (object === undefined) {
        cache.forget(key);
        runs.drop(key);
        audits.forget(key);
        return undefined;
      }
      return observe(options, object, runs.get(key));
    },
    decide,
    act: (seen, action) => (action.do === 'apply' ? runApply(rim, seen, action) : finalize(rim, seen, action.spec)),
    conclude,
    async publish(seen, says) {
      await publisher.publish(seen.object, says);
      if (says.passing !== true) {
        remember(keyOf(seen.object), says);
      }
    },
    finalizer: finalizerOf({ client, informer, name: finalizer, manager: managers.kustomizationStatus }),
  };

  function remember(key: string, { waiting, gaveUp }: KustomizationSays): void {
    if (gaveUp !== undefined) {
      runs.giveUp(key, gaveUp);
    } else if (waiting === undefined) {
      runs.drop(key);
    } else {
      runs.wait(key, waiting);
      // What happened while the run was under way has woken nobody.
      if (healthNow(waiting) !== 'waiting') {
        options.wake(key);
      }
    }
  }

  function healthNow({ checks }: Waiting): HealthVerdict['state'] {
    return judgeHealth(options.health.look(checks), false).state;
  }
}

function observe(options: KustomizationReconcilerOptions, object: KubeObject, run: Waiting | undefined): Seen {
  const spec = specOrFault(object);
  const source: SourceView = spec instanceof Error ? { state: 'empty' } : findSource(options, object, spec);
  const waiting = run !== undefined && isStillRight(run, object, source) ? run : undefined;
  return {
    object,
    spec,
    source,
    status: statusOfKustomization(object),
    blockedBy: spec instanceof Error ? undefined : blockerOf(options, { object, spec, source }),
    health: waiting === undefined ? [] : options.health.look(waiting.checks),
    random: options.random(),
    ...(waiting === undefined ? {} : { waiting }),
  };
}

/** A newer revision, spec or request ends the waiting of an older run. */
function isStillRight(run: Waiting, { metadata }: KubeObject, source: SourceView): boolean {
  return (
    source.state === 'ready' &&
    source.revision === run.revision &&
    metadata.generation === run.generation &&
    metadata.annotations?.[requestedAtAnnotation] === run.requestedAt
  );
}

function findSource(
  { gitRepositories }: KustomizationReconcilerOptions,
  object: KubeObject,
  { sourceRef }: KustomizationSpec,
): SourceView {
  const found = gitRepositories.get(sourceRef.namespace ?? object.metadata.namespace, sourceRef.name);
  if (found === undefined) {
    return { state: 'missing', message: `GitRepository.source.toolkit.fluxcd.io "${sourceRef.name}" not found` };
  }
  const { artifact } = statusOfGitRepository(found);
  return artifact === undefined ? { state: 'empty' } : { state: 'ready', revision: artifact.revision, object: found };
}

function blockerOf(
  { informer }: KustomizationReconcilerOptions,
  { object, spec, source }: { object: KubeObject; spec: KustomizationSpec; source: SourceView },
): string | undefined {
  if (spec.dependsOn.length === 0 || source.state !== 'ready') {
    return undefined;
  }
  const { namespace = '' } = object.metadata;
  return findBlocker({ namespace, spec, revision: source.revision }, (place, name) => informer.get(place, name));
}

function specOrFault(object: KubeObject): KustomizationSpec | Fault {
  try {
    return parseKustomization(object);
  } catch (thrown) {
    if (isFault(thrown)) {
      return thrown;
    }
    throw thrown;
  }
}
