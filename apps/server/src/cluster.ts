import { openApiServer, type ApiServer } from '@juanie/apiserver';
import { systemClock } from '@juanie/controller';
import { localSources, startFlux, type Flux } from '@juanie/flux';
import { fluxCrds } from '@juanie/flux-api';
import { startGateway, type Gateway } from '@juanie/gateway';
import type { GitHost } from '@juanie/git';
import { openKubeClient, type KubeClient } from '@juanie/kube-client';
import { registryImages, startKubelet, type Isolation, type Kubelet } from '@juanie/kubelet';
import type { Registry } from '@juanie/oci';
import { startWorkloads, type Workloads } from '@juanie/workloads';
import type { DataDirectory } from './data-directory.ts';
import type { Addresses } from './start.ts';

/** The embedded cluster with the engine that keeps it as Git says. */
export interface Cluster {
  readonly api: ApiServer;
  readonly kube: KubeClient;
  readonly kubelet: Kubelet;
  readonly gateway: Gateway;
  readonly kubeAddress: string;
  /** Ends controllers and pods; the API server stays. */
  stop(): Promise<void>;
}

export interface ClusterParts {
  readonly data: DataDirectory;
  readonly addresses: Addresses;
  readonly git: GitHost;
  readonly mirrors: GitHost;
  readonly registry: Registry;
  readonly isolation: Isolation;
  readonly privateMirrors: boolean;
  readonly onError: (thrown: unknown) => void;
}

const nodeName = 'local';

export async function openKubernetes({
  data,
  addresses,
  onError,
}: ClusterParts): Promise<{ api: ApiServer; address: string }> {
  const api = await openApiServer({
    dir: data.path('kube'),
    keysDir: data.path('keys', 'kubernetes'),
    crds: fluxCrds(),
    onError,
  });
  const { host, port } = await api.listen(addresses.kube);
  await api.writeKubeconfig(data.path('kubeconfig'));
  return { api, address: `https://${host}:${port}` };
}

export async function startCluster(parts: ClusterParts, server: { api: ApiServer; address: string }): Promise<Cluster> {
  const { data, addresses, onError } = parts;
  const { api } = server;
  const as = (name: string, ...groups: string[]): KubeClient =>
    openKubeClient(api.transport({ name, groups: ['system:masters', 'system:authenticated', ...groups] }));
  const workloads = startWorkloads({
    client: as('system:kube-controller-manager'),
    volumesDir: data.path('volumes'),
    rootCertificate: api.access.ca,
    onError,
  });
  const kubelet = await startKubelet({
    client: as(`system:node:${nodeName}`, 'system:nodes'),
    nodeName,
    dirs: { runtime: data.path('runtime'), logs: data.path('logs', 'pods'), volumes: data.path('volumes') },
    images: registryImages(parts.registry),
    isolation: parts.isolation,
    onError,
  });
  api.attachNode(kubelet.node);
  const gateway = await startGateway({
    client: as('system:serviceaccount:infrastructure:gateway'),
    ...addresses.gateway,
    onError,
  });
  const flux = startFlux({
    client: as('system:serviceaccount:flux-system:kustomize-controller'),
    sources: localSources({ git: parts.git, mirrors: parts.mirrors, allowPrivate: parts.privateMirrors }),
    clock: systemClock,
    onError,
  });
  return {
    api,
    kube: as('juanie'),
    kubelet,
    gateway,
    kubeAddress: server.address,
    stop: () => stopCluster({ workloads, kubelet, gateway, flux }),
  };
}

interface Running {
  readonly workloads: Workloads;
  readonly kubelet: Kubelet;
  readonly gateway: Gateway;
  readonly flux: Flux;
}

/** No new requests, no new wishes, no new pods; then the pods end. */
async function stopCluster({ workloads, kubelet, gateway, flux }: Running): Promise<void> {
  await Promise.all([gateway.close(), flux.close(), workloads.close()]);
  await kubelet.drain();
  await kubelet.close();
}
