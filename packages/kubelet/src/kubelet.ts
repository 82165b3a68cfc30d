import { mkdir, statfs } from 'node:fs/promises';
import { join } from 'node:path';
import { openInformer, openRecorder, systemClock, type Clock } from '@juanie/controller';
import type { KubeObject } from '@juanie/kube';
import type { KubeClient, LogOptions } from '@juanie/kube-client';
import { openLayerStore } from './image/layer-store.ts';
import type { ImageSource } from './image/image-source.ts';
import { openPuller } from './image/puller.ts';
import { readNodeFacts } from './node/node-object.ts';
import { registerNode } from './node/registration.ts';
import type { NodeContext } from './pod/context.ts';
import type { Pod } from './pod/pod.ts';
import { readPodLogs } from './pod/pod-logs.ts';
import { PodWorker } from './pod/pod-worker.ts';
import { readUsage, type PodUsage } from './process/usage.ts';
import type { Isolation } from './process/isolation.ts';
import { listeningPorts } from './process/listening.ts';
import { guardMemory } from './process/memory-guard.ts';
import { openPortBook } from './process/ports.ts';
import { openProcessRuntime } from './process/runtime.ts';
import type { Run } from './process/run.ts';

export interface KubeletOptions {
  readonly client: KubeClient;
  readonly nodeName: string;
  readonly dirs: { readonly runtime: string; readonly logs: string; readonly volumes: string };
  readonly images: ImageSource;
  readonly isolation: Isolation;
  readonly clock?: Clock;
  /** For what nobody waits for: a status that could not be written, a file that could not be removed. */
  readonly onError?: (thrown: unknown) => void;
}

/** What the API server asks a node: as its NodePort. */
export interface PodLogs {
  logs(pod: KubeObject, options: LogOptions, signal: AbortSignal): AsyncIterable<Uint8Array>;
}

export interface Kubelet {
  readonly node: PodLogs;
  readonly isolation: Isolation;
  /** Read now, by asking; undefined: no such pod runs here. */
  usage(pod: { readonly uid: string }): PodUsage | undefined;
  /** Ports that the pod's processes listen on, whatever they were told. */
  listeningPorts(pod: { readonly uid: string }): readonly number[];
  /** Stops every pod; they start again with the next kubelet. */
  drain(options?: { readonly graceMs?: number }): Promise<void>;
  /** Lets go of every pod; the next kubelet on the same folders finds them running. */
  close(): Promise<void>;
}

const defaultDrainMs = 10_000;

/** The node of this machine: one Node object, and the pods that are bound to it. */
export async function startKubelet(options: KubeletOptions): Promise<Kubelet> {
  const { client, nodeName, dirs, clock = systemClock, onError = () => undefined } = options;
  const context = await openContext(options, clock, onError);
  const { facts } = context;
  const registration = await registerNode({ client, clock, facts, onError });
  const adopted = groupByPod(await context.runtime.adopt());
  const workers = new Map<string, PodWorker>();
  const guard = guardMemory(context.runtime.table, () => [...workers.values()].flatMap((worker) => worker.runs()));

  const pods = openInformer<Pod>(
    client,
    { apiVersion: 'v1', kind: 'Pod' },
    { fieldSelector: `spec.nodeName=${nodeName}`, clock, onError },
  );
  const byKey = new Map<string, string>();
  pods.onChange((key, { before, after }) => {
    const gone = byKey.get(key);
    if (gone !== undefined && gone !== after?.metadata.uid) {
      workers.get(gone)?.orphan();
      byKey.delete(key);
    }
    if (before === undefined && after === undefined) {
      return;
    }
    if (after !== undefined && after.spec.nodeName === nodeName) {
      byKey.set(key, after.metadata.uid ?? '');
      take(after);
    }
  });

  function take(pod: Pod): void {
    const uid = pod.metadata.uid ?? '';
    const held = workers.get(uid);
    if (held !== undefined) {
      held.update(pod);
      return;
    }
    const worker = new PodWorker(context, pod, adopted.get(uid) ?? []);
    adopted.delete(uid);
    workers.set(uid, worker);
    void worker.gone.then(() => workers.delete(uid));
  }

  await pods.synced;
  // Pods that were deleted while no server ran.
  await endLeftovers(context, adopted);

  async function stop(): Promise<void> {
    pods.close();
    guard.close();
    registration.close();
    await context.recorder.flush();
  }

  const runsOf = (uid: string) => workers.get(uid)?.runs();

  return {
    isolation: options.isolation,
    node: {
      logs: (pod, logOptions, signal) =>
        readPodLogs(
          { folder: dirs.logs, now: clock.now, worker: workers.get(pod.metadata.uid ?? ''), pod: pod as Pod },
          logOptions,
          signal,
        ),
    },
    usage: ({ uid }) => readUsage(context.runtime.table, runsOf(uid)),
    listeningPorts: ({ uid }) => listeningPorts(context.runtime.table, runsOf(uid) ?? []),
    async drain({ graceMs = defaultDrainMs } = {}) {
      await Promise.all([...workers.values()].map((worker) => worker.drain(graceMs)));
      await registration.setReady(false).catch(onError);
      await stop();
    },
    async close() {
      workers.forEach((worker) => worker.leave());
      await stop();
    },
  };
}

async function openContext(
  { client, nodeName, dirs, images, isolation }: KubeletOptions,
  clock: Clock,
  onError: (thrown: unknown) => void,
) {
  for (const folder of Object.values(dirs)) {
    await mkdir(folder, { recursive: true, mode: 0o700 });
  }
  const { blocks, bsize } = await statfs(dirs.runtime);
  const facts = readNodeFacts(nodeName, blocks * bsize);
  const store = await openLayerStore(join(dirs.runtime, 'layers'));
  const context: NodeContext = {
    ...{ client, clock, onError, folders: dirs },
    recorder: openRecorder({ client, component: 'kubelet', clock }),
    runtime: await openProcessRuntime({ folder: dirs.runtime, isolation, now: clock.now }),
    puller: openPuller(images, store),
    ports: openPortBook(),
    size: { cpu: facts.cpu, memory: facts.memory },
  };
  return { ...context, facts };
}

function groupByPod(runs: readonly Run[]): Map<string, Run[]> {
  const groups = new Map<string, Run[]>();
  for (const run of runs) {
    groups.set(run.name.podUid, [...(groups.get(run.name.podUid) ?? []), run]);
  }
  // The newest run of a container is the one that counts.
  groups.forEach((group) => group.sort((a, b) => b.name.attempt - a.name.attempt));
  return groups;
}

async function endLeftovers({ runtime }: NodeContext, left: ReadonlyMap<string, readonly Run[]>): Promise<void> {
  for (const [uid, runs] of left) {
    await Promise.all(runs.map((run) => run.terminate(0)));
    await runtime.forget(uid);
  }
}
