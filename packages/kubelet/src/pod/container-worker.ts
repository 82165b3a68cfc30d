import { openLogKeeper, type LogKeeper } from '../logs/log-file.ts';
import { rotateLog } from '../logs/rotation.ts';
import { ask } from '../probe/ask.ts';
import { openProber, type ProbeKind, type Prober } from '../probe/prober.ts';
import { listeningPorts } from '../process/listening.ts';
import type { Exit, Run } from '../process/run.ts';
import type { NodeContext } from './context.ts';
import { resolvePort, type HostPorts } from './host-ports.ts';
import type { Container, Handler, Pod, Terminated } from './pod.ts';
import { isoSeconds } from './status.ts';
import { readTerminationMessage } from './termination.ts';

export interface ProbeState {
  readonly started: boolean;
  readonly ready: boolean;
}

export interface ContainerWorkerOptions {
  readonly context: NodeContext;
  readonly pod: Pod;
  readonly container: Container;
  readonly ports: HostPorts;
  readonly run: Run;
  readonly logFile: string;
  /** What an earlier server had found out, for an adopted run. */
  readonly before: ProbeState;
  readonly onProbes: (state: ProbeState) => void;
  readonly onStopping: () => void;
  readonly onExit: (exit: Terminated) => void;
}

const defaultGraceSeconds = 30;
/** Upstream leaves this much for the signal when the hook has used up everything. */
const leastSignalMs = 2000;
const longestHookMs = 3_600_000;

/** One run under watch: its hooks, its probes, its log, its end. */
export class ContainerWorker {
  readonly run: Run;
  readonly log: LogKeeper;
  private readonly options: ContainerWorkerOptions;
  private readonly probers: Prober[] = [];
  private state: ProbeState;
  private stopping = false;

  constructor(options: ContainerWorkerOptions) {
    const { context, run } = options;
    this.options = options;
    this.run = run;
    this.log = openLogKeeper({
      file: options.logFile,
      now: context.clock.now,
      rotate: { every: context.logLimits.size, run: (file) => rotateLog(file, context.logLimits) },
    });
    this.state = options.before;
    void run.exited.then((exit) => this.ended(exit)).catch(context.onError);
    void this.begin().catch(context.onError);
  }

  /** Ends it with grace; the hook first. */
  stop(graceSeconds: number): void {
    void this.end(graceSeconds).catch(this.options.context.onError);
  }

  /** Lets go; the container goes on. */
  leave(): void {
    this.closeProbers();
    this.log.close();
    this.run.leave();
  }

  private async begin(): Promise<void> {
    const { container, before } = this.options;
    if (
      container.lifecycle?.postStart !== undefined &&
      !before.started &&
      !(await this.hook('postStart', longestHookMs))
    ) {
      this.stop(this.graceOfPod());
      return;
    }
    if (this.stopping) {
      return;
    }
    if (container.startupProbe === undefined || this.state.started) {
      this.tell({ started: true });
      this.probeHealth();
      return;
    }
    this.probe('startup', false, (ok) => {
      this.closeProbers();
      if (ok) {
        this.tell({ started: true });
        this.probeHealth();
      } else {
        this.restart('startup');
      }
    });
  }

  private probeHealth(): void {
    this.probe('readiness', this.state.ready, (ready) => this.tell({ ready }));
    this.probe('liveness', true, (ok) => {
      if (!ok) {
        this.restart('liveness');
      }
    });
    if (this.options.container.readinessProbe === undefined) {
      this.tell({ ready: true });
    }
  }

  private probe(kind: ProbeKind, initially: boolean, onVerdict: (ok: boolean) => void): void {
    const { context, container } = this.options;
    const probe = container[`${kind}Probe`];
    if (probe !== undefined) {
      const timeoutMs = (probe.timeoutSeconds ?? 1) * 1000;
      const askOnce = () => this.ask(probe, timeoutMs);
      const onFailure = ({ message }: { message: string }) => this.unhealthy(kind, message);
      this.probers.push(
        openProber({ clock: context.clock, probe, kind, initially, onVerdict, ask: askOnce, onFailure }),
      );
    }
  }

  private ask(handler: Handler, timeoutMs: number) {
    const { container, ports } = this.options;
    return ask(handler, {
      timeoutMs,
      resolvePort: (port) => resolvePort(container, port, ports),
      exec: (command, ms) => this.run.exec(command, ms),
    });
  }

