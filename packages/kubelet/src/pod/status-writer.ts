import type { Clock } from '@juanie/controller';
import { isFault } from '@juanie/fault';
import { equalJson } from '@juanie/kube';
import type { KubeClient } from '@juanie/kube-client';
import type { Pod, PodStatus } from './pod.ts';

export interface StatusWriterOptions {
  readonly client: KubeClient;
  readonly clock: Clock;
  readonly pod: Pod;
  /** After a write: what changed meanwhile is offered again. */
  readonly onWritten: () => void;
  readonly onError: (thrown: unknown) => void;
}

const retryMs = 1000;

/** Writes the status of one pod: one write at a time, nothing twice. */
export class StatusWriter {
  private readonly options: StatusWriterOptions;
  private writing: Promise<void> | undefined;
  private held: PodStatus | undefined;

  constructor(options: StatusWriterOptions) {
    this.options = options;
    this.held = options.pod.status;
  }

  /** As the API has it. */
  get written(): PodStatus | undefined {
    return this.held;
  }

  offer(status: PodStatus): void {
    if (this.writing !== undefined || (this.held !== undefined && equalJson(status, this.held))) {
      return;
    }
    this.writing = this.write(status);
  }

  async idle(): Promise<void> {
    await this.writing;
  }

  private async write(status: PodStatus): Promise<void> {
    const { client, pod, onWritten } = this.options;
    const { name, namespace = '', uid } = pod.metadata;
    const ref = { apiVersion: 'v1', kind: 'Pod', namespace, name };
    const body = { metadata: { uid }, status };
    try {
      await client.patch(ref, { type: 'merge', body }, { subresource: 'status', fieldManager: 'kubelet' });
      this.held = status;
      this.writing = undefined;
      onWritten();
    } catch (thrown) {
      this.writing = undefined;
      this.failed(thrown);
    }
  }

  private failed(thrown: unknown): void {
    // Gone, or another pod of the same name: the watch will say so.
    if (isFault(thrown) && (thrown.kind === 'NotFound' || thrown.kind === 'Conflict')) {
      return;
    }
    this.options.onError(thrown);
    this.options.clock.after(retryMs, this.options.onWritten);
  }
}
