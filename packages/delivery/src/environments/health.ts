import type { EnvironmentRow } from '@juanie/database';
import type { Message } from '@juanie/fault';
import { isFault } from '@juanie/fault';
import type { Kernel } from '../core/kernel.ts';
import { message } from '../core/messages.ts';
import { conditionOf, fluxNamespace, podOf } from '../deployments/seen.ts';
import { commitOfRevision } from '../fleet/fleet.ts';
import { textAt, valueAt } from '../fleet/yaml.ts';
import type { Health, Sync } from '../views.ts';

export interface HealthSeen {
  readonly health: Health;
  readonly healthReason: Message | null;
  readonly ready: { readonly ready: number; readonly desired: number };
}

/** From what the watches hold: nothing is asked of the cluster. */
export function healthOf(kernel: Kernel, environment: EnvironmentRow): HealthSeen {
  const namespace = environment.namespace ?? '';
  const workloads = kernel.cluster.list('Deployment', namespace);
  if (workloads.length === 0) {
    const missing = environment.release_id !== null;
    const reason = missing ? message('HealthMissing', { name: namespace }) : message('HealthNoRelease');
    return { health: missing ? 'missing' : 'unknown', healthReason: reason, ready: { ready: 0, desired: 0 } };
  }
  const count = (path: readonly string[]) =>
    workloads.reduce((sum, object) => sum + Number(valueAt(object, ...path) ?? 0), 0);
  const desired = count(['spec', 'replicas']);
  const ready = Math.min(count(['status', 'availableReplicas']), desired);
  const counts = { ready, desired };
  if (desired === 0) {
    return { health: 'suspended', healthReason: message('StepRolledNone'), ready: counts };
  }
  const trouble = kernel.cluster.list('Pod', namespace).map(podOf).find(isTroubled);
  const reason = trouble === undefined ? message('HealthReady', counts) : troubleOf(trouble);
  if (ready >= desired) {
    return { health: 'healthy', healthReason: message('HealthReady', counts), ready: counts };
  }
  const isFailing =
    trouble !== undefined || workloads.some((object) => conditionOf(object, 'Progressing')?.status === 'False');
  return { health: isFailing ? 'degraded' : 'progressing', healthReason: reason, ready: counts };
}

type Pod = ReturnType<typeof podOf>;

function isTroubled(pod: Pod): boolean {
  return pod.containers.some(
    ({ exits, waiting }) => !pod.ready && (exits > 0 || /Err|BackOff|Error/.test(waiting?.reason ?? '')),
  );
}

function troubleOf(pod: Pod): Message {
  const [worst] = pod.containers.toSorted((a, b) => b.exits - a.exits);
  return message('HealthPod', { pod: pod.name, reason: worst?.waiting?.reason ?? worst?.endReason ?? pod.phase });
}

export interface SyncSeen {
  readonly sync: Sync;
  readonly syncReason: Message | null;
}

export function syncOf(kernel: Kernel, environment: EnvironmentRow, engine: string): SyncSeen {
  const object = kernel.cluster.get('Kustomization', fluxNamespace, engine);
  const ready = conditionOf(object, 'Ready');
  const stored = environment.fault === null ? undefined : (JSON.parse(environment.fault) as Message);
  if (stored !== undefined) {
    return { sync: 'failed', syncReason: stored };
  }
  if (object === undefined || ready === undefined) {
    return { sync: 'unknown', syncReason: message('SyncUnknown') };
  }
  if (ready.status === 'False') {
    const detail = (ready.message ?? '').replace(/\s+/g, ' ').slice(0, 600);
    return { sync: 'failed', syncReason: message('SyncFailed', { reason: ready.reason ?? '', detail }) };
  }
  if (ready.status === 'Unknown' || valueAt(object, 'spec', 'suspend') === true) {
    return { sync: 'syncing', syncReason: message('StepApplying') };
  }
  const revision = commitOfRevision(textAt(object, 'status', 'lastAppliedRevision'))?.slice(0, 7) ?? '–';
  return { sync: 'synced', syncReason: message('SyncAt', { revision }) };
}

/** A file of the overlay that cannot be rendered, with its line; null when all is well. */
export function faultOfRender(render: () => unknown): Message | null {
  try {
    render();
    return null;
  } catch (thrown) {
    if (!isFault(thrown)) {
      throw thrown;
    }
    const problem = thrown.problems[0];
    const file = problem?.file ?? problem?.path ?? '';
    const place = problem?.line === undefined ? file : `${file}:${problem.line}`;
    return message('SyncFailed', {
      reason: place === '' ? 'BuildFailed' : place,
      detail: problem?.detail ?? thrown.message,
    });
  }
}
