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
