import { conditionTypes as types, statusOfKustomization, type KustomizationSpec } from '@juanie/flux-api';
import type { KubeObject } from '@juanie/kube';
import { isTrue } from '../status/conditions.ts';

interface SourceReference {
  readonly kind: string;
  readonly name: string;
  readonly namespace?: string | undefined;
}

export interface DependencyContext {
  readonly namespace: string;
  readonly spec: Pick<KustomizationSpec, 'dependsOn' | 'sourceRef'>;
  /** Of the artifact. */
  readonly revision: string;
}

/** What is wrong with the first dependency that is not ready at this revision; undefined when all are. */
export function findBlocker(
  { namespace, spec, revision }: DependencyContext,
  find: (namespace: string, name: string) => KubeObject | undefined,
): string | undefined {
  for (const reference of spec.dependsOn) {
    const place = reference.namespace ?? namespace;
    const dependency = find(place, reference.name);
    const named = `dependency '${place}/${reference.name}'`;
    if (dependency === undefined) {
      return `${named} not found: kustomizations.kustomize.toolkit.fluxcd.io "${reference.name}" not found`;
    }
    const status = statusOfKustomization(dependency);
    const isCurrent = (dependency.metadata.generation ?? 0) === status.observedGeneration;
    if (!isCurrent || !isTrue(status.conditions, types.ready)) {
      return `${named} is not ready`;
    }
    const theirs = sourceOf(dependency);
    const isSameSource = theirs !== undefined && identify(theirs, place) === identify(spec.sourceRef, namespace);
    if (isSameSource && status.lastAppliedRevision !== revision) {
      return `${named} revision is not up to date`;
    }
  }
  return undefined;
}

function sourceOf(object: KubeObject): SourceReference | undefined {
  return (object.spec as { sourceRef?: SourceReference } | undefined)?.sourceRef;
}

function identify({ kind, name, namespace }: SourceReference, fallback: string): string {
  return `${kind}/${namespace ?? fallback}/${name}`;
}
