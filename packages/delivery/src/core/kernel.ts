import { randomUUID } from 'node:crypto';
import type { Database, Outbox, Query, Writing } from '@juanie/database';
import type { FileTree, KubeObject } from '@juanie/kube';
import type { KubeClient } from '@juanie/kube-client';
import type { FleetLayout } from '../fleet/layout.ts';
import type { Announcer } from './announce.ts';
import type { Builder } from './builder.ts';
import type { ClusterState } from './cluster.ts';
import type { GitHosting } from './git.ts';
import type { DeliveryLog, DeliveryPorts, DeliverySettings } from './ports.ts';

/** What every service and worker of delivery stands on. */
export interface Kernel {
  readonly database: Database;
  readonly query: Query;
  readonly outbox: Outbox;
  readonly announcer: Announcer;
  readonly git: GitHosting;
  readonly kube: KubeClient;
  readonly cluster: ClusterState;
  readonly builder: Builder;
  readonly layout: FleetLayout;
  readonly render: (tree: FileTree, dir: string) => readonly KubeObject[];
  readonly verify: (host: string) => Promise<{ status: number }>;
  readonly listening: NonNullable<DeliveryPorts['listening']>;
  readonly registry: NonNullable<DeliveryPorts['registry']>;
  readonly settings: DeliverySettings;
  readonly log: DeliveryLog;
  now(): Date;
  /** After each effect on the world; the crash tests stop here. */
  effect(name: string): void;
}

export type Topic = 'project' | 'environment' | 'build' | 'deployment' | 'push' | 'mirror';

/** Records that work is owed on one thing. */
export async function owe(kernel: Kernel, writing: Writing, work: { topic: Topic; key: string }): Promise<void> {
  await kernel.outbox.add(writing, work);
}

export function newId(): string {
  return randomUUID();
}

export function isoNow(kernel: Pick<Kernel, 'now'>): string {
  return kernel.now().toISOString();
}

/** JSON that this package wrote itself. */
export function parseStored<T>(text: string): T {
  return JSON.parse(text) as T;
}
