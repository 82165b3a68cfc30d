import { isYamlMap, setKey, type YamlMap } from '@juanie/kube';
import { idString } from './gvk.ts';
import { Refusal } from './refusal.ts';
import type { Resource } from './resource.ts';
import type { ResourceList } from './resource-list.ts';
import { requireTextKeys } from './text-keys.ts';
import { textOf } from './value.ts';

/** Adds what a generator made: as a new resource, or in the place of the one that has its id. */
export function absorb(list: ResourceList, made: readonly Resource[]): void {
  for (const resource of made) {
    absorbOne(list, resource);
  }
}

function absorbOne(list: ResourceList, resource: Resource): void {
  const { id, behavior } = resource;
  const matches = list.findByAnyId(id);
  const [old] = matches;
  if (matches.length > 1) {
    const names = matches.map((match) => idString(match.id)).join(' ');
    throw new Refusal(`found multiple objects [${names}] that could accept merge of ${idString(id)}`);
  }
  if (old === undefined) {
    if (behavior === 'merge' || behavior === 'replace') {
      throw new Refusal(`id ${goId(resource)} does not exist; cannot merge or replace`);
    }
    list.append(resource);
    return;
  }
  if (behavior === 'replace') {
    takeMetadata(resource, old);
  } else if (behavior === 'merge') {
    takeMetadata(resource, old);
    mergeStrings(resource, old, 'data');
    mergeStrings(resource, old, 'binaryData');
    resource.origin = old.origin ?? resource.origin;
  } else {
    throw new Refusal(
      `id ${goId(resource)} exists; can not use behavior: '${behavior}', behavior must be merge or replace`,
    );
  }
  list.replace(old, resource);
}

/** Go's `%#v` of an id. */
function goId(resource: Resource): string {
  const { group, version, kind, name, namespace } = resource.id;
  const q = JSON.stringify;
  return `resid.ResId{Gvk:resid.Gvk{Group:${q(group)}, Version:${q(version)}, Kind:${q(kind)}, isClusterScoped:false}, Name:${q(name)}, Namespace:${q(namespace)}}`;
}

/** Name, namespace and history are the old one's; labels and annotations of both, the new ones winning. */
function takeMetadata(resource: Resource, old: Resource): void {
  resource.setStrings('labels', { ...old.labels, ...resource.labels });
  resource.setStrings('annotations', { ...old.annotations, ...resource.annotations });
  resource.setName(old.name);
  resource.setNamespace(old.namespace);
  resource.previous = [...old.previous];
  resource.prefixes = [...old.prefixes];
  resource.suffixes = [...old.suffixes];
  resource.varNames = [...old.varNames];
  resource.behavior = old.behavior;
  // A hash is added only where both ask for one.
  resource.needsHash = resource.needsHash && old.needsHash;
}

function mergeStrings(resource: Resource, old: Resource, field: string): void {
  const merged: YamlMap = {};
  for (const { object } of [old, resource]) {
    const map = object[field];
    if (isYamlMap(map)) {
      for (const key of Object.keys(map)) {
        setKey(merged, key, textOf(map[key]));
      }
    }
  }
  if (Object.keys(merged).length === 0) {
    delete resource.object[field];
  } else {
    requireTextKeys(Object.keys(merged), { ...old.place, path: field });
    resource.object[field] = merged;
  }
}
