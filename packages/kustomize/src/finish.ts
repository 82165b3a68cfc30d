import type { YamlMap } from '@juanie/kube';
import { originAnnotation, originText, transformationsAnnotation, transformationsText } from './build-metadata.ts';
import type { Resource } from './resource.ts';
import { requireTextKeys } from './text-keys.ts';

/** Resources that are meant for the build only. */
export function isLocal(resource: Resource): boolean {
  const { annotations } = resource;
  const mark = annotations['config.kubernetes.io/local-config'];
  return mark !== undefined && mark !== 'false';
}

const internal = [
  'internal.config.kubernetes.io/previousKinds',
  'internal.config.kubernetes.io/previousNames',
  'internal.config.kubernetes.io/prefixes',
  'internal.config.kubernetes.io/suffixes',
  'internal.config.kubernetes.io/previousNamespaces',
  'internal.config.kubernetes.io/allowNameChange',
  'internal.config.kubernetes.io/allowKindChange',
  'internal.config.kubernetes.io/refBy',
  'internal.config.kubernetes.io/generatorBehavior',
  'internal.config.kubernetes.io/needsHashSuffix',
  'internal.config.kubernetes.io/path',
  'internal.config.kubernetes.io/index',
  'internal.config.kubernetes.io/seqindent',
  'internal.config.kubernetes.io/id',
  'internal.config.kubernetes.io/annotations-migration-resource-id',
  'config.kubernetes.io/path',
  'config.kubernetes.io/index',
  'config.k8s.io/id',
  'helm.sh/generated',
];

/** All annotations end as strings, without those of the build; none at all end as no field. */
export function finishAnnotations(resource: Resource, metadata: readonly string[]): void {
  const { object } = resource;
  const old = (object.metadata as YamlMap | undefined)?.annotations;
  if (old === undefined && resource.origin === undefined && resource.transformations.length === 0) {
    return;
  }
  const { annotations } = resource;
  for (const name of internal) {
    delete annotations[name];
  }
  delete annotations[originAnnotation];
  delete annotations[transformationsAnnotation];
  if (metadata.includes('originAnnotations') && resource.origin !== undefined) {
    annotations[originAnnotation] = originText(resource.origin);
  }
  if (metadata.includes('transformerAnnotations') && resource.transformations.length > 0) {
    annotations[transformationsAnnotation] = transformationsText(resource.transformations);
  }
  requireTextKeys(Object.keys(annotations), { ...resource.place, path: 'metadata.annotations' });
  resource.setStrings('annotations', annotations);
}
