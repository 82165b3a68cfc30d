import type { Clock, Recorder } from '@juanie/controller';
import type { KubeClient } from '@juanie/kube-client';
import type { Puller } from '../image/puller.ts';
import type { LogLimits } from '../logs/rotation.ts';
import type { PortBook } from '../process/ports.ts';
import type { ProcessRuntime } from '../process/runtime.ts';

/** What all pods of a node share. */
export interface NodeContext {
  readonly client: KubeClient;
  readonly clock: Clock;
  readonly recorder: Recorder;
  readonly runtime: ProcessRuntime;
  readonly puller: Puller;
  readonly ports: PortBook;
  readonly logLimits: LogLimits;
  readonly folders: { readonly runtime: string; readonly logs: string; readonly volumes: string };
  readonly size: { readonly cpu: number; readonly memory: number };
  /** For what nobody waits for. */
  readonly onError: (thrown: unknown) => void;
}
