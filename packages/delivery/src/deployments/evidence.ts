import type { KubeObject } from '@juanie/kube';
import { parseStored, type Kernel } from '../core/kernel.ts';
import { textAt } from '../fleet/yaml.ts';
import type { Evidence, PodEvidence } from '../views.ts';
import { podOf, type ContainerSeen, type PodSeen } from './seen.ts';

const keptPods = 20;
const keptEvents = 50;
const loggedContainers = 4;
const keptLines = 50;
const logMs = 3_000;
const maxLogBytes = 64_000;

/** What the cluster knows about a failure, taken at once: pods and their logs go when they are replaced. */
export async function takeEvidence(kernel: Kernel, namespace: string, release: string | null): Promise<Evidence> {
  const pods = kernel.cluster.list('Pod', namespace);
  const seen = pods.map((pod) => ({ pod, seen: podOf(pod) }));
  const ofRelease = seen.filter((one) => release === null || one.seen.release === release);
  const troubled = ofRelease.filter(({ seen: one }) => !one.ready);
  const wanted = troubled.flatMap(({ seen: one }) =>
    one.containers.map(({ name, restarts }) => ({ pod: one.name, container: name, restarts })),
  );
  const logs = await Promise.all(
    wanted.slice(0, loggedContainers).map(async ({ pod, container, restarts }) => {
      const lines = await lastLines(kernel, { namespace, pod, container, previous: false });
      const before = lines.length === 0 && restarts > 0;
      return {
        pod,
        container,
        lines: before ? await lastLines(kernel, { namespace, pod, container, previous: true }) : lines,
      };
    }),
  );
  return {
    pods: ofRelease.slice(0, keptPods).map(({ pod, seen: one }) => podEvidence(kernel, pod, one)),
    events: eventsOf(kernel, namespace).filter(isAboutPods).slice(-keptEvents),
    logs: logs.filter(({ lines }) => lines.length > 0),
  };
}

function podEvidence(kernel: Kernel, pod: KubeObject, seen: PodSeen): PodEvidence {
  const worst = seen.containers.toSorted((a, b) => b.exits - a.exits)[0];
  return {
    name: seen.name,
    phase: seen.phase,
    reason: reasonOf(worst) ?? textAt(pod, 'status', 'reason') ?? null,
    message: worst?.waiting?.message ?? textAt(pod, 'status', 'message') ?? null,
    exitCode: worst?.exitCode ?? null,
    restarts: worst?.restarts ?? 0,
    listeningOn: seen.ready ? null : (listensElsewhere(kernel, pod)?.found ?? null),
  };
}

/** Between two attempts a container is being made again: what ended it says more. */
function reasonOf(container: ContainerSeen | undefined): string | null {
  const waiting = container?.waiting?.reason;
  const isStarting = waiting === 'ContainerCreating' || waiting === 'PodInitializing';
  return waiting === undefined || (isStarting && container?.endReason != null)
    ? (container?.endReason ?? null)
    : waiting;
}

/** A port that the processes of a pod opened although they were told another one. */
export function listensElsewhere(kernel: Kernel, pod: KubeObject): { found: number; expected: number } | undefined {
  const { uid, namespace, name } = pod.metadata;
  const told = pod.metadata.annotations?.['juanie.art/host-ports'];
  if (uid === undefined || namespace === undefined || told === undefined) {
    return undefined;
  }
  const [expected] = Object.values(parseStored<Record<string, number>>(told));
  const open = kernel.listening({ uid, namespace, name });
  const [found] = open;
  return expected === undefined || found === undefined || open.includes(expected) ? undefined : { found, expected };
}

function isAboutPods({ object }: Evidence['events'][number]): boolean {
  return /^(Pod|ReplicaSet|Deployment|Kustomization)\//.test(object);
}

/** Oldest first. */
export function eventsOf(kernel: Kernel, namespace: string): Evidence['events'][number][] {
  const timeOf = (event: KubeObject) =>
    textAt(event, 'lastTimestamp') ?? textAt(event, 'eventTime') ?? event.metadata.creationTimestamp ?? '';
  return kernel.cluster
    .list('Event', namespace)
    .map((event) => ({
      time: timeOf(event),
      object: `${textAt(event, 'involvedObject', 'kind') ?? ''}/${textAt(event, 'involvedObject', 'name') ?? ''}`,
      reason: textAt(event, 'reason') ?? '',
      message: textAt(event, 'message') ?? '',
      type: textAt(event, 'type') ?? 'Normal',
    }))
    .toSorted((a, b) => (a.time < b.time ? -1 : 1));
}

async function lastLines(
  kernel: Kernel,
  at: { namespace: string; pod: string; container: string; previous: boolean },
): Promise<string[]> {
  const pieces: Uint8Array[] = [];
  let size = 0;
  const options = { container: at.container, tailLines: keptLines, previous: at.previous };
  try {
    const pod = { namespace: at.namespace, name: at.pod };
    for await (const piece of kernel.kube.logs(pod, options, AbortSignal.timeout(logMs))) {
      pieces.push(piece);
      size += piece.length;
      if (size > maxLogBytes) {
        break;
      }
    }
  } catch (thrown) {
    // A container that never ran has no log; the rest of the evidence counts.
    kernel.log.debug('no log for evidence', { pod: at.pod, thrown: String(thrown) });
  }
  const text = Buffer.concat(pieces).toString('utf8').trimEnd();
  return text === '' ? [] : text.split('\n').slice(-keptLines);
}
