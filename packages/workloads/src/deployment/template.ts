import { createHash } from 'node:crypto';
import { isDeepStrictEqual } from 'node:util';
import { controllerRef } from '../owners.ts';
import type { PodTemplate } from '../pod.ts';
import type { ReplicaSet } from '../replica-set/replica-set.ts';
import { annotationsFor } from './annotations.ts';
import { oldestFirst, type Deployment } from './deployment.ts';

export const hashLabel = 'pod-template-hash';
/** Letters that make no words; as upstream's SafeEncodeString. */
const alphabet = 'bcdfghjklmnpqrstvwxz2456789';

/** The ReplicaSet that runs the template; the oldest, should there be two. */
export function newReplicaSetOf(deployment: Deployment, replicaSets: readonly ReplicaSet[]): ReplicaSet | undefined {
  const template = comparable(deployment.spec.template);
  return oldestFirst(replicaSets).find(({ spec }) => isDeepStrictEqual(comparable(spec.template), template));
}

export function hasTemplateOf(replicaSet: ReplicaSet, deployment: Deployment): boolean {
  return isDeepStrictEqual(comparable(replicaSet.spec.template), comparable(deployment.spec.template));
}

/** Without the label that the ReplicaSet adds, empty parts and key order left out. */
function comparable({ metadata = {}, spec }: PodTemplate): unknown {
  const { [hashLabel]: _, ...labels } = metadata.labels ?? {};
  return {
    labels,
    annotations: metadata.annotations ?? {},
    finalizers: metadata.finalizers ?? [],
    spec,
  };
}

export function templateHash(template: PodTemplate, collisions = 0): string {
  const digest = createHash('sha256').update(canonical(comparable(template)));
  const bytes = (collisions === 0 ? digest : digest.update(String(collisions))).digest();
  return [...bytes.subarray(0, 10)].map((byte) => alphabet[byte % alphabet.length]).join('');
}

function canonical(value: unknown): string {
  if (Array.isArray(value)) {
    return `[${value.map(canonical).join(',')}]`;
  }
  if (typeof value === 'object' && value !== null) {
    const entries = Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1));
    return `{${entries.map(([key, item]) => `${JSON.stringify(key)}:${canonical(item)}`).join(',')}}`;
  }
  return JSON.stringify(value) ?? 'null';
}

export function replicaSetFor(
  deployment: Deployment,
  { revision, replicas }: { revision: number; replicas: number },
): ReplicaSet {
  const { metadata, spec } = deployment;
  const hash = templateHash(spec.template, deployment.status?.collisionCount);
  const labels = { ...spec.template.metadata?.labels, [hashLabel]: hash };
  return {
    apiVersion: 'apps/v1',
    kind: 'ReplicaSet',
    metadata: {
      name: `${metadata.name}-${hash}`,
      namespace: metadata.namespace ?? 'default',
      labels,
      annotations: annotationsFor(deployment, revision, undefined),
      ownerReferences: [controllerRef(deployment)],
    },
    spec: {
      replicas,
      ...(spec.minReadySeconds === undefined ? {} : { minReadySeconds: spec.minReadySeconds }),
      selector: { ...spec.selector, matchLabels: { ...spec.selector.matchLabels, [hashLabel]: hash } },
      template: { ...spec.template, metadata: { ...spec.template.metadata, labels } },
    },
  };
}
