import { isObject } from '../json.ts';

export interface ItemOrder {
  /** Undefined: scalars. */
  readonly key: string | undefined;
  /** The order that is asked for; its items are those of the patch. */
  readonly wanted: readonly unknown[];
  /** The order there was. */
  readonly present: readonly unknown[];
}

/** Whether two items of a list are the same one. */
export function sameItem(left: unknown, right: unknown, key: string | undefined): boolean {
  if (key === undefined) {
    return left === right;
  }
  return isObject(left) && isObject(right) && left[key] !== undefined && left[key] === right[key];
}

/**
 * Upstream's order (strategicpatch normalizeElementOrder): items named by the patch as it asks, the
 * others as they were, both lines zipped by what stood first before.
 */
export function orderItems(items: readonly unknown[], order: ItemOrder): unknown[] {
  const at = (list: readonly unknown[], item: unknown): number =>
    list.findIndex((other) => sameItem(other, item, order.key));
  const isNamed = (item: unknown): boolean => at(order.wanted, item) >= 0;
  const named = sortBy(items.filter(isNamed), (item) => at(order.wanted, item));
  const others = sortBy(
    items.filter((item) => !isNamed(item)),
    (item) => at(order.present, item),
  );
  const zipped: unknown[] = [];
  let [left, right] = [0, 0];
  while (left < others.length && right < named.length) {
    const positions = [at(order.present, others[left]), at(order.present, named[right])] as const;
    const othersFirst = positions[0] >= 0 && positions[1] >= 0 && positions[0] < positions[1];
    zipped.push(othersFirst ? others[left++] : named[right++]);
  }
  return [...zipped, ...others.slice(left), ...named.slice(right)];
}

/** Go's insertion sort with upstream's comparison: an item whose place is unknown goes before its neighbour. */
function sortBy(items: readonly unknown[], position: (item: unknown) => number): unknown[] {
  const sorted = [...items];
  for (let index = 1; index < sorted.length; index += 1) {
    for (let at = index; at > 0 && isLess(position(sorted[at]), position(sorted[at - 1])); at -= 1) {
      [sorted[at], sorted[at - 1]] = [sorted[at - 1], sorted[at]];
    }
  }
  return sorted;
}

function isLess(left: number, right: number): boolean {
  return left < 0 || right < 0 || left < right;
}
