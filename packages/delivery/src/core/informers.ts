import { openInformer, type Informer } from '@juanie/controller';
import type { KubeClient } from '@juanie/kube-client';
import type { ClusterState, WatchedKind } from './cluster.ts';

const versions: Readonly<Record<WatchedKind, string>> = {
  Kustomization: 'kustomize.toolkit.fluxcd.io/v1',
  GitRepository: 'source.toolkit.fluxcd.io/v1',
  Deployment: 'apps/v1',
  ReplicaSet: 'apps/v1',
  Pod: 'v1',
  Event: 'v1',
  Namespace: 'v1',
};

/** Watches of everything that deployments are judged by. */
export function openClusterState(client: KubeClient, onError: (thrown: unknown) => void): ClusterState {
  const kinds = Object.keys(versions) as WatchedKind[];
  const informers = new Map<WatchedKind, Informer>(
    kinds.map((kind) => [kind, openInformer(client, { apiVersion: versions[kind], kind }, { onError })]),
  );
  return {
    synced: Promise.all([...informers.values()].map(({ synced }) => synced)),
    list: (kind, namespace) => informers.get(kind)?.list(namespace) ?? [],
    get: (kind, namespace, name) => informers.get(kind)?.get(namespace, name),
    onChange(listener) {
      const offs = [...informers].map(([kind, informer]) =>
        informer.onChange((key) => {
          const slash = key.indexOf('/');
          listener(kind, slash < 0 ? '' : key.slice(0, slash), key.slice(slash + 1));
        }),
      );
      return () => offs.forEach((off) => off());
    },
    close: () => informers.forEach((informer) => informer.close()),
  };
}
