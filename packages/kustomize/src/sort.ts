import { compareBytes, equalGvk, gvkString, legacyOrder, ranksOf, sortString, type ResourceId } from './gvk.ts';
import type { SortOptions } from './kustomization.ts';
import { Refusal } from './refusal.ts';
import type { Resource } from './resource.ts';
import type { ResourceList } from './resource-list.ts';

/** Orders the output: `fifo` as accumulated, `legacy` by kind, then version, namespace and name. */
export function sortResources(list: ResourceList, options: SortOptions): void {
  const { order = '', legacySortOptions } = options;
  if (order !== 'fifo' && order !== 'legacy') {
    throw new Refusal("the field 'sortOptions.order' must be one of [fifo, legacy]", { path: 'sortOptions.order' });
  }
  if (order === 'fifo') {
    if (legacySortOptions !== undefined) {
      throw new Refusal(
        "the field 'sortOptions.legacySortOptions' is set but the selected sort order is 'fifo', not 'legacy'",
        { path: 'sortOptions.legacySortOptions' },
      );
    }
    return;
  }
  const { orderFirst = [], orderLast = [] } = legacySortOptions ?? legacyOrder;
  const ranks = ranksOf({ orderFirst, orderLast });
  const keyed = list.all.map((resource) => sortKeyOf(resource, ranks));
  keyed.sort(compareKeyed);
  list.replaceAll(keyed.map(({ resource }) => resource));
}

interface Keyed {
  readonly resource: Resource;
  readonly id: ResourceId;
  readonly rank: number;
  readonly kindKey: string;
  readonly idKey: string;
}

function sortKeyOf(resource: Resource, ranks: ReadonlyMap<string, number>): Keyed {
  const { id } = resource;
  const idKey = [gvkString(id), id.namespace || '~X', id.name || '~N'].join('|');
  return { resource, id, rank: ranks.get(id.kind) ?? 0, kindKey: sortString(id), idKey };
}

function compareKeyed(a: Keyed, b: Keyed): number {
  if (equalGvk(a.id, b.id)) {
    return compareBytes(a.idKey, b.idKey);
  }
  if (a.rank !== b.rank) {
    return a.rank - b.rank;
  }
  const byKind = compareBytes(a.kindKey, b.kindKey);
  const areNamespaces = a.id.kind === 'Namespace' && b.id.kind === 'Namespace';
  return areNamespaces && (a.id.group === '' || b.id.group === '') ? -byKind : byKind;
}
