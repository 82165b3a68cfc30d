import { goRegExp } from './go-regexp.ts';
import { effectiveNamespace, idString, type Gvk } from './gvk.ts';
import type { Selector } from './kustomization.ts';
import { matchesSelector } from './label-selector.ts';
import { Refusal } from './refusal.ts';
import type { Resource } from './resource.ts';

/** Tests of the parts of a selector, each of which is a regular expression that must match as a whole. */
export interface SelectorTest {
  matchesGvk(gvk: Gvk): boolean;
  matchesName(name: string): boolean;
  matchesNamespace(namespace: string): boolean;
}

export function compileSelector(selector: Selector): SelectorTest {
  const test = (pattern: string | undefined): ((text: string) => boolean) => {
    if (pattern === undefined || pattern === '') {
      return () => true;
    }
    const regexp = goRegExp(`^(?:${pattern})$`);
    if (regexp === undefined) {
      throw new Refusal(`error parsing regexp: \`^(?:${pattern})$\``);
    }
    return (text) => regexp.test(text);
  };
  const [group, version, kind] = [test(selector.group), test(selector.version), test(selector.kind)];
  return {
    matchesGvk: (gvk) => group(gvk.group) && version(gvk.version) && kind(gvk.kind),
    matchesName: test(selector.name),
    matchesNamespace: test(selector.namespace),
  };
}

/** The resources that a patch's target means, by their first or their current name and namespace. */
export function selectResources(resources: readonly Resource[], selector: Selector): Resource[] {
  const test = compileSelector(selector);
  return resources.filter((resource) => {
    if (!test.matchesGvk(resource.gvk)) {
      return false;
    }
    const [original, current] = [resource.originalId, resource.id];
    return (
      (test.matchesNamespace(effectiveNamespace(original)) || test.matchesNamespace(effectiveNamespace(current))) &&
      (test.matchesName(original.name) || test.matchesName(current.name)) &&
      matchesLabels(resource, selector)
    );
  });
}

export function matchesLabels(resource: Resource, selector: Selector): boolean {
  const { labelSelector = '', annotationSelector = '' } = selector;
  return (
    (labelSelector === '' || matchesSelector(resource.labels, labelSelector)) &&
    (annotationSelector === '' || matchesSelector(resource.annotations, annotationSelector))
  );
}

/** Upstream's way to print a selector. */
export function selectorString(selector: Selector): string {
  const { group = '', version = '', kind = '', name = '', namespace = '' } = selector;
  const id = idString({ group, version, kind, name, namespace });
  return `${id}:a=${selector.annotationSelector ?? ''}:l=${selector.labelSelector ?? ''}`;
}
