import { openLogKeeper, type LogKeeper } from '../logs/log-file.ts';
import { ask } from '../probe/ask.ts';
import { openProber, type ProbeKind, type Prober } from '../probe/prober.ts';
import type { Exit, Run } from '../process/run.ts';
import type { NodeContext } from './context.ts';
import { resolvePort, type HostPorts } from './host-ports.ts';
import type { Container, Pod, Terminated } from './pod.ts';
import { isoSeconds } from './status.ts';
import { readTerminationMessage } from './termination.ts';

/** One run under watch: its probes, its log, its end. */
export interface ContainerWatch {
  readonly run: Run;
  readonly log: LogKeeper;
  readonly logFile: string;
  /** Ends it with grace; the hook first. */
  stop(graceSeconds: number): void;
  /** Lets go; the container goes on. */
  leave(): void;
}

export interface WatchOptions {
  readonly context: NodeContext;
  readonly pod: Pod;
  readonly container: Container;
  readonly ports: HostPorts;
  readonly run: Run;
  readonly logFile: string;
  /** What an earlier server had found out, for an adopted run. */
  readonly before: { readonly started: boolean; readonly ready: boolean };
  readonly onProbes: (state: { started: boolean; ready: boolean }) => void;
  readonly onStopping: () => void;
  readonly onExit: (exit: Terminated) => void;
}

export function watchContainer(options: WatchOptions): ContainerWatch {
  const { context, pod, container, run, logFile } = options;
  const { recorder, clock } = context;
  const log = openLogKeeper(logFile, clock.now);
  const probers: Prober[] = [];
  const state = { started: options.before.started, ready: options.before.ready };
  let stopping = false;

  function tell(change: Partial<typeof state>): void {
    Object.assign(state, change);
    options.onProbes({ ...state });
  }

  function probe(kind: ProbeKind, initially: boolean, onVerdict: (ok: boolean) => void): void {
    const spec = container[`${kind}Probe`];
    if (spec === undefined) {
      return;
    }
    const timeoutMs = (spec.timeoutSeconds ?? 1) * 1000;
    probers.push(
      openProber({
        ...{ clock, probe: spec, kind, initially, onVerdict },
        ask: () =>
          ask(spec, { timeoutMs, resolvePort: (port) => resolvePort(container, port, options.ports), exec: run.exec }),
        onFailure: ({ message }) => recorder.record(pod, unhealthy(kind, message)),
      }),
    );
  }

  function probeHealth(): void {
    probe('readiness', state.ready, (ready) => tell({ ready }));
    probe('liveness', true, (ok) => {
      if (!ok) {
        restart('liveness');
      }
    });
    if (container.readinessProbe === undefined) {
      tell({ ready: true });
    }
  }

  function restart(kind: ProbeKind): void {
    const grace =
      container[`${kind}Probe`]?.terminationGracePeriodSeconds ?? pod.spec.terminationGracePeriodSeconds ?? 30;
    const message = `Container ${container.name} failed ${kind} probe, will be restarted`;
    recorder.record(pod, { reason: 'Killing', message });
    void end(grace);
  }

  async function end(graceSeconds: number): Promise<void> {
    if (stopping) {
      return;
    }
    stopping = true;
    closeProbers();
    options.onStopping();
    const begun = clock.now();
    if (container.lifecycle?.preStop !== undefined && graceSeconds > 0) {
      await runHook(options, 'preStop', graceSeconds * 1000);
    }
    // Upstream leaves two seconds for the signal when the hook has used up everything.
    const left = graceSeconds === 0 ? 0 : Math.max(2000, graceSeconds * 1000 - (clock.now() - begun));
    await run.terminate(left);
  }

  function closeProbers(): void {
    probers.splice(0).forEach((prober) => prober.close());
  }

  async function ended(exit: Exit): Promise<void> {
    stopping = true;
    closeProbers();
    await log.end();
    options.onExit(await terminatedOf(options, exit));
  }

  async function begin(): Promise<void> {
    const { postStart } = container.lifecycle ?? {};
    if (postStart !== undefined && !options.before.started) {
      const problem = await runHook(options, 'postStart', 3_600_000);
      if (problem !== undefined) {
        void end(pod.spec.terminationGracePeriodSeconds ?? 30);
        return;
      }
    }
    if (container.startupProbe === undefined || state.started) {
      tell({ started: true });
      probeHealth();
      return;
    }
    probe('startup', false, (ok) => {
      closeProbers();
      if (ok) {
        tell({ started: true });
        probeHealth();
      } else {
        restart('startup');
      }
    });
  }

  void run.exited.then(ended).catch(context.onError);
  void begin().catch(context.onError);

  return {
    ...{ run, log, logFile },
    stop: (graceSeconds) => void end(graceSeconds).catch(context.onError),
    leave() {
      closeProbers();
      log.close();
      run.leave();
    },
  };
}

function unhealthy(kind: ProbeKind, text: string) {
  const title = `${kind[0]?.toUpperCase()}${kind.slice(1)}`;
  return { type: 'Warning', reason: 'Unhealthy', message: `${title} probe failed: ${text}` } as const;
}

async function runHook(
  options: WatchOptions,
  name: 'postStart' | 'preStop',
  timeoutMs: number,
): Promise<string | undefined> {
  const { context, pod, container, run, ports } = options;
  const hook = container.lifecycle?.[name];
  if (hook === undefined) {
    return undefined;
  }
  if (hook.sleep !== undefined) {
    const ms = Math.min(hook.sleep.seconds * 1000, timeoutMs);
    await Promise.race([new Promise<void>((done) => context.clock.after(ms, done)), run.exited]);
    return undefined;
  }
  const outcome = await ask(hook, {
    timeoutMs,
    resolvePort: (port) => resolvePort(container, port, ports),
    exec: run.exec,
  });
  if (outcome.ok) {
    return undefined;
  }
  const reason = name === 'postStart' ? 'FailedPostStartHook' : 'FailedPreStopHook';
  const title = name === 'postStart' ? 'PostStartHook' : 'PreStopHook';
  context.recorder.record(pod, { type: 'Warning', reason, message: `${title} failed: ${outcome.message}` });
  return outcome.message;
}

async function terminatedOf({ run, container, logFile }: WatchOptions, exit: Exit): Promise<Terminated> {
  const message = await readTerminationMessage({ container, run, logFile, exitCode: exit.code });
  return {
    exitCode: exit.code,
    reason: reasonOf(exit),
    ...(exit.notSetUp ? { message: 'the namespaces of the container could not be set up: its log says why' } : message),
    startedAt: isoSeconds(run.startedAt),
    finishedAt: isoSeconds(exit.finishedAt),
    containerID: containerIdOf(run),
  };
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

export function containerIdOf({ name }: Pick<Run, 'name'>): string {
  return `process://${name.podUid}/${name.container}/${name.attempt}`;
}
