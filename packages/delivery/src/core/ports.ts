import type { Database } from '@juanie/database';
import type { FileTree, KubeObject } from '@juanie/kube';
import type { KubeClient } from '@juanie/kube-client';
import type { Language } from '@juanie/fault';
import type { Builder } from './builder.ts';
import type { ClusterState } from './cluster.ts';
import type { GitHosting } from './git.ts';

/** Everything outside that delivery uses, handed in by the composition root. */
export interface DeliveryPorts {
  readonly database: Database;
  readonly git: GitHosting;
  readonly kube: KubeClient;
  /** Absent: informers over `kube`. */
  readonly cluster?: ClusterState;
  readonly builder: Builder;
  /** Absent: kustomize. */
  readonly render?: (tree: FileTree, dir: string) => readonly KubeObject[];
  /** Dials the gateway with this host and answers the status; rejects when nothing answers. */
  readonly verify: (host: string) => Promise<{ status: number }>;
  /** Frees what a deleted project had outside the database and Git; absent: nothing. */
  readonly registry?: {
    repositories(): Promise<readonly string[]>;
    deleteRepository(repository: string): Promise<unknown>;
  };
  /** Ports that a pod's processes listen on, where the node is here; absent: unknown. */
  readonly listening?: (pod: { uid: string; namespace: string; name: string }) => readonly number[];
  readonly settings: DeliverySettings;
  readonly now?: () => Date;
  readonly log?: DeliveryLog;
  /** For the crash tests: called after each effect with its name; throwing stops the worker there. */
  readonly afterEffect?: (effect: string) => void;
}

export interface DeliverySettings {
  readonly organisation: string;
  readonly domain: string;
  readonly cluster: { readonly id: string; readonly name: string };
  /** How Git addresses appear in the fleet: `http://git.juanie.internal`. */
  readonly externalGit?: string;
  /** Of this server, as the browser reaches it: `http://127.0.0.1:7400`. A function: the port is known late. */
  readonly uiUrl: () => string;
  /** `http://hello-development.localhost:7480` of a host. */
  readonly urlOf: (host: string) => string;
  /** Where build logs are kept. */
  readonly logsDir: string;
  readonly templatesDir?: string;
  readonly language?: Language;
  readonly privateMirrors?: boolean;
  readonly buildConcurrency?: number;
}

export interface DeliveryLog {
  debug(message: string, fields?: Record<string, unknown>): void;
  info(message: string, fields?: Record<string, unknown>): void;
  warn(message: string, fields?: Record<string, unknown>): void;
  error(message: string, fields?: Record<string, unknown>): void;
}

export const silentLog: DeliveryLog = { debug() {}, info() {}, warn() {}, error() {} };
