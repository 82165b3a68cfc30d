import { openInformer, openRecorder, type Clock, type Informer, type Recorder } from '@juanie/controller';
import type { KubeObject } from '@juanie/kube';
import type { KubeClient } from '@juanie/kube-client';
import type { Deployment } from './deployment/deployment.ts';
import { timesOf, type EventTimes } from './event/expiry.ts';
import type { Budget } from './disruption/budget.ts';
import type { Job } from './job/job.ts';
import { byController } from './owners.ts';
import type { Pod } from './pod.ts';
import type { ReplicaSet } from './replica-set/replica-set.ts';
import type { Node } from './scheduling/node.ts';
import type { Endpoints } from './service/legacy-endpoints.ts';
import type { EndpointSlice, Service } from './service/service.ts';
import type { Claim, StorageClass, Volume } from './volume/volume.ts';

/** What the controllers share: the client, and one cache for each kind that several of them read. */
export interface World {
  readonly client: KubeClient;
  readonly clock: Clock;
  readonly pods: Informer<Pod>;
  readonly replicaSets: Informer<ReplicaSet>;
  readonly deployments: Informer<Deployment>;
  readonly jobs: Informer<Job>;
  readonly services: Informer<Service>;
  readonly slices: Informer<EndpointSlice>;
  readonly endpoints: Informer<Endpoints>;
  readonly nodes: Informer<Node>;
  readonly namespaces: Informer<KubeObject>;
  readonly events: Informer<EventTimes>;
  readonly claims: Informer<Claim>;
  readonly volumes: Informer<Volume>;
  readonly classes: Informer<StorageClass>;
  readonly budgets: Informer<Budget>;
  /** One recorder for each name that events are told under. */
  recorderOf(component: string): Recorder;
  /** All of the caches above. */
  readonly informers: readonly Informer[];
  /** Settles when every cache has its first list. */
  readonly synced: Promise<void>;
  /** Settles when every event told so far is written. */
  flush(): Promise<void>;
  close(): Promise<void>;
}

export function openWorld(client: KubeClient, clock: Clock): World {
  const opened: Informer[] = [];
  const recorders = new Map<string, Recorder>();
  function open<T extends KubeObject>(
    kind: readonly [apiVersion: string, kind: string],
    indexes: Readonly<Record<string, (object: T) => readonly string[]>> = {},
    keep = (object: T): T => object,
  ): Informer<T> {
    const informer = openInformer<T>(client, { apiVersion: kind[0], kind: kind[1] }, { clock, indexes, keep });
    opened.push(informer as unknown as Informer);
    return informer;
  }
  const world = {
    client,
    clock,
    pods: open<Pod>(['v1', 'Pod'], {
      controller: byController,
      namespace: inNamespace,
      node: ({ spec, metadata }) => (metadata.deletionTimestamp === undefined ? [spec.nodeName ?? ''] : []),
    }),
    replicaSets: open<ReplicaSet>(['apps/v1', 'ReplicaSet'], { controller: byController }),
    deployments: open<Deployment>(['apps/v1', 'Deployment']),
    jobs: open<Job>(['batch/v1', 'Job']),
    services: open<Service>(['v1', 'Service'], { namespace: ({ metadata }) => [metadata.namespace ?? ''] }),
    slices: open<EndpointSlice>(['discovery.k8s.io/v1', 'EndpointSlice'], { service: serviceOf }),
    endpoints: open<Endpoints>(['v1', 'Endpoints']),
    nodes: open<Node>(['v1', 'Node']),
    namespaces: open<KubeObject>(['v1', 'Namespace']),
    events: open<EventTimes>(['v1', 'Event'], {}, timesOf),
    claims: open<Claim>(['v1', 'PersistentVolumeClaim'], {
      phase: ({ status }) => [status?.phase === 'Bound' ? 'bound' : 'unbound'],
    }),
    volumes: open<Volume>(['v1', 'PersistentVolume'], {
      phase: ({ status }) => [status?.phase ?? ''],
      claim: claimOf,
    }),
    classes: open<StorageClass>(['storage.k8s.io/v1', 'StorageClass']),
    budgets: open<Budget>(['policy/v1', 'PodDisruptionBudget'], {
      namespace: inNamespace,
    }),
    recorderOf(component: string): Recorder {
      const recorder = recorders.get(component) ?? openRecorder({ client, component, clock });
      recorders.set(component, recorder);
      return recorder;
    },
  };
  async function flush(): Promise<void> {
    await Promise.all([...recorders.values()].map((recorder) => recorder.flush()));
  }
  return {
    ...world,
    informers: opened,
    synced: Promise.all(opened.map(({ synced }) => synced)).then(() => undefined),
    flush,
    async close() {
      opened.forEach((informer) => informer.close());
      await flush();
    },
  };
}

function inNamespace({ metadata }: KubeObject): string[] {
  return [metadata.namespace ?? ''];
}

function serviceOf({ metadata }: EndpointSlice): string[] {
  return [`${metadata.namespace ?? ''}/${metadata.labels?.['kubernetes.io/service-name'] ?? ''}`];
}

function claimOf({ spec }: Volume): string[] {
  return [`${spec.claimRef?.namespace ?? ''}/${spec.claimRef?.name ?? ''}`];
}
