import { keyOf, type Change, type Informer } from '@juanie/controller';
import { conditionTypes as types, statusOfKustomization, type KustomizationSpec } from '@juanie/flux-api';
import type { KubeObject } from '@juanie/kube';
import { conditionOf } from '../status/conditions.ts';

/** Who has to be told when a source or a dependency changes. */
export const kustomizationIndexes: Readonly<Record<'source' | 'dependency', (object: KubeObject) => string[]>> = {
  source(object) {
    const { sourceRef } = specOf(object);
    return sourceRef?.name === undefined
      ? []
      : [`${sourceRef.namespace ?? object.metadata.namespace}/${sourceRef.name}`];
  },
  dependency: (object) =>
    (specOf(object).dependsOn ?? []).map(({ namespace, name }) => `${namespace ?? object.metadata.namespace}/${name}`),
};

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
