import type { KubeObject } from '@juanie/kube';
import type { Kernel } from '../core/kernel.ts';
import { commitOfRevision, fleetOf } from '../fleet/fleet.ts';
import type { EnvironmentFacts } from '../fleet/layout.ts';
import { listAt, textAt, valueAt, type Fields } from '../fleet/yaml.ts';

/** What the cluster says about an environment, in the few facts that a judgement needs. */
export interface Seen {
  readonly source: SourceSeen;
  readonly engine: EngineSeen | undefined;
  readonly workloads: readonly WorkloadSeen[];
}

export interface SourceSeen {
  readonly revision: string | null;
  /** Has the commit, or one that came after it. */
  readonly hasCommit: boolean;
  readonly problem: string | null;
}

export interface EngineSeen {
  /** It has tried a revision that has the commit. */
  readonly attempted: boolean;
  /** It has applied one and found it healthy. */
  readonly applied: boolean;
  readonly checkingHealth: boolean;
  readonly ready: 'True' | 'False' | 'Unknown';
  readonly reason: string;
  readonly message: string;
  readonly revision: string | null;
}

export interface WorkloadSeen {
  readonly name: string;
  readonly exists: boolean;
  readonly desired: number;
  readonly updated: number;
  readonly ready: number;
  readonly available: number;
  readonly total: number;
  /** The controller has looked at the newest specification. */
  readonly current: boolean;
  /** The deployment that wrote it last, by its annotation. */
  readonly writtenBy: number | null;
  readonly deadlineExceeded: boolean;
  /** When the controller last saw progress; 0 when it has not said. */
  readonly progressAt: number;
  /** Of the newest template only. */
  readonly pods: readonly PodSeen[];
}

export interface PodSeen {
  readonly name: string;
  readonly phase: string;
  readonly ready: boolean;
  readonly release: string | null;
  readonly containers: readonly ContainerSeen[];
}

export interface ContainerSeen {
  readonly name: string;
  readonly restarts: number;
  /** How often it has ended since the pod was made. */
  readonly exits: number;
  readonly exitCode: number | null;
  readonly endReason: string | null;
  readonly waiting: { readonly reason: string; readonly message: string } | null;
}

export const fluxNamespace = 'flux-system';

export async function observe(
  kernel: Kernel,
  what: { at: EnvironmentFacts; commit: string; services: readonly string[] },
): Promise<Seen> {
  const { cluster, layout } = kernel;
  const { at, commit, services } = what;
  const has = async (revision: string | undefined) => await hasCommit(kernel, revision, commit);
  const repository = cluster.get('GitRepository', fluxNamespace, 'flux-system');
  const engine = cluster.get('Kustomization', fluxNamespace, layout.engineName(at));
  return {
    source: await sourceOf(repository, has),
    engine: engine === undefined ? undefined : await engineOf(engine, has),
    workloads: services.map((service) => workloadOf(kernel, at.namespace, service)),
  };
}

type Has = (revision: string | undefined) => Promise<boolean>;

async function hasCommit(kernel: Kernel, revision: string | undefined, commit: string): Promise<boolean> {
  const at = commitOfRevision(revision);
  if (at === undefined || at === commit) {
    return at === commit;
  }
  const fleet = fleetOf(kernel);
  return fleet.resolve(at) !== undefined && (await fleet.isAncestor(commit, at));
}

async function sourceOf(repository: KubeObject | undefined, has: Has): Promise<SourceSeen> {
  const revision = textAt(repository, 'status', 'artifact', 'revision');
  const ready = conditionOf(repository, 'Ready');
  const problem = ready?.status === 'False' ? `${ready.reason ?? ''}: ${ready.message ?? ''}` : null;
  return { revision: revision ?? null, hasCommit: await has(revision), problem };
}

async function engineOf(engine: KubeObject, has: Has): Promise<EngineSeen> {
  const ready = conditionOf(engine, 'Ready');
  const reconciling = conditionOf(engine, 'Reconciling');
  const attempted = textAt(engine, 'status', 'lastAttemptedRevision');
  return {
    attempted: await has(attempted),
    applied: await has(textAt(engine, 'status', 'lastAppliedRevision')),
    checkingHealth: /health check/i.test(`${reconciling?.message ?? ''} ${ready?.message ?? ''}`),
    ready: ready?.status ?? 'Unknown',
    reason: ready?.reason ?? '',
    message: ready?.message ?? '',
    revision: attempted ?? null,
  };
}

interface ConditionSeen {
  readonly status: 'True' | 'False' | 'Unknown';
  readonly reason?: string;
  readonly message?: string;
  readonly lastUpdateTime?: string;
}

