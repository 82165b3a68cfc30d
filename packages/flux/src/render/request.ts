import type { KustomizationSpec } from '@juanie/flux-api';
import type { KubeObject } from '@juanie/kube';
import type { Reads } from './tree-view.ts';

/** The fields of a Kustomization that change what is built. */
export type BuildSpec = Pick<
  KustomizationSpec,
  | 'targetNamespace'
  | 'namePrefix'
  | 'nameSuffix'
  | 'commonMetadata'
  | 'patches'
  | 'images'
  | 'components'
  | 'ignoreMissingComponents'
  | 'buildMetadata'
>;

/** Post-build variables; a failure to read them counts once there is an object to substitute in. */
export interface Variables {
  readonly values: Readonly<Record<string, string>>;
  readonly failure?: string;
  readonly always: boolean;
}

export interface RenderRequest {
  readonly gitDir: string;
  readonly commit: string;
  /** Clean, from the root of the repository. */
  readonly path: string;
  readonly spec: BuildSpec;
  /** Absent: no postBuild. */
  readonly variables?: Variables;
  /** Of the GitRepository. */
  readonly ignore?: string;
  readonly sparseCheckout?: readonly string[];
  /** On every object: whose it is. */
  readonly labels: Readonly<Record<string, string>>;
}

export interface Rendered {
  /** As they are to be applied: owner labels and common metadata included. */
  readonly objects: readonly KubeObject[];
  /** `sha256:…` of the built YAML, as upstream's history has it. */
  readonly digest: string;
  readonly reads: Reads;
}
