import { openInformer, type Change, type Clock, type Informer } from '@juanie/controller';
import type { KubeObject } from '@juanie/kube';
import type { KubeClient } from '@juanie/kube-client';
import { healthOf } from './health.ts';

/** Kinds whose pods are looked at while they are in progress: a crash loop says more than a deadline. */
export const podOwners = new Set(['apps/Deployment', 'apps/StatefulSet', 'apps/ReplicaSet']);

interface Slim extends KubeObject {
  readonly hasFailed: boolean;
}

/** The pods of workloads, followed once somebody waits for a workload. */
export interface WorkloadPods {
  follow(): Promise<void>;
  /** A pod of the workload is in a crash loop. */
  hasFailedPod(uid: string | undefined): boolean;
  /** Told the uid of a workload whose pods have changed. */
  onChange(listener: (uid: string) => void): void;
  close(): void;
}

export function openWorkloadPods(client: KubeClient, clock: Clock): WorkloadPods {
  const listeners: ((uid: string) => void)[] = [];
  let pods: Informer<Slim> | undefined;
  let replicaSets: Informer<Slim> | undefined;

  function open(): { pods: Informer<Slim>; replicaSets: Informer<Slim> } {
    const how = { clock, keep, indexes: { owner: ownersOf } };
    replicaSets ??= openInformer<Slim>(client, { apiVersion: 'apps/v1', kind: 'ReplicaSet' }, how);
    if (pods === undefined) {
      pods = openInformer<Slim>(client, { apiVersion: 'v1', kind: 'Pod' }, how);
      pods.onChange((_key, change) => noticed(change));
    }
    return { pods, replicaSets };
  }

  function noticed({ before, after }: Change<Slim>): void {
    if (before?.hasFailed === after?.hasFailed) {
      return;
    }
    for (const owner of ownersOf(after ?? before)) {
      listeners.forEach((listener) => listener(owner));
      const set = replicaSets?.list().find(({ metadata }) => metadata.uid === owner);
      ownersOf(set).forEach((above) => listeners.forEach((listener) => listener(above)));
    }
  }

  return {
    async follow() {
      const opened = open();
      await Promise.all([opened.pods.synced, opened.replicaSets.synced]);
    },
    hasFailedPod(uid) {
      if (uid === undefined) {
        return false;
      }
      const sets = replicaSets?.by('owner', uid).map(({ metadata }) => metadata.uid ?? '') ?? [];
      return [uid, ...sets].some((owner) => pods?.by('owner', owner).some(({ hasFailed }) => hasFailed));
    },
    onChange: (listener) => void listeners.push(listener),
    close() {
      pods?.close();
      replicaSets?.close();
    },
  };
}

function ownersOf(object: KubeObject | undefined): string[] {
  return (object?.metadata.ownerReferences ?? []).filter(({ controller }) => controller === true).map(({ uid }) => uid);
}

function keep(object: Slim): Slim {
  const { name, namespace, uid, resourceVersion, ownerReferences, deletionTimestamp } = object.metadata;
  return {
    apiVersion: object.apiVersion,
    kind: object.kind,
    metadata: {
      name,
      ...(namespace === undefined ? {} : { namespace }),
      ...(uid === undefined ? {} : { uid }),
      ...(resourceVersion === undefined ? {} : { resourceVersion }),
      ...(ownerReferences === undefined ? {} : { ownerReferences }),
    },
    hasFailed: object.kind === 'Pod' && deletionTimestamp === undefined && healthOf(object) === 'Failed',
  };
}
