import { isObject } from './json.ts';
import type { Condition, KubeObject } from './object.ts';

export interface TransitionOptions {
  /** RFC 3339. */
  readonly now: string;
  /**
   * What counts as a transition. `kubernetes`: another status; the order stays. `flux`: another status,
   * reason or message; Stalled, Reconciling and Ready stand first, the rest by name.
   */
  readonly style: 'kubernetes' | 'flux';
}

export function conditionOf(object: KubeObject, type: string): Condition | undefined {
  return conditionsOf(object).find((condition) => condition.type === type);
}

export function conditionsOf(object: KubeObject): readonly Condition[] {
  const conditions = isObject(object.status) ? object.status.conditions : undefined;
  return Array.isArray(conditions) ? (conditions as Condition[]) : [];
}

/** The conditions with the given ones set; `lastTransitionTime` moves only at a transition. */
export function withConditions(
  before: readonly Condition[] | undefined,
  changes: readonly Condition[],
  options: TransitionOptions,
): Condition[] {
  const conditions = [...(before ?? [])];
  for (const change of changes) {
    const index = conditions.findIndex(({ type }) => type === change.type);
    const known = conditions[index];
    const next = { ...change, lastTransitionTime: transitionTime(known, change, options) };
    if (known === undefined) {
      conditions.push(next);
    } else {
      conditions[index] = next;
    }
  }
  return options.style === 'flux' ? conditions.sort(compareTypes) : conditions;
}

export function withoutConditions(before: readonly Condition[] | undefined, ...types: readonly string[]): Condition[] {
  return (before ?? []).filter(({ type }) => !types.includes(type));
}

function transitionTime(known: Condition | undefined, change: Condition, { now, style }: TransitionOptions): string {
  const stays =
    known?.status === change.status &&
    (style === 'kubernetes' || (known.reason === change.reason && known.message === change.message));
  return (stays ? known?.lastTransitionTime : change.lastTransitionTime) ?? now;
}

const first = ['Stalled', 'Reconciling', 'Ready'];

function compareTypes(left: Condition, right: Condition): number {
  const rank = ({ type }: Condition): number => (first.includes(type) ? first.indexOf(type) : first.length);
  return rank(left) - rank(right) || (left.type < right.type ? -1 : left.type > right.type ? 1 : 0);
}
