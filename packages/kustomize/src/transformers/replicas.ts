import type { YamlMap } from '@juanie/kube';
import { visitFieldSpec, type FieldSpec } from '../field-spec.ts';
import { gvkString, isSelectedBy } from '../gvk.ts';
import { Refusal } from '../refusal.ts';
import type { ResourceList } from '../resource-list.ts';

export interface ReplicaArgs {
  readonly name: string;
  readonly count: number | bigint;
  readonly specs: readonly FieldSpec[];
}

/** Sets the count of replicas of what has, or had, a name. */
export function setReplicas(list: ResourceList, { name, count, specs }: ReplicaArgs): void {
  let found = false;
  for (const spec of specs) {
    for (const resource of list.filterByAnyId((id) => id.name === name && isSelectedBy(id, spec))) {
      found = true;
      visitFieldSpec(resource, spec, {
        creates: 'scalar',
        visit: (holder, key) => {
          (holder as YamlMap)[key] = count;
        },
      });
    }
  }
  if (!found && !list.isPartial) {
    const kinds = specs.map(gvkString).join(' ');
    throw new Refusal(`resource with name ${name} does not match a config with the following GVK [${kinds}]`, {
      path: 'replicas',
    });
  }
}
