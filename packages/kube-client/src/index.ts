export type { KubeReply, KubeRequest, Transport } from './transport.ts';
export type {
  ApplyOptions,
  DeleteOptions,
  KindRef,
  KubeClient,
  Listed,
  LogOptions,
  Patch,
  Selection,
  WatchEvent,
  WriteOptions,
} from './client.ts';
export { openKubeClient } from './kube-client.ts';
export { fetchTransport, type ClusterAccess } from './fetch-transport.ts';
export { fault as kubeClientFaults } from './faults.ts';
