import { runController, systemClock, type Clock, type Controller, type Pass } from '@juanie/controller';
import type { Fault } from '@juanie/fault';
import type { KubeClient } from '@juanie/kube-client';
import { deploymentReconciler } from './deployment/reconciler.ts';
import { eventExpiry } from './event/expiry.ts';
import { budgetReconciler } from './disruption/reconciler.ts';
import { openOwnership, type Ownership } from './garbage/ownership.ts';
import { concerned, garbageCollector } from './garbage/reconciler.ts';
import { jobReconciler } from './job/reconciler.ts';
import { namespaceReconciler } from './namespace/reconciler.ts';
import { replicaSetReconciler } from './replica-set/reconciler.ts';
import { scheduler } from './scheduling/scheduler.ts';
import { endpointsReconciler } from './service/legacy-endpoints.ts';
import { endpointSliceReconciler } from './service/reconciler.ts';
import { claimReconciler } from './volume/claim-reconciler.ts';
import { ensureStorageClass } from './volume/storage-class.ts';
import { volumeReconciler } from './volume/volume-reconciler.ts';
import {
  wakeAdopters,
  wakeBudgets,
  wakeClaim,
  wakeReleased,
  wakeUnbound,
  wakeVolume,
  wakeController,
  wakeDeployment,
  wakeNamespace,
  wakeServiceOfSlice,
  wakeServices,
  wakeWaiting,
} from './wakes.ts';
import { openWorld, type World } from './world.ts';

export interface WorkloadsOptions {
  readonly client: KubeClient;
  readonly clock?: Clock;
  /** Where volumes live; without it claims stay pending. */
  readonly volumesDir?: string;
  /** PEM of the cluster's CA, for the config map that every namespace has. */
  readonly rootCertificate?: string;
  /** Told of passes that failed, for the log; they are tried again. Conflicts are not failures. */
  readonly onError?: (fault: Fault) => void;
}

export interface Workloads {
  /** Settles when every controller has seen the whole world once. */
  readonly synced: Promise<void>;
  /** Settles when no controller has anything to do; what waits for a time does not count. */
  idle(): Promise<void>;
  close(): Promise<void>;
}

/** The controllers of a cluster's own kinds, as kube-controller-manager and kube-scheduler run them. */
export function startWorkloads(options: WorkloadsOptions): Workloads {
  const { client, clock = systemClock } = options;
  const world = openWorld(client, clock);
  const ownership = openOwnership({ client, clock, shared: world.informers });
  const controllers = [
    ...startApps(world, options),
    ...startKeepers(world, { ...options, ownership }),
    ...startStorage(world, options),
  ];
  const synced = Promise.all([world.synced, ownership.synced]).then(() => undefined);
  return {
    synced,
    async idle() {
      await synced;
      while (controllers.some(({ size }) => size > 0)) {
        await Promise.all(controllers.map((controller) => controller.idle()));
      }
      await world.flush();
    },
    async close() {
      await Promise.all(controllers.map((controller) => controller.close()));
      ownership.close();
      await world.close();
    },
  };
}

/** Two writers of one object meet now and then: the next pass sees what the other one wrote. */
function tellFailures({ onError }: WorkloadsOptions) {
  return ({ fault }: Pass): void => {
    if (fault !== undefined && fault.kind !== 'Conflict') {
      onError?.(fault);
    }
  };
}

/** What makes pods. */
function startApps(world: World, options: WorkloadsOptions): Controller[] {
  const onPass = tellFailures(options);
  const { clock, deployments, jobs, pods, replicaSets } = world;
  return [
    runController({
      name: 'deployment',
      reconciler: deploymentReconciler(world),
      clock,
      onPass,
      wake: [
        deployments,
        { informer: replicaSets, keysOf: wakeController('Deployment') },
        { informer: replicaSets, keysOf: wakeAdopters(world, 'ReplicaSet') },
        { informer: pods, keysOf: wakeDeployment(world) },
      ],
    }),
    runController({
      name: 'replicaset',
      reconciler: replicaSetReconciler(world),
      clock,
      onPass,
      wake: [
        replicaSets,
        { informer: pods, keysOf: wakeController('ReplicaSet') },
        { informer: pods, keysOf: wakeAdopters(world, 'Pod') },
      ],
    }),
    runController({
      name: 'job',
      reconciler: jobReconciler(world),
      clock,
      onPass,
      wake: [jobs, { informer: pods, keysOf: wakeController('Job') }],
    }),
  ];
}

/** What keeps order among what is there. */
function startKeepers(world: World, options: WorkloadsOptions & { ownership: Ownership }): Controller[] {
  const { client, clock, claims, namespaces, nodes, pods, services, slices } = world;
  const { ownership } = options;
  const onPass = tellFailures(options);
  return [
    runController({
      name: 'endpointslice',
      reconciler: endpointSliceReconciler(world),
      clock,
      onPass,
      wake: [
        services,
        { informer: pods, keysOf: wakeServices(world) },
        { informer: slices, keysOf: wakeServiceOfSlice },
      ],
    }),
    runController({
      name: 'endpoints',
      reconciler: endpointsReconciler(world),
      clock,
      onPass,
      wake: [services, world.endpoints, { informer: pods, keysOf: wakeServices(world) }],
    }),
    runController({
      name: 'scheduler',
      reconciler: scheduler(world),
      clock,
      onPass,
      wake: [pods, { informer: nodes, keysOf: wakeWaiting(world) }, { informer: claims, keysOf: wakeWaiting(world) }],
    }),
    runController({
      name: 'namespace',
      reconciler: namespaceReconciler(world, options),
      clock,
      onPass,
      wake: [namespaces, { informer: ownership, keysOf: wakeNamespace(world) }],
    }),
    runController({
      name: 'garbage',
      reconciler: garbageCollector(client, ownership),
      clock,
      onPass,
      wake: [{ informer: ownership, keysOf: (change) => concerned(ownership, change) }],
    }),
    runController({
      name: 'event',
      reconciler: eventExpiry(client, world.events),
      clock,
      onPass,
      wake: [world.events],
    }),
    runController({
      name: 'disruption',
      reconciler: budgetReconciler(world),
      clock,
      onPass,
      wake: [world.budgets, { informer: pods, keysOf: wakeBudgets(world) }],
    }),
  ];
}

function startStorage(world: World, options: WorkloadsOptions): Controller[] {
  const { client, volumesDir } = options;
  const onPass = tellFailures(options);
  const { clock, claims, classes, pods, volumes } = world;
  if (volumesDir !== undefined) {
    // A failure shows on every claim of the class, and the next start tries again.
    ensureStorageClass(client).catch(() => undefined);
  }
  return [
    runController({
      name: 'persistentvolumeclaim',
      reconciler: claimReconciler(world, volumesDir),
      clock,
      onPass,
      wake: [
        claims,
        { informer: volumes, keysOf: wakeClaim },
        { informer: volumes, keysOf: wakeUnbound(world) },
        { informer: classes, keysOf: wakeUnbound(world) },
      ],
    }),
    runController({
      name: 'persistentvolume',
      reconciler: volumeReconciler(world, volumesDir),
      clock,
      onPass,
      wake: [volumes, { informer: claims, keysOf: wakeVolume }, { informer: pods, keysOf: wakeReleased(world) }],
    }),
  ];
}
