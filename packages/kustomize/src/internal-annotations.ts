import { isYamlMap, type YamlMap } from '@juanie/kube';
import type { Resource } from './resource.ts';
import { copyOf } from './value.ts';

/** A resource with what upstream notes in annotations while it builds; its sentences show them. */
export function withInternalAnnotations(resource: Resource): YamlMap {
  const object = copyOf(resource.object) as YamlMap;
  const { previous, prefixes, suffixes } = resource;
  const notes: Record<string, readonly string[]> = {
    prefixes,
    previousKinds: previous.map(({ kind }) => kind),
    previousNames: previous.map(({ name }) => name),
    previousNamespaces: previous.map(({ namespace }) => namespace),
    suffixes,
  };
  const filled = Object.entries(notes).filter(([, parts]) => parts.length > 0);
  if (filled.length > 0 && isYamlMap(object.metadata)) {
    const own = isYamlMap(object.metadata.annotations) ? object.metadata.annotations : {};
    const noted = filled.map(([name, parts]) => [`internal.config.kubernetes.io/${name}`, parts.join(',')]);
    object.metadata.annotations = { ...own, ...Object.fromEntries(noted) };
  }
  return object;
}
