import { rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { equalJson } from '@juanie/kube';
import { isFault } from '@juanie/fault';
import type { Run } from '../process/run.ts';
import { containerIdOf, watchContainer, type ContainerWatch } from './container-worker.ts';
import type { NodeContext } from './context.ts';
import { decide, graceOf, type Action } from './decide.ts';
import { containersOf, parseHostPorts, takePorts, writeHostPorts, type HostPorts } from './host-ports.ts';
import { hostPortsAnnotation, type Container, type Pod, type PodStatus, type Terminated } from './pod.ts';
import { freshRecord, isAlive, recordOf, type ContainerRecord } from './record.ts';
import { ensureLogFile, logFileOf, startContainer, type StartResult } from './start.ts';
import { buildStatus, isoSeconds, podText } from './status.ts';
import { openPodVolumes, type PodVolumes } from './volumes.ts';

/** One pod from the moment it is bound here to the moment nothing of it is left. */
export class PodWorker {
  private readonly context: NodeContext;
  private readonly volumes: PodVolumes;
  private readonly startTime: string;
  private readonly records = new Map<string, ContainerRecord>();
  private readonly watches = new Map<string, ContainerWatch>();
  private pod: Pod;
  private ports: HostPorts = new Map();
  private accepted = false;
  private phase: 'working' | 'draining' | 'left' = 'working';
  private evicted: { reason: string; message: string } | undefined;
  private written: PodStatus | undefined;
  private cancelTimer: (() => void) | undefined;
  private publishing: Promise<void> | undefined;
  private looking = false;
  private isOrphan = false;
  private readonly done = Promise.withResolvers<void>();

  /** Settles when the pod is gone from here. */
  get gone(): Promise<void> {
    return this.done.promise;
  }

  constructor(context: NodeContext, pod: Pod, adopted: readonly Run[]) {
    this.context = context;
    this.pod = pod;
    this.written = pod.status;
    this.startTime = pod.status?.startTime ?? isoSeconds(context.clock.now());
    this.volumes = openPodVolumes({
      ...{ client: context.client, pod, size: context.size },
      folder: join(context.folders.runtime, 'pods', this.uid, 'volumes'),
      volumesFolder: context.folders.volumes,
      canMount: context.runtime.isolation.kind === 'namespaces',
    });
    void this.accept(adopted).catch(context.onError);
  }

  get uid(): string {
    return this.pod.metadata.uid ?? '';
  }

  get object(): Pod {
    return this.pod;
  }

  watchOf(container: string): ContainerWatch | undefined {
    return this.watches.get(container);
  }

  attemptOf(container: string): number {
    return recordOf(this.records, container).attempt;
  }

  runs(): Run[] {
    return [...this.watches.values()].map(({ run }) => run);
  }

  /** A newer state of the object. */
  update(pod: Pod): void {
    this.pod = pod;
    this.wake();
  }

  /** The object is gone without having waited for us: everything ends now. */
  orphan(): void {
    this.isOrphan = true;
    const { metadata } = this.pod;
    const deletionTimestamp = metadata.deletionTimestamp ?? isoSeconds(this.context.clock.now());
    this.pod = { ...this.pod, metadata: { ...metadata, deletionTimestamp, deletionGracePeriodSeconds: 0 } };
    this.wake();
  }

  /** Stops everything; the object stays, and the pod starts again with the next server. */
  async drain(graceMs: number): Promise<void> {
    if (this.phase === 'left') {
      return;
    }
    this.phase = 'draining';
    this.cancelTimer?.();
    const running = [...this.watches.values()];
    running.forEach((watched) => watched.stop(Math.min(graceOf(this.pod), graceMs / 1000)));
    await Promise.all(running.map(({ run }) => run.exited));
    await this.publishing;
    this.phase = 'left';
    await this.context.runtime.forget(this.uid);
  }

  /** Lets go; containers go on. */
  leave(): void {
    this.phase = 'left';
    this.cancelTimer?.();
    this.watches.forEach((watched) => watched.leave());
  }

  private async accept(adopted: readonly Run[]): Promise<void> {
    const alive = adopted.length > 0;
    this.ports = await takePorts(this.pod, this.context.ports, alive);
    for (const container of containersOf(this.pod)) {
      this.records.set(container.name, this.recollect(container));
    }
    for (const run of adopted) {
      this.adopt(run);
    }
    if (!this.isOver()) {
      await this.writePorts();
    }
    this.accepted = true;
    this.wake();
  }

  /** What the API knows of a container that is not running here. */
  private recollect({ name }: Container): ContainerRecord {
    const statuses = [...(this.pod.status?.containerStatuses ?? []), ...(this.pod.status?.initContainerStatuses ?? [])];
    const status = statuses.find((known) => known.name === name);
    if (status === undefined) {
      return freshRecord;
    }
    const last = status.lastState.terminated;
    const base = {
      ...freshRecord,
      attempt: status.restartCount,
      imageID: status.imageID,
      ...(last === undefined ? {} : { last }),
    };
    return status.state.terminated === undefined
      ? base
      : { ...base, state: { is: 'exited', exit: status.state.terminated } };
  }

  private adopt(run: Run): void {
    const { container: name, attempt } = run.name;
    const container = containersOf(this.pod).find((known) => known.name === name);
    const record = recordOf(this.records, name);
    if (container === undefined || attempt < record.attempt || this.watches.has(name)) {
      run.kill();
      return;
    }
    const status = this.pod.status?.containerStatuses?.find((known) => known.name === name);
    const same = status?.restartCount === attempt;
    const logFile = logFileOf(this.context.folders.logs, this.pod, run.name);
    const backoff =
      attempt === 0 ? {} : { backoff: { ms: Math.min(10_000 * 2 ** (attempt - 1), 300_000), at: run.startedAt } };
    this.records.set(name, { ...record, ...backoff, attempt });
    this.watch({ container, run, logFile, before: { started: same && status.started, ready: same && status.ready } });
  }

  private isOver(): boolean {
    return this.pod.status?.phase === 'Succeeded' || this.pod.status?.phase === 'Failed';
  }

  private async writePorts(): Promise<void> {
    const before = parseHostPorts(this.pod);
    const same = before.size === this.ports.size && [...this.ports].every(([from, to]) => before.get(from) === to);
    if (same) {
      return;
    }
    const body = { metadata: { uid: this.uid, annotations: { [hostPortsAnnotation]: writeHostPorts(this.ports) } } };
    await this.context.client.patch(this.ref(), { type: 'merge', body }).catch((thrown: unknown) => {
      if (!isFault(thrown) || thrown.kind !== 'NotFound') {
        throw thrown;
      }
    });
  }

  private ref() {
    const { name, namespace = '' } = this.pod.metadata;
    return { apiVersion: 'v1', kind: 'Pod', namespace, name };
  }

  /** Looks again, once for however many reasons. */
  private wake(): void {
    if (this.looking || this.phase === 'left') {
      return;
    }
    this.looking = true;
    queueMicrotask(() => {
      this.looking = false;
      this.look();
    });
  }

  private look(): void {
    if (!this.accepted || this.phase === 'left') {
      return;
    }
    if (this.phase === 'working') {
      const now = this.context.clock.now();
      const over = this.isOver() && ![...this.records.values()].some(isAlive);
      const seen = { pod: this.pod, records: this.records, now, evicted: this.evicted !== undefined || over };
      const { actions, againAfter } = decide(seen);
      this.cancelTimer?.();
      this.cancelTimer = againAfter === undefined ? undefined : this.context.clock.after(againAfter, () => this.wake());
      actions.forEach((action) => this.act(action));
      this.watchDeadline(now);
    }
    this.publish();
  }

  private watchDeadline(now: number): void {
    const { activeDeadlineSeconds } = this.pod.spec;
    if (activeDeadlineSeconds === undefined || this.evicted !== undefined || this.isOver()) {
      return;
    }
    const left = Date.parse(this.startTime) + activeDeadlineSeconds * 1000 - now;
    if (left > 0) {
      this.context.clock.after(left, () => this.wake());
      return;
    }
    const message = 'Pod was active on the node longer than the specified deadline';
    this.evicted = { reason: 'DeadlineExceeded', message };
    this.wake();
  }

  private act(action: Action): void {
    switch (action.do) {
      case 'start':
        void this.start(action).catch(this.context.onError);
        return;
      case 'stop':
        this.stop(action.container, action.graceSeconds);
        return;
      case 'release':
        void this.release().catch(this.context.onError);
    }
  }

  private async start({ container: name, attempt, backoff }: Extract<Action, { do: 'start' }>): Promise<void> {
    const container = containersOf(this.pod).find((known) => known.name === name);
    if (container === undefined) {
      return;
    }
    const record = recordOf(this.records, name);
    const last = record.state.is === 'exited' ? record.state.exit : record.last;
    const times = record.state.is === 'refused' ? record.state.times : 0;
    const starting: ContainerRecord = {
      ...{ attempt, started: false, ready: false, state: { is: 'starting' } },
      ...(last === undefined ? {} : { last }),
      ...(record.imageID === undefined ? {} : { imageID: record.imageID }),
      ...(backoff === undefined ? (record.backoff === undefined ? {} : { backoff: record.backoff }) : { backoff }),
    };
    this.records.set(name, starting);
    const request = { pod: this.pod, container, attempt, ports: this.ports, volumes: this.volumes };
    await ensureLogFile(logFileOf(this.context.folders.logs, this.pod, { container: name, attempt }));
    const result = await startContainer(this.context, request);
    this.took(container, starting, { result, times });
  }

  private took(
    container: Container,
    record: ContainerRecord,
    { result, times }: { result: StartResult; times: number },
  ): void {
    const now = this.context.clock.now();
    if (result.ok === true) {
      this.records.set(container.name, { ...record, imageID: result.imageID });
      this.watch({ container, run: result.run, logFile: result.logFile, before: { started: false, ready: false } });
      if (this.phase !== 'working') {
        this.stop(container.name, 0);
      }
    } else if (result.ok === 'failed') {
      const at = isoSeconds(now);
      const exit = {
        exitCode: 128,
        reason: 'StartError',
        message: result.message,
        startedAt: isoSeconds(0),
        finishedAt: at,
      };
      this.records.set(container.name, { ...record, imageID: result.imageID, state: { is: 'exited', exit } });
    } else {
      const { reason, message } = result;
      this.records.set(container.name, {
        ...record,
        state: { is: 'refused', reason, message, at: now, times: times + 1 },
      });
    }
    this.wake();
  }

  private watch(
    found: Pick<ContainerWatch, 'run' | 'logFile'> & {
      container: Container;
      before: { started: boolean; ready: boolean };
    },
  ): void {
    const { container, run, logFile, before } = found;
    const { name } = container;
    const { context, pod, ports } = this;
    const running = { startedAt: isoSeconds(run.startedAt), containerID: containerIdOf(run) };
    this.records.set(name, { ...recordOf(this.records, name), ...before, state: { is: 'running', ...running } });
    const watched = watchContainer({
      ...{ context, pod, container, ports, run, logFile, before },
      onProbes: (probes) => this.change(name, probes),
      onStopping: () => this.change(name, { state: { is: 'stopping', ...running } }),
      onExit: (exit) => this.ended(container, exit),
    });
    this.watches.set(name, watched);
  }

  private change(name: string, change: Partial<ContainerRecord>): void {
    this.records.set(name, { ...recordOf(this.records, name), ...change });
    this.wake();
  }

  private ended(container: Container, exit: Terminated): void {
    this.watches.delete(container.name);
    this.change(container.name, { state: { is: 'exited', exit }, started: false, ready: false });
    queueMicrotask(() => this.tellBackOff(container));
  }

  private tellBackOff({ name }: Container): void {
    const status = buildStatus(this.statusInput()).containerStatuses?.find((known) => known.name === name);
    const { backoff } = recordOf(this.records, name);
    if (status?.state.waiting?.reason === 'CrashLoopBackOff' && backoff !== undefined) {
      const message = `Back-off restarting failed container ${name} in pod ${podText(this.pod)}`;
      this.context.recorder.record(this.pod, { type: 'Warning', reason: 'BackOff', message });
    }
  }

  private stop(name: string, graceSeconds: number): void {
    const watched = this.watches.get(name);
    if (watched === undefined) {
      return;
    }
    this.context.recorder.record(this.pod, { reason: 'Killing', message: `Stopping container ${name}` });
    watched.stop(graceSeconds);
  }

  /** Nothing runs any more: the last status, then the object and everything on disk go. */
  private async release(): Promise<void> {
    if (this.phase === 'left') {
      return;
    }
    await this.publishing;
    this.phase = 'left';
    const { client, runtime, ports, folders } = this.context;
    if (!this.isOrphan) {
      await client.delete(this.ref(), { gracePeriodSeconds: 0, uid: this.uid }).catch(this.context.onError);
    }
    ports.release(this.ports.values());
    await runtime.forget(this.uid);
    await rm(dirname(dirname(logFileOf(folders.logs, this.pod, { container: 'x', attempt: 0 }))), {
      recursive: true,
      force: true,
    });
    this.done.resolve();
  }

  private statusInput() {
    const pod = this.written === undefined ? this.pod : { ...this.pod, status: this.written };
    const evicted = this.evicted === undefined ? {} : { evicted: this.evicted };
    return { pod, records: this.records, now: this.context.clock.now(), startTime: this.startTime, ...evicted };
  }

  /** One write at a time; what changed meanwhile is in the next one. */
  private publish(): void {
    if (this.publishing !== undefined || this.isOrphan || this.isOver()) {
      return;
    }
    const status = buildStatus(this.statusInput());
    if (this.written !== undefined && equalJson(JSON.parse(JSON.stringify(status)), this.written)) {
      return;
    }
    const body = { metadata: { uid: this.uid }, status };
    this.publishing = this.context.client
      .patch<Pod>(this.ref(), { type: 'merge', body }, { subresource: 'status', fieldManager: 'kubelet' })
      .then(
        () => {
          this.publishing = undefined;
          this.written = status;
          this.wake();
        },
        (thrown: unknown) => this.notWritten(thrown),
      );
  }

  private notWritten(thrown: unknown): void {
    this.publishing = undefined;
    // Gone, or another pod of the same name: the watch will say so.
    if (isFault(thrown) && (thrown.kind === 'NotFound' || thrown.kind === 'Conflict')) {
      return;
    }
    this.context.onError(thrown);
    this.context.clock.after(1000, () => this.wake());
  }
}
