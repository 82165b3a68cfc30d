import { rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { isFault } from '@juanie/fault';
import type { Run } from '../process/run.ts';
import { environmentRefs, openConfigWatch, volumeRefs, type ConfigWatch } from './config-watch.ts';
import { ContainerWorker, containerIdOf, type ProbeState } from './container-worker.ts';
import type { NodeContext } from './context.ts';
import { decide, graceOf, type Action } from './decide.ts';
import { containersOf, parseHostPorts, takePorts, writeHostPorts, type HostPorts } from './host-ports.ts';
import { hostPortsAnnotation, type Container, type Pod, type Terminated } from './pod.ts';
import { adoptedBackoff, isAlive, recollect, recordOf, statusIn, type ContainerRecord } from './record.ts';
import { ensureLogFile, forgetLog, logFileOf, startContainer, type StartResult } from './start.ts';
import { buildStatus, isoSeconds, podText } from './status.ts';
import { StatusWriter } from './status-writer.ts';
import { openPodVolumes, type PodVolumes } from './volumes.ts';

const releaseAgainMs = 1000;

/** One pod from the moment it is bound here to the moment nothing of it is left. */
export class PodWorker {
  private readonly context: NodeContext;
  private readonly volumes: PodVolumes;
  private readonly startTime: string;
  private readonly status: StatusWriter;
  private readonly config: ConfigWatch;
  private readonly records = new Map<string, ContainerRecord>();
  private readonly workers = new Map<string, ContainerWorker>();
  private readonly starting = new Set<Promise<void>>();
  private readonly done = Promise.withResolvers<void>();
  private pod: Pod;
  private ports: HostPorts = new Map();
  private phase: 'new' | 'working' | 'draining' | 'left' = 'new';
  private evicted: { reason: string; message: string } | undefined;
  private cancelTimer: (() => void) | undefined;
  private isWoken = false;
  private isOrphan = false;

  constructor(context: NodeContext, pod: Pod, adopted: readonly Run[]) {
    const { client, clock, onError, size, folders, runtime } = context;
    this.context = context;
    this.pod = pod;
    this.startTime = pod.status?.startTime ?? isoSeconds(clock.now());
    this.status = new StatusWriter({ client, clock, pod, onError, onWritten: () => this.wake() });
    this.volumes = openPodVolumes({
      client,
      pod,
      size,
      folder: join(folders.runtime, 'pods', this.uid, 'volumes'),
      volumesFolder: folders.volumes,
      canMount: runtime.isolation.kind === 'namespaces',
    });
    this.config = openConfigWatch(client, pod.metadata.namespace ?? '', () => this.reconfigure());
    void this.accept(adopted).catch(onError);
  }

  /** Settles when the pod is gone from here. */
  get gone(): Promise<void> {
    return this.done.promise;
  }

  get uid(): string {
    return this.pod.metadata.uid ?? '';
  }

  workerOf(container: string): ContainerWorker | undefined {
    return this.workers.get(container);
  }

  attemptOf(container: string): number {
    return recordOf(this.records, container).attempt;
  }

  runs(): Run[] {
    return [...this.workers.values()].map(({ run }) => run);
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
    this.config.close();
    this.cancelTimer?.();
    await Promise.all(this.starting);
    const running = [...this.workers.values()];
    running.forEach((worker) => worker.stop(Math.min(graceOf(this.pod), graceMs / 1000)));
    await Promise.all(running.map(({ run }) => run.exited));
    await this.status.idle();
    this.phase = 'left';
    await this.context.runtime.forget(this.uid);
  }

  /** Lets go; containers go on. */
  async leave(): Promise<void> {
    this.phase = 'left';
    this.config.close();
    this.cancelTimer?.();
    this.workers.forEach((worker) => worker.leave());
    await Promise.all(this.starting);
    await this.status.idle();
  }

  private async accept(adopted: readonly Run[]): Promise<void> {
    for (const container of containersOf(this.pod)) {
      this.records.set(container.name, recollect(this.pod, container.name));
    }
    if (!this.isOver()) {
      this.ports = await takePorts(this.pod, this.context.ports, adopted.length > 0);
    }
    for (const run of adopted) {
      this.adopt(run);
    }
    if (!this.isOver()) {
      await this.writePorts();
    }
    if (this.phase === 'new') {
      this.phase = 'working';
      this.wake();
    }
  }

  private adopt(run: Run): void {
    const { container: name, attempt } = run.name;
    const container = containersOf(this.pod).find((known) => known.name === name);
    const record = recordOf(this.records, name);
    if (container === undefined || attempt < record.attempt || this.workers.has(name)) {
      run.kill();
      return;
    }
    const status = statusIn(this.pod, name);
    const same = status?.restartCount === attempt;
    this.records.set(name, { ...record, ...adoptedBackoff(attempt, run.startedAt), attempt });
    this.watch(container, run, { started: same && status.started, ready: same && status.ready });
  }

  private isOver(): boolean {
    return this.pod.status?.phase === 'Succeeded' || this.pod.status?.phase === 'Failed';
  }

  private async writePorts(): Promise<void> {
    const before = parseHostPorts(this.pod);
    if (before.size === this.ports.size && [...this.ports].every(([from, to]) => before.get(from) === to)) {
      return;
    }
    const body = { metadata: { uid: this.uid, annotations: { [hostPortsAnnotation]: writeHostPorts(this.ports) } } };
    await this.context.client.patch(this.ref(), { type: 'merge', body }).catch((thrown: unknown) => {
      // Gone meanwhile: the watch will say so.
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
    if (!this.isWoken && this.phase !== 'left') {
      this.isWoken = true;
      queueMicrotask(() => {
        this.isWoken = false;
        this.look();
      });
    }
  }

  private look(): void {
    if (this.phase === 'working') {
      const now = this.context.clock.now();
      const { actions, againAfter } = decide({
        pod: this.pod,
        records: this.records,
        now,
        evicted: this.evicted !== undefined || (this.isOver() && ![...this.records.values()].some(isAlive)),
      });
      const waits = [againAfter, this.untilDeadline(now)].filter((ms) => ms !== undefined);
      this.cancelTimer?.();
      this.cancelTimer =
        waits.length === 0 ? undefined : this.context.clock.after(Math.min(...waits), () => this.wake());
      actions.forEach((action) => this.act(action));
      this.followConfig();
    }
    if (this.phase === 'working' || this.phase === 'draining') {
      this.publish();
    }
  }

  /** Milliseconds that the pod may still run; undefined: as long as it likes. */
  private untilDeadline(now: number): number | undefined {
    const { activeDeadlineSeconds } = this.pod.spec;
    if (activeDeadlineSeconds === undefined || this.evicted !== undefined || this.isOver()) {
      return undefined;
    }
    const left = Date.parse(this.startTime) + activeDeadlineSeconds * 1000 - now;
    if (left <= 0) {
      const message = 'Pod was active on the node longer than the specified deadline';
      this.evicted = { reason: 'DeadlineExceeded', message };
      this.context.recorder.record(this.pod, { reason: 'DeadlineExceeded', message });
    }
    return Math.max(0, left);
  }

  /** What is mounted is watched as long as the pod lives, what only starts a container as long as it has not. */
  private followConfig(): void {
    const refused = containersOf(this.pod).filter(({ name }) => recordOf(this.records, name).state.is === 'refused');
    const mounted = this.isOver() ? [] : volumeRefs(this.pod);
    this.config.follow([...mounted, ...refused.flatMap(environmentRefs)]);
  }

  private reconfigure(): void {
    void this.volumes.refresh().catch(() => undefined);
    for (const [name, record] of this.records) {
      if (record.state.is === 'refused') {
        this.change(name, { state: { ...record.state, isDue: true } });
      }
    }
  }

  private act(action: Action): void {
    if (action.do === 'stop') {
      this.stop(action.container, action.graceSeconds);
      return;
    }
    const acting = action.do === 'start' ? this.start(action) : this.release();
    const settled = acting.catch(this.context.onError).finally(() => this.starting.delete(settled));
    this.starting.add(settled);
  }

  private async start({ container: name, attempt, backoff }: Extract<Action, { do: 'start' }>): Promise<void> {
    const container = containersOf(this.pod).find((known) => known.name === name);
    if (container === undefined) {
      return;
    }
    const { backoff: earlier, last: before, ...record } = recordOf(this.records, name);
    const last = record.state.is === 'exited' ? record.state.exit : before;
    const wait = backoff ?? earlier;
    const starting: ContainerRecord = {
      ...record,
      ...(last === undefined ? {} : { last }),
      ...(wait === undefined ? {} : { backoff: wait }),
      attempt,
      started: false,
      ready: false,
      state: { is: 'starting' },
    };
    this.records.set(name, starting);
    await ensureLogFile(this.logFileOf(name, attempt));
    // The log of the run before can still be asked for; older ones cannot.
    await forgetLog(this.logFileOf(name, attempt - 2));
    const { pod, ports, volumes } = this;
    const result = await startContainer(this.context, { pod, container, attempt, ports, volumes });
    this.took(container, result, record.state.is === 'refused' ? record.state.times : 0);
  }

  private logFileOf(container: string, attempt: number): string {
    return logFileOf(this.context.folders.logs, this.pod, { container, attempt });
  }

  private took(container: Container, result: StartResult, refusals: number): void {
    const { name } = container;
    const now = this.context.clock.now();
    if (result.ok === true) {
      this.change(name, { imageID: result.imageID });
      this.watch(container, result.run, { started: false, ready: false });
    } else if (result.ok === 'failed') {
      const at = isoSeconds(now);
      const exit = {
        exitCode: 128,
        reason: 'StartError',
        message: result.message,
        startedAt: isoSeconds(0),
        finishedAt: at,
      };
      this.change(name, { imageID: result.imageID });
      this.ended(container, exit);
    } else {
      const { reason, message } = result;
      this.change(name, { state: { is: 'refused', reason, message, at: now, times: refusals + 1 } });
    }
  }

  private watch(container: Container, run: Run, before: ProbeState): void {
    const { name } = container;
    const { context, pod, ports } = this;
    const running = { startedAt: isoSeconds(run.startedAt), containerID: containerIdOf(run) };
    this.change(name, { ...before, state: { is: 'running', ...running } });
    const worker = new ContainerWorker({
      context,
      pod,
      container,
      ports,
      run,
      before,
      logFile: this.logFileOf(name, run.name.attempt),
      onProbes: (probes) => this.change(name, probes),
      onStopping: () => this.change(name, { state: { is: 'stopping', ...running } }),
      onExit: (exit) => this.ended(container, exit),
    });
    if (this.phase === 'left') {
      worker.leave();
      return;
    }
    this.workers.set(name, worker);
  }

  private change(name: string, change: Partial<ContainerRecord>): void {
    this.records.set(name, { ...recordOf(this.records, name), ...change });
    this.wake();
  }

  private ended({ name }: Container, exit: Terminated): void {
    this.workers.delete(name);
    this.change(name, { state: { is: 'exited', exit }, started: false, ready: false });
    const status = buildStatus(this.statusInput());
    const all = [...(status.containerStatuses ?? []), ...(status.initContainerStatuses ?? [])];
    if (all.some((known) => known.name === name && known.state.waiting?.reason === 'CrashLoopBackOff')) {
      const message = `Back-off restarting failed container ${name} in pod ${podText(this.pod)}`;
      this.context.recorder.record(this.pod, { type: 'Warning', reason: 'BackOff', message });
    }
  }

  private stop(name: string, graceSeconds: number): void {
    const worker = this.workers.get(name);
    if (worker !== undefined) {
      this.context.recorder.record(this.pod, { reason: 'Killing', message: `Stopping container ${name}` });
      worker.stop(graceSeconds);
    }
  }

  /** Nothing runs any more: the object and everything on disk go. */
  private async release(): Promise<void> {
    if (this.phase === 'left') {
      return;
    }
    this.phase = 'left';
    this.config.close();
    this.cancelTimer?.();
    await this.status.idle();
    if (!this.isOrphan && !(await this.deleteObject())) {
      this.phase = 'working';
      this.cancelTimer = this.context.clock.after(releaseAgainMs, () => this.wake());
      return;
    }
    const { runtime, ports } = this.context;
    ports.release(this.ports.values());
    await runtime.forget(this.uid);
    await rm(dirname(dirname(this.logFileOf('any', 0))), { recursive: true, force: true });
    this.done.resolve();
  }

  /** False: the API did not take it; tried again. */
  private async deleteObject(): Promise<boolean> {
    try {
      await this.context.client.delete(this.ref(), { gracePeriodSeconds: 0, uid: this.uid });
      return true;
    } catch (thrown) {
      // Another pod of the same name: ours is gone.
      if (isFault(thrown) && thrown.kind === 'Conflict') {
        return true;
      }
      this.context.onError(thrown);
      return false;
    }
  }

  private statusInput() {
    const { written } = this.status;
    const pod = written === undefined ? this.pod : { ...this.pod, status: written };
    const evicted = this.evicted === undefined ? {} : { evicted: this.evicted };
    return { pod, records: this.records, now: this.context.clock.now(), startTime: this.startTime, ...evicted };
  }

  private publish(): void {
    if (!this.isOrphan && !this.isOver()) {
      this.status.offer(buildStatus(this.statusInput()));
    }
  }
}
