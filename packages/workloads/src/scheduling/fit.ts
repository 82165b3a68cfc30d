import type { Labels } from '@juanie/kube';
import type { Pod, Toleration } from '../pod.ts';
import type { Node, Taint } from './node.ts';

/** Why a node does not take a pod, in the scheduler's words; undefined when it does. */
export function misfit(pod: Pod, node: Node): string | undefined {
  const blocking = taintsOf(node).find(
    (taint) =>
      taint.effect !== 'PreferNoSchedule' && !(pod.spec.tolerations ?? []).some((one) => tolerates(one, taint)),
  );
  if (blocking?.key === unschedulableKey) {
    return 'node(s) were unschedulable';
  }
  if (blocking !== undefined) {
    return `node(s) had untolerated taint {${blocking.key}: ${blocking.value ?? ''}}`;
  }
  return fitsAffinity(pod, node) ? undefined : "node(s) didn't match Pod's node affinity/selector";
}

const unschedulableKey = 'node.kubernetes.io/unschedulable';

function taintsOf({ spec }: Node): Taint[] {
  const taints = spec?.taints ?? [];
  const cordon = { key: unschedulableKey, effect: 'NoSchedule' };
  return spec?.unschedulable === true && taints.every(({ key }) => key !== unschedulableKey)
    ? [cordon, ...taints]
    : [...taints];
}

function tolerates({ key, operator = 'Equal', value = '', effect }: Toleration, taint: Taint): boolean {
  return (
    (effect === undefined || effect === '' || effect === taint.effect) &&
    (key === undefined || key === '' ? operator === 'Exists' : key === taint.key) &&
    (operator === 'Exists' || value === (taint.value ?? ''))
  );
}

interface Requirement {
  readonly key: string;
  readonly operator: string;
  readonly values?: readonly string[];
}

interface NodeTerm {
  readonly matchExpressions?: readonly Requirement[];
  readonly matchFields?: readonly Requirement[];
}

interface Affinity {
  readonly nodeAffinity?: {
    readonly requiredDuringSchedulingIgnoredDuringExecution?: { readonly nodeSelectorTerms?: readonly NodeTerm[] };
  };
}

function fitsAffinity({ spec }: Pod, { metadata }: Node): boolean {
  const labels: Labels = metadata.labels ?? {};
  const selected = Object.entries(spec.nodeSelector ?? {}).every(([key, value]) => labels[key] === value);
  const required = (spec.affinity as Affinity | undefined)?.nodeAffinity
    ?.requiredDuringSchedulingIgnoredDuringExecution;
  const terms = required?.nodeSelectorTerms;
  return (
    selected &&
    (terms === undefined ||
      terms.some(
        ({ matchExpressions = [], matchFields = [] }) =>
          // A term that asks for nothing matches nothing.
          matchExpressions.length + matchFields.length > 0 &&
          matchExpressions.every((requirement) => meets(requirement, labels[requirement.key])) &&
          matchFields.every((requirement) => meets(requirement, metadata.name)),
      ))
  );
}

/** Nodes know comparisons that label selectors do not. */
function meets({ operator, values = [] }: Requirement, value: string | undefined): boolean {
  switch (operator) {
    case 'In':
      return value !== undefined && values.includes(value);
    case 'NotIn':
      return value === undefined || !values.includes(value);
    case 'Exists':
      return value !== undefined;
    case 'DoesNotExist':
      return value === undefined;
    case 'Gt':
      return value !== undefined && Number(value) > Number(values[0]);
    case 'Lt':
      return value !== undefined && Number(value) < Number(values[0]);
    default:
      return false;
  }
}

/** `0/1 nodes are available: 1 node(s) were unschedulable.` */
export function noNode(pod: Pod, nodes: readonly Node[]): string {
  if (nodes.length === 0) {
    return 'no nodes available to schedule pods';
  }
  const counts = new Map<string, number>();
  for (const node of nodes) {
    const why = misfit(pod, node) ?? '';
    counts.set(why, (counts.get(why) ?? 0) + 1);
  }
  const reasons = [...counts].map(([why, count]) => `${count} ${why}`).sort();
  return (
    `0/${nodes.length} nodes are available: ${reasons.join(', ')}. preemption: 0/${nodes.length} nodes are available: ` +
    `${nodes.length} Preemption is not helpful for scheduling.`
  );
}
