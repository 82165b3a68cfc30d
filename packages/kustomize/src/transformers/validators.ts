import type { Accumulator } from '../accumulator.ts';
import { goJson } from '../go-json.ts';
import { idKey } from '../gvk.ts';
import { Refusal } from '../refusal.ts';
import { ResourceList } from '../resource-list.ts';
import type { Target } from '../target.ts';
import { copyOf } from '../value.ts';
import type { YamlMap } from '@juanie/kube';
import { pluginTransformers } from './plugins.ts';

const validatedBy = 'validated-by';

/** Runs the validators on all resources: they may refuse them, but change nothing but their own label. */
export function runValidators(target: Target, accumulator: Accumulator): void {
  const { validators = [] } = target.file.kustomization;
  for (const { transform } of pluginTransformers(target, validators, 'validators')) {
    const before = statesOf(accumulator.list);
    const copy = new ResourceList();
    copy.appendAll(accumulator.list.all);
    transform(copy);
    const after = statesOf(copy);
    if (before.size !== after.size || [...before].some(([id, state]) => after.get(id) !== state)) {
      throw new Refusal("validator shouldn't modify the resource map: nodes unequal", target.place('validators'));
    }
  }
}

function statesOf(list: ResourceList): Map<string, string> {
  return new Map(
    list.all.map((resource) => {
      const object = copyOf(resource.object) as YamlMap;
      const { labels } = (object.metadata ?? {}) as { labels?: YamlMap };
      delete labels?.[validatedBy];
      return [idKey(resource.id), goJson(object)];
    }),
  );
}
