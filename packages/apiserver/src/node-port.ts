import type { KubeObject } from '@juanie/kube';
import type { LogOptions } from '@juanie/kube-client';

/** What the API asks of whoever runs the pods. */
export interface NodePort {
  /** The output of a container, with whole lines; ends with the container when it is followed. */
  logs(pod: KubeObject, options: LogOptions, signal: AbortSignal): AsyncIterable<Uint8Array>;
}
