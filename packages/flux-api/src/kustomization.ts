import type { Condition, KubeObject } from '@juanie/kube';
import { z } from 'zod';
import { Duration, LocalReference, parseSpec, refuseFields } from './spec.ts';

const Target = z.object({
  group: z.string().optional(),
  version: z.string().optional(),
  kind: z.string().optional(),
  name: z.string().optional(),
  namespace: z.string().optional(),
  labelSelector: z.string().optional(),
  annotationSelector: z.string().optional(),
});

const Spec = z.object({
  sourceRef: z.object({ kind: z.string(), name: z.string(), namespace: z.string().optional() }),
  interval: Duration,
  retryInterval: Duration.optional(),
  timeout: Duration.optional(),
  path: z.string().default(''),
  prune: z.boolean().default(false),
  deletionPolicy: z.enum(['MirrorPrune', 'Delete', 'WaitForTermination', 'Orphan']).default('MirrorPrune'),
  suspend: z.boolean().default(false),
  force: z.boolean().default(false),
  wait: z.boolean().default(false),
  dependsOn: z
    .array(z.object({ name: z.string(), namespace: z.string().optional(), readyExpr: z.string().optional() }))
    .default([]),
  healthChecks: z
    .array(
      z.object({
        apiVersion: z.string().default('apps/v1'),
        kind: z.string(),
        name: z.string(),
        namespace: z.string().optional(),
      }),
    )
    .default([]),
  targetNamespace: z.string().optional(),
  namePrefix: z.string().optional(),
  nameSuffix: z.string().optional(),
  commonMetadata: z
    .object({
      labels: z.record(z.string(), z.string()).default({}),
      annotations: z.record(z.string(), z.string()).default({}),
    })
    .optional(),
  patches: z.array(z.object({ patch: z.string(), target: Target.optional() })).default([]),
  images: z
    .array(
      z.object({
        name: z.string(),
        newName: z.string().optional(),
        newTag: z.string().optional(),
        digest: z.string().optional(),
      }),
    )
    .default([]),
  components: z.array(z.string()).default([]),
  ignoreMissingComponents: z.boolean().default(false),
  postBuild: z
    .object({
      substitute: z.record(z.string(), z.string()).default({}),
      substituteFrom: z
        .array(
          z.object({ kind: z.enum(['ConfigMap', 'Secret']), name: z.string(), optional: z.boolean().default(false) }),
        )
        .default([]),
      substituteStrategy: z.enum(['WithVariables', 'Always']).default('WithVariables'),
    })
    .optional(),
  serviceAccountName: z.string().optional(),
  decryption: z.object({ provider: z.string(), secretRef: LocalReference.optional() }).optional(),
  kubeConfig: z.unknown().optional(),
  healthCheckExprs: z.array(z.unknown()).default([]),
  buildMetadata: z.array(z.string()).default([]),
  ignore: z.array(z.unknown()).default([]),
  patchesStrategicMerge: z.array(z.unknown()).default([]),
  patchesJson6902: z.array(z.unknown()).default([]),
  validation: z.string().optional(),
});

type Raw = z.output<typeof Spec>;

/** A Kustomization's spec: durations in milliseconds, every default filled in, nothing left that is not carried out. */
export type KustomizationSpec = Omit<Raw, 'retryInterval' | 'timeout'> & {
  readonly retryInterval: number;
  readonly timeout: number;
};

export interface InventoryEntry {
  /** `<namespace>_<name>_<group>_<Kind>`; `:` in names is written `__`. */
  readonly id: string;
  readonly v: string;
}

export interface HistoryEntry {
  readonly digest: string;
  readonly firstReconciled: string;
  readonly lastReconciled: string;
  readonly lastReconciledDuration: string;
  readonly lastReconciledStatus: string;
  readonly totalReconciliations: number;
  readonly metadata?: Readonly<Record<string, string>>;
}

export interface KustomizationStatus {
  readonly observedGeneration?: number;
  readonly conditions?: readonly Condition[];
  readonly lastAttemptedRevision?: string;
  readonly lastAppliedRevision?: string;
  readonly lastHandledReconcileAt?: string;
  readonly inventory?: { readonly entries: readonly InventoryEntry[] };
  readonly history?: readonly HistoryEntry[];
}

/** A timeout below this is raised to it, silently, as upstream does. */
const shortestTimeout = 30_000;

/** Throws FluxSpecInvalid, or FluxFieldUnsupported with the names of the fields. */
export function parseKustomization(object: KubeObject): KustomizationSpec {
  const spec = parseSpec(Spec, object);
  refuseFields(object, unsupportedFields(spec));
  return {
    ...spec,
    retryInterval: spec.retryInterval ?? spec.interval,
    timeout: Math.max(spec.timeout ?? spec.interval - 30_000, shortestTimeout),
  };
}

function unsupportedFields(spec: Raw): string[] {
  const set: Record<string, boolean> = {
    'spec.decryption': spec.decryption !== undefined,
    'spec.kubeConfig': spec.kubeConfig !== undefined,
    'spec.healthCheckExprs': spec.healthCheckExprs.length > 0,
    'spec.dependsOn[].readyExpr': spec.dependsOn.some((dependency) => dependency.readyExpr !== undefined),
    [`spec.sourceRef.kind ${spec.sourceRef.kind}`]: spec.sourceRef.kind !== 'GitRepository',
    'spec.ignore': spec.ignore.length > 0,
    'spec.patchesStrategicMerge': spec.patchesStrategicMerge.length > 0,
    'spec.patchesJson6902': spec.patchesJson6902.length > 0,
  };
  return Object.keys(set).filter((field) => set[field]);
}

export function statusOfKustomization(object: KubeObject): KustomizationStatus {
  return (object.status ?? {}) as KustomizationStatus;
}
