import {
  dns1035LabelProblems,
  dnsLabelProblems,
  dnsSubdomainProblems,
  labelValueProblems,
  qualifiedNameProblems,
  type KubeObject,
} from '@juanie/kube';
import type { FieldProblem } from '../http/status.ts';
import type { Kind } from '../kinds/kind.ts';
import { invalidValue, required } from './problems.ts';

const annotationBytes = 256 * 1024;

/** What holds for the metadata of every kind: names, labels, annotations, finalizers, owners. */
export function validateMetadata(kind: Kind, { metadata }: KubeObject): FieldProblem[] {
  return [
    ...nameProblems(kind, metadata.name).map((detail) => invalidValue('metadata.name', metadata.name, detail)),
    ...validateLabels('metadata.labels', metadata.labels),
    ...validateAnnotations(metadata.annotations),
    ...(metadata.finalizers ?? []).flatMap((name) =>
      qualifiedNameProblems(name).map((detail) => invalidValue('metadata.finalizers', name, detail)),
    ),
    ...(metadata.ownerReferences ?? []).flatMap((owner, index) =>
      (['apiVersion', 'kind', 'name', 'uid'] as const).flatMap((field) =>
        (owner[field] ?? '') === ''
          ? [required(`metadata.ownerReferences[${index}].${field}`, 'must not be empty')]
          : [],
      ),
    ),
  ];
}

const labelNamed = new Set(['namespaces']);
const label1035Named = new Set(['services']);
/** Names that are only parts of a path. */
const pathNamed = new Set([
  'rbac.authorization.k8s.io/roles',
  'rbac.authorization.k8s.io/clusterroles',
  'rbac.authorization.k8s.io/rolebindings',
  'rbac.authorization.k8s.io/clusterrolebindings',
]);

function nameProblems(kind: Kind, name: string): string[] {
  if (labelNamed.has(kind.collection)) {
    return dnsLabelProblems(name);
  }
  if (label1035Named.has(kind.collection)) {
    return dns1035LabelProblems(name);
  }
  if (pathNamed.has(kind.collection)) {
    return name === '.' || name === '..' || /[/%]/.test(name) ? ["may not be '.' or '..' nor contain '/' or '%'"] : [];
  }
  return dnsSubdomainProblems(name);
}

export function validateLabels(field: string, labels: Readonly<Record<string, string>> | undefined): FieldProblem[] {
  return Object.entries(labels ?? {}).flatMap(([key, value]) => [
    ...qualifiedNameProblems(key).map((detail) => invalidValue(field, key, detail)),
    ...labelValueProblems(String(value)).map((detail) => invalidValue(field, value, detail)),
  ]);
}

function validateAnnotations(annotations: Readonly<Record<string, string>> | undefined): FieldProblem[] {
  const entries = Object.entries(annotations ?? {});
  const size = entries.reduce((sum, [key, value]) => sum + key.length + String(value).length, 0);
  const keys = entries.flatMap(([key]) =>
    qualifiedNameProblems(key.toLowerCase()).map((detail) => invalidValue('metadata.annotations', key, detail)),
  );
  return size <= annotationBytes
    ? keys
    : [
        ...keys,
        {
          reason: 'FieldValueTooLong',
          field: 'metadata.annotations',
          message: `Too long: may not be more than ${annotationBytes} bytes`,
        },
      ];
}