  private unhealthy(kind: ProbeKind, text: string): void {
    const { context, pod } = this.options;
    const title = `${kind[0]?.toUpperCase()}${kind.slice(1)}`;
    const message = `${title} probe failed: ${text}${this.elsewhere(text)}`;
    context.recorder.record(pod, { type: 'Warning', reason: 'Unhealthy', message });
  }

  /** Why nobody answers, when the application listens on another port than it was told. */
  private elsewhere(text: string): string {
    if (!text.includes('connection refused')) {
      return '';
    }
    const asked = [...this.options.ports.values()];
    const others = listeningPorts(this.options.context.runtime.table, [this.run]).filter(
      (port) => !asked.includes(port),
    );
    return others.length === 0
      ? ''
      : ` (the process listens on ${others.join(', ')} instead; it was told ${asked.join(', ')} in PORT)`;
  }

  private restart(kind: ProbeKind): void {
    const { context, pod, container } = this.options;
    const message = `Container ${container.name} failed ${kind} probe, will be restarted`;
    context.recorder.record(pod, { reason: 'Killing', message });
    this.stop(container[`${kind}Probe`]?.terminationGracePeriodSeconds ?? this.graceOfPod());
  }

  private graceOfPod(): number {
    return this.options.pod.spec.terminationGracePeriodSeconds ?? defaultGraceSeconds;
  }

  private async end(graceSeconds: number): Promise<void> {
    if (this.stopping) {
      return;
    }
    this.stopping = true;
    this.closeProbers();
    this.options.onStopping();
    const { context, container } = this.options;
    const graceMs = graceSeconds * 1000;
    if (container.lifecycle?.preStop === undefined || graceMs === 0) {
      await this.run.terminate(graceMs);
      return;
    }
    const begun = context.clock.now();
    await this.hook('preStop', graceMs);
    await this.run.terminate(Math.max(leastSignalMs, graceMs - (context.clock.now() - begun)));
  }

  /** False: it failed, which an event has said. */
  private async hook(name: 'postStart' | 'preStop', timeoutMs: number): Promise<boolean> {
    const { context, pod, container } = this.options;
    const hook = container.lifecycle?.[name];
    if (hook?.sleep !== undefined) {
      const ms = Math.min(hook.sleep.seconds * 1000, timeoutMs);
      await Promise.race([new Promise<void>((done) => context.clock.after(ms, done)), this.run.exited]);
      return true;
    }
    const outcome = hook === undefined ? { ok: true, message: '' } : await this.ask(hook, timeoutMs);
    if (!outcome.ok) {
      const title = name === 'postStart' ? 'PostStartHook' : 'PreStopHook';
      const reason = `Failed${title}`;
      context.recorder.record(pod, { type: 'Warning', reason, message: `${title} failed: ${outcome.message}` });
    }
    return outcome.ok;
  }

  private async ended(exit: Exit): Promise<void> {
    this.stopping = true;
    this.closeProbers();
    await this.log.end();
    this.options.onExit(await this.terminated(exit));
  }

  private async terminated(exit: Exit): Promise<Terminated> {
    const { run, container, logFile } = this.options;
    const left = await readTerminationMessage({ container, run, logFile, exitCode: exit.code });
    return {
      exitCode: exit.code,
      reason: reasonOf(exit),
      ...(exit.notSetUp ? { message: 'the namespaces of the container could not be set up: its log says why' } : left),
      startedAt: isoSeconds(run.startedAt),
      finishedAt: isoSeconds(exit.finishedAt),
      containerID: containerIdOf(run),
    };
  }

  private tell(change: Partial<ProbeState>): void {
    this.state = { ...this.state, ...change };
    this.options.onProbes(this.state);
  }

  private closeProbers(): void {
    this.probers.splice(0).forEach((prober) => prober.close());
  }
}

function reasonOf({ outOfMemory, notSetUp, code }: Exit): string {
  if (outOfMemory) {
    return 'OOMKilled';
  }
  if (notSetUp) {
    return 'StartError';
  }
  return code === 0 ? 'Completed' : 'Error';
}

export function containerIdOf({ id }: Pick<Run, 'id'>): string {
  return `process://${id}`;
}
