import { parseApiVersion } from '@juanie/kube';

/** A kind that is served, in one of its versions. */
export interface Kind {
  readonly group: string;
  readonly version: string;
  readonly apiVersion: string;
  readonly kind: string;
  readonly listKind: string;
  readonly resource: string;
  readonly singular: string;
  readonly namespaced: boolean;
  readonly shortNames: readonly string[];
  readonly categories: readonly string[];
  readonly verbs: readonly string[];
  readonly subresources: readonly Subresource[];
  /** Where its objects are kept: `apps/deployments`, the same for all versions. */
  readonly collection: string;
  /** What a CustomResourceDefinition says about this version; absent for built-in kinds. */
  readonly custom?: CustomVersion;
}

export interface Subresource {
  readonly name: string;
  readonly group: string;
  readonly version: string;
  readonly kind: string;
  readonly verbs: readonly string[];
}

/** One version of a custom kind, as far as requests need it. */
export interface CustomVersion {
  /** The name of the definition. */
  readonly definition: string;
  readonly storage: boolean;
  /** `openAPIV3Schema`, read when it is first needed: most kinds are listed in discovery and never used. */
  readonly schema: () => CustomSchema;
  readonly statusSubresource: boolean;
  readonly scale: ScalePaths | undefined;
  readonly columns: readonly PrinterColumn[];
  readonly selectableFields: readonly string[];
  /** Said as a Warning with every answer, when the version is deprecated. */
  readonly deprecation: string | undefined;
}

export type CustomSchema = Readonly<Record<string, unknown>>;

export interface ScalePaths {
  readonly specReplicasPath: string;
  readonly statusReplicasPath: string;
  readonly labelSelectorPath?: string;
}

export interface PrinterColumn {
  readonly name: string;
  readonly type: string;
  readonly jsonPath: string;
  readonly format?: string;
  readonly description?: string;
  readonly priority?: number;
}

export function collectionOf(group: string, resource: string): string {
  return group === '' ? resource : `${group}/${resource}`;
}

export function keyOf(namespace: string | undefined, name: string): string {
  return namespace === undefined ? name : `${namespace}/${name}`;
}

/** The scale, status or other subresource of a kind. */
export function findSubresource(kind: Kind, name: string): Subresource | undefined {
  return kind.subresources.find((one) => one.name === name);
}

export function groupOf(apiVersion: string): string {
  return parseApiVersion(apiVersion).group;
}
