import { openInformer, openRecorder, type Clock, type Informer, type Recorder } from '@juanie/controller';
import type { KubeObject } from '@juanie/kube';
import type { KubeClient } from '@juanie/kube-client';
import type { Deployment } from './deployment/deployment.ts';
import { byController } from './owners.ts';
import type { Pod } from './pod.ts';
import type { ReplicaSet } from './replica-set/replica-set.ts';
import type { Node } from './scheduling/node.ts';
import type { EndpointSlice, Service } from './service/service.ts';
import type { Claim } from './volume/volume.ts';

/** What the controllers share: the client, and one cache for each kind that several of them read. */
export interface World {
  readonly client: KubeClient;
  readonly clock: Clock;
  readonly pods: Informer<Pod>;
  readonly replicaSets: Informer<ReplicaSet>;
  readonly deployments: Informer<Deployment>;
  readonly services: Informer<Service>;
  readonly slices: Informer<EndpointSlice>;
  readonly nodes: Informer<Node>;
  readonly namespaces: Informer<KubeObject>;
  readonly claims: Informer<Claim>;
  /** One recorder for each name that events are told under. */
  recorderOf(component: string): Recorder;
  /** All of the caches above. */
  readonly informers: readonly Informer[];
  /** Settles when every cache has its first list. */
  readonly synced: Promise<void>;
  close(): Promise<void>;
}

export function openWorld(client: KubeClient, clock: Clock): World {
  const opened: Informer[] = [];
  const recorders = new Map<string, Recorder>();
  function open<T extends KubeObject>(
    kind: readonly [apiVersion: string, kind: string],
    indexes: Readonly<Record<string, (object: T) => readonly string[]>> = {},
  ): Informer<T> {
    const informer = openInformer<T>(client, { apiVersion: kind[0], kind: kind[1] }, { clock, indexes });
    opened.push(informer as unknown as Informer);
    return informer;
  }
  const world = {
    client,
    clock,
    pods: open<Pod>(['v1', 'Pod'], {
      controller: byController,
      namespace: ({ metadata }) => [metadata.namespace ?? ''],
    }),
    replicaSets: open<ReplicaSet>(['apps/v1', 'ReplicaSet'], { controller: byController }),
    deployments: open<Deployment>(['apps/v1', 'Deployment']),
    services: open<Service>(['v1', 'Service'], { namespace: ({ metadata }) => [metadata.namespace ?? ''] }),
    slices: open<EndpointSlice>(['discovery.k8s.io/v1', 'EndpointSlice'], {
      service: ({ metadata }) => [
        `${metadata.namespace ?? ''}/${metadata.labels?.['kubernetes.io/service-name'] ?? ''}`,
      ],
    }),
    nodes: open<Node>(['v1', 'Node']),
    namespaces: open<KubeObject>(['v1', 'Namespace']),
    claims: open<Claim>(['v1', 'PersistentVolumeClaim']),
    recorderOf(component: string): Recorder {
      const recorder = recorders.get(component) ?? openRecorder({ client, component, clock });
      recorders.set(component, recorder);
      return recorder;
    },
  };
  return {
    ...world,
    informers: opened,
    synced: Promise.all(opened.map(({ synced }) => synced)).then(() => undefined),
    async close() {
      opened.forEach((informer) => informer.close());
      await Promise.all([...recorders.values()].map((recorder) => recorder.flush()));
    },
  };
}
