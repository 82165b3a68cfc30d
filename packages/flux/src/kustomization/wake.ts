import { keyOf, type Change, type Informer } from '@juanie/controller';
import { conditionTypes as types, statusOfKustomization, type KustomizationSpec } from '@juanie/flux-api';
import { equalJson, type KubeObject } from '@juanie/kube';
import { conditionOf } from '../status/conditions.ts';

/** Who has to be told when a source or a dependency changes. */
export const kustomizationIndexes: Readonly<
  Record<'source' | 'dependency' | 'variables', (object: KubeObject) => string[]>
> = {
  source(object) {
    const { sourceRef } = specOf(object);
    return sourceRef?.name === undefined
      ? []
      : [`${sourceRef.namespace ?? object.metadata.namespace}/${sourceRef.name}`];
  },
  dependency: (object) =>
    (specOf(object).dependsOn ?? []).map(({ namespace, name }) => `${namespace ?? object.metadata.namespace}/${name}`),
  variables: (object) =>
    (specOf(object).postBuild?.substituteFrom ?? []).map(
      ({ kind, name }) => `${kind}/${object.metadata.namespace}/${name}`,
    ),
};

/** Those that take variables from a ConfigMap or Secret which has changed. */
export function readersOf(
  kustomizations: Informer,
  kind: string,
  { key, before, after }: Change<KubeObject>,
): string[] {
  const isSame = equalJson(before?.data, after?.data) && (before === undefined) === (after === undefined);
  return isSame ? [] : kustomizations.by('variables', `${kind}/${key}`).map(keyOf);
}

/** Those that depend on a Kustomization which has become ready, came or went. */
export function dependentsOf(kustomizations: Informer, { key, before, after }: Change<KubeObject>): string[] {
  if (before !== undefined && after !== undefined && readinessOf(before) === readinessOf(after)) {
    return [];
  }
  return kustomizations.by('dependency', key).map(keyOf);
}

function readinessOf(object: KubeObject): string {
  const { conditions, lastAppliedRevision, observedGeneration } = statusOfKustomization(object);
  return JSON.stringify([conditionOf(conditions, types.ready)?.status, lastAppliedRevision, observedGeneration]);
}

function specOf(object: KubeObject): Partial<KustomizationSpec> {
  return (object.spec ?? {}) as Partial<KustomizationSpec>;
}
