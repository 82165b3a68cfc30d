import { mkdir, statfs } from 'node:fs/promises';
import { join } from 'node:path';
import { openInformer, openRecorder, systemClock, type Clock, type Informer } from '@juanie/controller';
import type { KubeObject } from '@juanie/kube';
import type { KubeClient, LogOptions } from '@juanie/kube-client';
import { openLayerStore, type LayerStore } from './image/layer-store.ts';
import type { ImageSource } from './image/image-source.ts';
import { openPuller } from './image/puller.ts';
import { defaultLogLimits, type LogLimits } from './logs/rotation.ts';
import { readNodeFacts } from './node/node-object.ts';
import { registerNode, type Registration } from './node/registration.ts';
import type { NodeContext } from './pod/context.ts';
import type { Pod } from './pod/pod.ts';
import { readPodLogs } from './pod/pod-logs.ts';
import { openPodSet, type PodSet } from './pod/pod-set.ts';
import { openCgroups } from './process/cgroups.ts';
import type { Isolation } from './process/isolation.ts';
import { listeningPorts } from './process/listening.ts';
import { guardMemory } from './process/memory-guard.ts';
import { openPortBook } from './process/ports.ts';
import { openProcessRuntime } from './process/runtime.ts';
import { readUsage, type PodUsage } from './process/usage.ts';

export interface KubeletOptions {
  readonly client: KubeClient;
  readonly nodeName: string;
  readonly dirs: { readonly runtime: string; readonly logs: string; readonly volumes: string };
  readonly images: ImageSource;
  readonly isolation: Isolation;
  /** How much of a container's output is kept. */
  readonly logLimits?: LogLimits;
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
  const { client, nodeName, clock = systemClock, onError = () => undefined } = options;
  const { context, facts, store } = await openContext(options, clock, onError);
  const registration = await registerNode({ client, clock, facts, onError });
  const selection = { fieldSelector: `spec.nodeName=${nodeName}`, clock, onError };
  const informer = openInformer<Pod>(client, { apiVersion: 'v1', kind: 'Pod' }, selection);
  const pods = openPodSet(context, nodeName, await context.runtime.adopt());
  informer.onChange((key, { after }) => pods.take(key, after));
  await informer.synced;
  await pods.endLeftovers();
  void prune(context, store).catch(onError);
  return faceOf(options, { context, pods, informer, registration });
}

interface Parts {
  readonly context: NodeContext;
  readonly pods: PodSet;
  readonly informer: Informer<Pod>;
  readonly registration: Registration;
}

function faceOf({ isolation, dirs }: KubeletOptions, { context, pods, informer, registration }: Parts): Kubelet {
  const { table } = context.runtime;
  const { now } = context.clock;
  const guard = guardMemory(table, () => pods.runs());

  async function stop(): Promise<void> {
    informer.close();
    guard.close();
    registration.close();
    await context.recorder.flush();
  }

  return {
    isolation,
    node: {
      logs(pod, options, signal) {
        const worker = pods.find(pod.metadata.uid ?? '');
        return readPodLogs({ folder: dirs.logs, now, worker, pod: pod as Pod }, options, signal);
      },
    },
    usage: ({ uid }) => readUsage(table, pods.find(uid)?.runs()),
    listeningPorts: ({ uid }) => listeningPorts(table, pods.find(uid)?.runs() ?? []),
    async drain({ graceMs = defaultDrainMs } = {}) {
      await pods.drain(graceMs);
      await registration.setReady(false).catch(context.onError);
      await stop();
    },
    async close() {
      await pods.leave();
      await stop();
    },
  };
}

async function openContext(options: KubeletOptions, clock: Clock, onError: (thrown: unknown) => void) {
  const { client, nodeName, dirs, images, isolation } = options;
  for (const folder of Object.values(dirs)) {
    await mkdir(folder, { recursive: true, mode: 0o700 });
  }
  const { blocks, bsize } = await statfs(dirs.runtime);
  const facts = readNodeFacts(nodeName, blocks * bsize);
  const store = await openLayerStore(join(dirs.runtime, 'layers'));
  const cgroups = await openCgroups();
  const context: NodeContext = {
    client,
    clock,
    onError,
    folders: dirs,
    logLimits: options.logLimits ?? defaultLogLimits,
    recorder: openRecorder({ client, component: 'kubelet', clock }),
    runtime: await openProcessRuntime({ folder: dirs.runtime, isolation, cgroups, now: clock.now }),
    puller: openPuller(images, store),
    ports: openPortBook(),
    size: { cpu: facts.cpu, memory: facts.memory },
  };
  return { context, facts, store };
}

const unusedMs = 24 * 60 * 60 * 1000;

/** Layers come back from the registry when they are wanted again. */
async function prune({ runtime, clock }: NodeContext, store: LayerStore): Promise<void> {
  await store.prune(clock.now() - unusedMs, await runtime.usedLayers());
}
