import type { Condition, KubeObject } from '@juanie/kube';
import { z } from 'zod';
import { Duration, LocalReference, parseSpec, refuseFields } from './spec.ts';

const Spec = z.object({
  url: z.string(),
  interval: Duration,
  timeout: Duration.default(60_000),
  ref: z
    .object({
      branch: z.string().optional(),
      tag: z.string().optional(),
      semver: z.string().optional(),
      name: z.string().optional(),
      commit: z.string().optional(),
    })
    .default({}),
  ignore: z.string().optional(),
  suspend: z.boolean().default(false),
  secretRef: LocalReference.optional(),
  sparseCheckout: z.array(z.string()).optional(),
  provider: z.string().default('generic'),
  serviceAccountName: z.string().optional(),
  verify: z.unknown().optional(),
  proxySecretRef: LocalReference.optional(),
  recurseSubmodules: z.boolean().default(false),
  include: z.array(z.unknown()).default([]),
  gitImplementation: z.string().optional(),
});

type Raw = z.output<typeof Spec>;

/** A GitRepository's spec: durations in milliseconds, every default filled in. */
export type GitRepositorySpec = Raw;

export interface Artifact {
  readonly digest: string;
  readonly lastUpdateTime: string;
  readonly path: string;
  readonly revision: string;
  readonly size?: number;
  readonly url: string;
}

export interface GitRepositoryStatus {
  readonly observedGeneration?: number;
  readonly conditions?: readonly Condition[];
  readonly artifact?: Artifact;
  readonly observedIgnore?: string;
  readonly observedSparseCheckout?: readonly string[];
  readonly lastHandledReconcileAt?: string;
}

/** Throws FluxSpecInvalid, or FluxFieldUnsupported with the names of the fields. */
export function parseGitRepository(object: KubeObject): GitRepositorySpec {
  const spec = parseSpec(Spec, object);
  refuseFields(object, unsupportedFields(spec));
  return spec;
}

function unsupportedFields(spec: Raw): string[] {
  const set: Record<string, boolean> = {
    'spec.verify': spec.verify !== undefined,
    [`spec.provider ${spec.provider}`]: spec.provider !== 'generic',
    'spec.serviceAccountName': spec.serviceAccountName !== undefined,
    'spec.proxySecretRef': spec.proxySecretRef !== undefined,
    'spec.recurseSubmodules': spec.recurseSubmodules,
    'spec.include': spec.include.length > 0,
  };
  return Object.keys(set).filter((field) => set[field]);
}

export function statusOfGitRepository(object: KubeObject): GitRepositoryStatus {
  return (object.status ?? {}) as GitRepositoryStatus;
}
