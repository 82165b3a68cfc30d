import type { YamlMap } from '@juanie/kube';
import { visitFieldSpec, type FieldSpec } from '../field-spec.ts';
import { isSelectedBy, type Gvk } from '../gvk.ts';
import type { ResourceList } from '../resource-list.ts';
import { textOf } from '../value.ts';

export interface AffixArgs {
  readonly affix: string;
  readonly specs: readonly FieldSpec[];
}

/** What is never renamed, because its name has a meaning of its own. */
const skipped: readonly Partial<Gvk>[] = [
  { kind: 'CustomResourceDefinition' },
  { group: 'apiregistration.k8s.io', kind: 'APIService' },
  { kind: 'Namespace' },
];

export function addPrefix(list: ResourceList, args: AffixArgs): void {
  addAffix(list, args, 'prefix');
}

export function addSuffix(list: ResourceList, args: AffixArgs): void {
  addAffix(list, args, 'suffix');
}

function addAffix(list: ResourceList, { affix, specs }: AffixArgs, side: 'prefix' | 'suffix'): void {
  for (const resource of list.all) {
    const id = resource.originalId;
    if (skipped.some((selector) => isSelectedBy(id, selector))) {
      continue;
    }
    for (const spec of specs) {
      if (!isSelectedBy(id, spec)) {
        continue;
      }
      if (spec.path === 'metadata/name' && affix !== '') {
        (side === 'prefix' ? resource.prefixes : resource.suffixes).push(affix);
        resource.rememberId();
      }
      visitFieldSpec(resource, spec, {
        creates: 'scalar',
        visit: (holder, key) => {
          const name = textOf((holder as YamlMap)[key]);
          (holder as YamlMap)[key] = side === 'prefix' ? affix + name : name + affix;
        },
      });
    }
  }
  list.changed();
}
