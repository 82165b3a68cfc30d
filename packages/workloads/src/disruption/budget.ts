import {
  formatTime,
  scaledValue,
  withConditions,
  type Condition,
  type IntOrString,
  type KubeObject,
  type LabelSelectorSpec,
} from '@juanie/kube';
import { isActive, isReady, type Pod } from '../pod.ts';

export interface Budget extends KubeObject {
  spec: {
    readonly minAvailable?: IntOrString;
    readonly maxUnavailable?: IntOrString;
    readonly selector?: LabelSelectorSpec;
  };
  status?: BudgetStatus;
}

export interface BudgetStatus {
  readonly currentHealthy: number;
  readonly desiredHealthy: number;
  readonly disruptionsAllowed: number;
  readonly expectedPods: number;
  readonly observedGeneration?: number;
  readonly conditions?: readonly Condition[];
}

export interface Seen {
  readonly budget: Budget;
  readonly pods: readonly Pod[];
  /** What the controllers of these pods want to run in all. */
  readonly expected: number;
}

/** How many pods may be taken away on purpose at this moment. */
export function budgetStatus({ budget, pods, expected }: Seen, now: number): BudgetStatus {
  const { minAvailable, maxUnavailable } = budget.spec;
  const healthy = pods.filter((pod) => isActive(pod) && isReady(pod)).length;
  const counted = minAvailable === undefined && maxUnavailable === undefined ? pods.length : expected;
  const desired =
    maxUnavailable === undefined
      ? (scaledValue(minAvailable ?? 1, counted, 'up') ?? 0)
      : Math.max(0, counted - (scaledValue(maxUnavailable, counted, 'up') ?? 0));
  const allowed = counted === 0 ? 0 : Math.max(0, healthy - desired);
  const condition: Condition = {
    type: 'DisruptionAllowed',
    status: allowed > 0 ? 'True' : 'False',
    reason: allowed > 0 ? 'SufficientPods' : 'InsufficientPods',
    message: '',
    observedGeneration: budget.metadata.generation ?? 0,
  };
  return {
    observedGeneration: budget.metadata.generation ?? 0,
    currentHealthy: healthy,
    desiredHealthy: desired,
    disruptionsAllowed: allowed,
    expectedPods: counted,
    conditions: withConditions(budget.status?.conditions, [condition], { now: formatTime(now), style: 'kubernetes' }),
  };
}