export function conditionOf(object: KubeObject | undefined, type: string): ConditionSeen | undefined {
  return listAt(object, 'status', 'conditions').find((condition) => condition['type'] === type) as
    | ConditionSeen
    | undefined;
}

function numberAt(object: unknown, ...path: readonly (string | number)[]): number {
  const found = valueAt(object, ...path);
  return typeof found === 'number' ? found : 0;
}

const nowhere = {
  exists: false,
  desired: 0,
  updated: 0,
  ready: 0,
  available: 0,
  total: 0,
  current: false,
  writtenBy: null,
  deadlineExceeded: false,
  progressAt: 0,
  pods: [],
} as const;

function workloadOf(kernel: Kernel, namespace: string, name: string): WorkloadSeen {
  const found = kernel.cluster.get('Deployment', namespace, name);
  if (found === undefined) {
    return { name, ...nowhere };
  }
  const progressing = conditionOf(found, 'Progressing');
  const writtenBy = found.metadata.annotations?.['juanie.art/deployment'];
  const count = (field: string) => numberAt(found, 'status', field);
  const desired = valueAt(found, 'spec', 'replicas');
  return {
    name,
    exists: true,
    desired: typeof desired === 'number' ? desired : 1,
    updated: count('updatedReplicas'),
    ready: count('readyReplicas'),
    available: count('availableReplicas'),
    total: count('replicas'),
    current: count('observedGeneration') >= (found.metadata.generation ?? 0),
    writtenBy: writtenBy === undefined ? null : Number(writtenBy),
    deadlineExceeded: progressing?.reason === 'ProgressDeadlineExceeded',
    progressAt: Date.parse(progressing?.lastUpdateTime ?? '') || 0,
    pods: newestPods(kernel, namespace, found).map(podOf),
  };
}

/**
 * Pods of the template that the deployment has now. By the template, not by revision numbers: right after an apply
 * the newest ReplicaSet is still that of the version before.
 */
function newestPods(kernel: Kernel, namespace: string, deployment: KubeObject): readonly KubeObject[] {
  const isOwned = (object: KubeObject, uid: string | undefined) =>
    object.metadata.ownerReferences?.some((owner) => owner.uid === uid) === true;
  const wanted = templateOf(deployment);
  const current = kernel.cluster
    .list('ReplicaSet', namespace)
    .find((set) => isOwned(set, deployment.metadata.uid) && templateOf(set) === wanted);
  return current === undefined
    ? []
    : kernel.cluster.list('Pod', namespace).filter((pod) => isOwned(pod, current.metadata.uid));
}

function templateOf(object: KubeObject): string {
  return JSON.stringify(valueAt(object, 'spec', 'template') ?? null, (key, value: unknown) =>
    key === 'pod-template-hash' ? undefined : isPlain(value) ? sortedEntries(value) : value,
  );
}

function isPlain(value: unknown): value is Fields {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function sortedEntries(value: Fields): Fields {
  return Object.fromEntries(Object.entries(value).toSorted(([a], [b]) => (a < b ? -1 : 1)));
}

export function podOf(pod: KubeObject): PodSeen {
  const statuses = [...listAt(pod, 'status', 'initContainerStatuses'), ...listAt(pod, 'status', 'containerStatuses')];
  return {
    name: pod.metadata.name,
    phase: textAt(pod, 'status', 'phase') ?? 'Pending',
    ready: conditionOf(pod, 'Ready')?.status === 'True',
    release: pod.metadata.annotations?.['juanie.art/release'] ?? null,
    containers: statuses.map(containerOf),
  };
}

function containerOf(status: Fields): ContainerSeen {
  const restarts = numberAt(status, 'restartCount');
  const terminated = valueAt(status, 'state', 'terminated') ?? valueAt(status, 'lastState', 'terminated');
  const waiting = textAt(status, 'state', 'waiting', 'reason');
  const isRunning = valueAt(status, 'state', 'running') !== undefined;
  const exitCode = valueAt(terminated, 'exitCode');
  return {
    name: textAt(status, 'name') ?? '',
    restarts,
    // While it runs, each restart stands for one end; otherwise the last end has not been followed by a restart.
    exits: terminated === undefined ? restarts : restarts + (isRunning ? 0 : 1),
    exitCode: typeof exitCode === 'number' ? exitCode : null,
    endReason: textAt(terminated as Fields | undefined, 'reason') ?? null,
    waiting:
      waiting === undefined ? null : { reason: waiting, message: textAt(status, 'state', 'waiting', 'message') ?? '' },
  };
}
