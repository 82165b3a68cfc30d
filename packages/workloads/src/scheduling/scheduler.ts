import type { Ended, Reconciler, Step, Verdict } from '@juanie/controller';
import { formatTime, type Condition } from '@juanie/kube';
import { hasEnded, podCondition, type Pod } from '../pod.ts';
import type { World } from '../world.ts';
import { writeStatus } from '../write-status.ts';
import { misfit, noNode } from './fit.ts';
import type { Node } from './node.ts';

export interface Seen {
  readonly pod: Pod;
  readonly nodes: readonly Node[];
  /** Claims of the pod that do not exist, and those that have no volume yet. */
  readonly claims: { readonly absent: readonly string[]; readonly unbound: readonly string[] };
}

export interface Action {
  readonly bindTo: string;
}

export interface Says extends Verdict {
  /** The pod's PodScheduled condition. */
  readonly scheduled?: Pick<Condition, 'status'> & { readonly reason?: string; readonly message?: string };
}

const mine = 'default-scheduler';

/** A pod goes to the first node that takes it; one that none takes says why and waits for a change. */
export function decide({ pod, nodes, claims }: Seen): Step<Action, Says> {
  const next = { when: 'changed' } as const;
  const { metadata, spec } = pod;
  const foreign = spec.schedulerName !== undefined && spec.schedulerName !== mine;
  if (spec.nodeName !== undefined || metadata.deletionTimestamp !== undefined || hasEnded(pod) || foreign) {
    return { next };
  }
  if ((spec.schedulingGates ?? []).length > 0) {
    return {
      next,
      scheduled: {
        status: 'False',
        reason: 'SchedulingGated',
        message: 'Scheduling is blocked due to non-empty scheduling gates',
      },
    };
  }
  const why = unboundClaims(claims, nodes);
  const node = why === undefined ? nodes.find((one) => misfit(pod, one) === undefined) : undefined;
  return node === undefined
    ? { next, scheduled: { status: 'False', reason: 'Unschedulable', message: why ?? noNode(pod, nodes) } }
    : { next, action: { bindTo: node.metadata.name } };
}

function unboundClaims({ absent, unbound }: Seen['claims'], nodes: readonly Node[]): string | undefined {
  if (absent[0] !== undefined) {
    return `0/${nodes.length} nodes are available: persistentvolumeclaim "${absent[0]}" not found.`;
  }
  return unbound.length === 0
    ? undefined
    : `0/${nodes.length} nodes are available: pod has unbound immediate PersistentVolumeClaims.`;
}

export function conclude({ ending }: Ended<Seen, Action, void>): Says {
  return { next: ending.ok ? { when: 'changed' } : { when: 'backoff' } };
}

export function scheduler(world: World): Reconciler<Seen, Action, void, Says> {
  const recorder = world.recorderOf(mine);
  return {
    decide,
    conclude,
    async observe(key) {
      const pod = world.pods.at(key);
      return pod === undefined ? undefined : { pod, nodes: world.nodes.list(), claims: claimsOf(world, pod) };
    },
    async act({ pod }, { bindTo }) {
      const { name, namespace = '', uid = '' } = pod.metadata;
      const target = { apiVersion: 'v1', kind: 'Node', name: bindTo };
      const metadata = { name, namespace, uid };
      await world.client.create({ apiVersion: 'v1', kind: 'Binding', metadata, target }, { subresource: 'binding' });
      const message = `Successfully assigned ${namespace}/${name} to ${bindTo}`;
      recorder.record(pod, { reason: 'Scheduled', message });
    },
    async publish({ pod }, { scheduled }, now) {
      const held = podCondition(pod, 'PodScheduled');
      const same = held?.status === scheduled?.status && held?.reason === scheduled?.reason;
      if (scheduled === undefined || (same && held?.message === scheduled.message)) {
        return;
      }
      const since = same ? held?.lastTransitionTime : undefined;
      const condition = { type: 'PodScheduled', ...scheduled, lastTransitionTime: since ?? formatTime(now) };
      const others = (pod.status?.conditions ?? []).filter(({ type }) => type !== 'PodScheduled');
      await writeStatus(world.client, world.pods, {
        object: pod,
        status: { ...pod.status, conditions: [...others, condition] },
      });
      if (scheduled.reason === 'Unschedulable') {
        const message = scheduled.message ?? '';
        recorder.record(pod, { type: 'Warning', reason: 'FailedScheduling', message });
      }
    },
  };
}

function claimsOf({ claims }: World, { metadata, spec }: Pod): Seen['claims'] {
  const names = (spec.volumes ?? []).flatMap(({ persistentVolumeClaim: claim }) => claim?.claimName ?? []);
  const found = names.map((name) => ({ name, claim: claims.get(metadata.namespace, name) }));
  return {
    absent: found.filter(({ claim }) => claim === undefined).map(({ name }) => name),
    unbound: found
      .filter(({ claim }) => claim !== undefined && claim.status?.phase !== 'Bound')
      .map(({ name }) => name),
  };
}
