import { isYamlMap, setKey, type YamlMap } from '@juanie/kube';
import { visitFieldSpecs, type FieldSpec } from '../field-spec.ts';
import { Refusal } from '../refusal.ts';
import type { ResourceList } from '../resource-list.ts';
import { requireTextKeys } from '../text-keys.ts';
import { wrongKind } from '../value.ts';

export interface StringsArgs {
  readonly strings: Readonly<Record<string, string>>;
  readonly specs: readonly FieldSpec[];
}

/** Sets labels or annotations wherever the specs say that they stand. */
export function setStrings(list: ResourceList, { strings, specs }: StringsArgs): void {
  const entries = Object.entries(strings);
  if (entries.length === 0) {
    return;
  }
  for (const resource of list.all) {
    visitFieldSpecs(resource, specs, {
      creates: 'map',
      visit: (holder, key) => {
        const map = (holder as YamlMap)[key];
        if (map === undefined || !isYamlMap(map)) {
          throw new Refusal(wrongKind('MappingNode', map ?? null));
        }
        requireTextKeys(
          entries.map(([name]) => name).filter((name) => !Object.hasOwn(map, name)),
          { ...resource.place },
        );
        for (const [name, value] of entries) {
          setKey(map, name, value);
        }
      },
    });
  }
}
