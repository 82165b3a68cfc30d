import { formatTime } from '@juanie/kube';
import type { Condition } from '@juanie/kube';

/** One condition as a reconciler says it; times are added here. */
export interface Saying {
  readonly type: string;
  readonly status: Condition['status'];
  readonly reason: string;
  readonly message: string;
}

export interface Written {
  /** The object's generation: put on every condition that is set. */
  readonly generation: number;
  readonly now: number;
}

const longestMessage = 32_768;

/**
 * Sets a condition as fluxcd/pkg/runtime does: `lastTransitionTime` moves when status, reason or message do,
 * and the list is kept in the order that kubectl's reader wants.
 */
export function setCondition(list: readonly Condition[], saying: Saying, { generation, now }: Written): Condition[] {
  const { type, status, reason } = saying;
  const message = cut(saying.message);
  const before = list.find((condition) => condition.type === type);
  const same = before?.status === status && before.reason === reason && before.message === message;
  const after: Condition = {
    lastTransitionTime: same && before.lastTransitionTime !== undefined ? before.lastTransitionTime : formatTime(now),
    message,
    observedGeneration: generation,
    reason,
    status,
    type,
  };
  return [...dropCondition(list, type), after].sort(compare);
}

export function dropCondition(list: readonly Condition[], type: string): Condition[] {
  return list.filter((condition) => condition.type !== type);
}

export function conditionOf(list: readonly Condition[] | undefined, type: string): Condition | undefined {
  return list?.find((condition) => condition.type === type);
}

export function isTrue(list: readonly Condition[] | undefined, type: string): boolean {
  return conditionOf(list, type)?.status === 'True';
}

const first = ['Stalled', 'Reconciling', 'Ready'];

function compare(a: Condition, b: Condition): number {
  const [left, right] = [rank(a), rank(b)];
  if (left !== right) {
    return left - right;
  }
  const generations = (b.observedGeneration ?? 0) - (a.observedGeneration ?? 0);
  return generations === 0 ? compareText(a.type, b.type) : generations;
}

function rank({ type }: Condition): number {
  const at = first.indexOf(type);
  return at < 0 ? first.length : at;
}

function compareText(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

function cut(message: string): string {
  return message.length <= longestMessage ? message : `${message.slice(0, longestMessage - 3)}...`;
}
