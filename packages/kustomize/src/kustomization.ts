import { any, bool, int, list, map, string, struct, type Shape } from './decode.ts';

/** A kustomization file, decoded. Absent fields are undefined. */
export interface Kustomization {
  apiVersion?: string;
  kind?: string;
  metadata?: unknown;
  openapi?: Record<string, string>;
  namePrefix?: string;
  nameSuffix?: string;
  namespace?: string;
  commonLabels?: Record<string, string>;
  labels?: Label[];
  commonAnnotations?: Record<string, string>;
  patchesStrategicMerge?: string[];
  patchesJson6902?: Patch[];
  patches?: Patch[];
  images?: Image[];
  imageTags?: Image[];
  replacements?: ReplacementField[];
  replicas?: Replica[];
  vars?: Var[];
  sortOptions?: SortOptions;
  resources?: string[];
  components?: string[];
  crds?: string[];
  bases?: string[];
  configMapGenerator?: GeneratorArgs[];
  secretGenerator?: GeneratorArgs[];
  helmGlobals?: HelmGlobals;
  helmCharts?: HelmChart[];
  helmChartInflationGenerator?: Record<string, unknown>[];
  generatorOptions?: GeneratorOptions;
  configurations?: string[];
  generators?: string[];
  transformers?: string[];
  validators?: string[];
  buildMetadata?: string[];
}

export interface GivenFieldSpec {
  group?: string;
  version?: string;
  kind?: string;
  path?: string;
  create?: boolean;
}

export interface Label {
  pairs?: Record<string, string>;
  includeSelectors?: boolean;
  includeTemplates?: boolean;
  fields?: GivenFieldSpec[];
}

export interface Selector {
  group?: string;
  version?: string;
  kind?: string;
  name?: string;
  namespace?: string;
  annotationSelector?: string;
  labelSelector?: string;
}

export interface Patch {
  path?: string;
  patch?: string;
  target?: Selector;
  options?: { allowNameChange?: boolean; allowKindChange?: boolean };
}

export interface Image {
  name?: string;
  newName?: string;
  newTag?: string;
  tagSuffix?: string;
  digest?: string;
}

export interface Replica {
  name?: string;
  count?: number | bigint;
}

export interface FieldOptions {
  delimiter?: string;
  index?: number;
  encoding?: string;
  create?: boolean;
}

export interface Replacement {
  source?: Selector & { fieldPath?: string; options?: FieldOptions };
  sourceValue?: string;
  targets?: { select?: Selector; reject?: Selector[]; fieldPaths?: string[]; options?: FieldOptions }[];
}

export interface ReplacementField extends Replacement {
  path?: string;
}

export interface Var {
  name?: string;
  objref?: { apiVersion?: string; group?: string; version?: string; kind?: string; name?: string; namespace?: string };
  fieldref?: { fieldPath?: string };
}

export interface SortOptions {
  order?: string;
  legacySortOptions?: { orderFirst?: string[]; orderLast?: string[] };
}

export interface GeneratorOptions {
  labels?: Record<string, string>;
  annotations?: Record<string, string>;
  disableNameSuffixHash?: boolean;
  immutable?: boolean;
}

export interface GeneratorArgs {
  namespace?: string;
  name?: string;
  behavior?: string;
  literals?: string[];
  files?: string[];
  envs?: string[];
  env?: string;
  options?: GeneratorOptions;
  /** Of secrets. */
  type?: string;
}

export interface HelmGlobals {
  chartHome?: string;
  configHome?: string;
}

export interface HelmChart {
  name?: string;
  version?: string;
  repo?: string;
  releaseName?: string;
  namespace?: string;
  additionalValuesFiles?: string[];
  valuesFile?: string;
  valuesInline?: Record<string, unknown>;
  valuesMerge?: string;
  includeCRDs?: boolean;
  skipHooks?: boolean;
  apiVersions?: string[];
  kubeVersion?: string;
  nameTemplate?: string;
  skipTests?: boolean;
  debug?: boolean;
  devel?: boolean;
}

const strings = list(string);
const stringMap = map(string);
const gvk = { group: string, version: string, kind: string };
const id = { ...gvk, name: string, namespace: string };

export const fieldSpecShape = struct('FieldSpec', { ...gvk, path: string, create: bool });
export const selectorShape = struct('Selector', { ...id, annotationSelector: string, labelSelector: string });
export const patchShape = struct('Patch', {
  path: string,
  patch: string,
  target: selectorShape,
  options: struct('PatchArgs', { allowNameChange: bool, allowKindChange: bool }),
});
export const imageShape = struct('Image', {
  name: string,
  newName: string,
  tagSuffix: string,
  newTag: string,
  digest: string,
});
export const replicaShape = struct('Replica', { name: string, count: int });
const fieldOptions = struct('FieldOptions', { delimiter: string, index: int, encoding: string, create: bool });
const replacementFields = {
  source: struct('SourceSelector', { ...id, fieldPath: string, options: fieldOptions }),
  sourceValue: string,
  targets: list(
    struct('TargetSelector', {
      select: selectorShape,
      reject: list(selectorShape),
      fieldPaths: strings,
      options: fieldOptions,
    }),
  ),
};
export const replacementShape = struct('Replacement', replacementFields);
export const replacementFieldShape = struct('ReplacementField', { ...replacementFields, path: string });
export const generatorOptionsShape = struct('GeneratorOptions', {
  labels: stringMap,
  annotations: stringMap,
  disableNameSuffixHash: bool,
  immutable: bool,
});
const generatorArgs = {
  namespace: string,
  name: string,
  behavior: string,
  literals: strings,
  files: strings,
  envs: strings,
  env: string,
  options: generatorOptionsShape,
};
export const configMapArgsShape = struct('ConfigMapArgs', generatorArgs);
export const secretArgsShape = struct('SecretArgs', { ...generatorArgs, type: string });
export const sortOptionsShape = struct('SortOptions', {
  order: string,
  legacySortOptions: struct('LegacySortOptions', { orderFirst: strings, orderLast: strings }),
});
export const helmFields = {
  name: string,
  version: string,
  repo: string,
  releaseName: string,
  namespace: string,
  additionalValuesFiles: strings,
  valuesFile: string,
  valuesInline: map(any),
  valuesMerge: string,
  includeCRDs: bool,
  skipHooks: bool,
  apiVersions: strings,
  kubeVersion: string,
  nameTemplate: string,
  skipTests: bool,
  debug: bool,
  devel: bool,
};

export const kustomizationShape: Shape = struct('Kustomization', {
  apiVersion: string,
  kind: string,
  metadata: struct('ObjectMeta', { name: string, namespace: string, labels: stringMap, annotations: stringMap }),
  openapi: stringMap,
  namePrefix: string,
  nameSuffix: string,
  namespace: string,
  commonLabels: stringMap,
  labels: list(
    struct('Label', { pairs: stringMap, includeSelectors: bool, includeTemplates: bool, fields: list(fieldSpecShape) }),
  ),
  commonAnnotations: stringMap,
  patchesStrategicMerge: strings,
  patchesJson6902: list(patchShape),
  patches: list(patchShape),
  images: list(imageShape),
  imageTags: list(imageShape),
  replacements: list(replacementFieldShape),
  replicas: list(replicaShape),
  vars: list(
    struct('Var', {
      name: string,
      objref: struct('Target', { apiVersion: string, ...id }),
      fieldref: struct('FieldSelector', { fieldPath: string }),
    }),
  ),
  sortOptions: sortOptionsShape,
  resources: strings,
  components: strings,
  crds: strings,
  bases: strings,
  configMapGenerator: list(configMapArgsShape),
  secretGenerator: list(secretArgsShape),
  helmGlobals: struct('HelmGlobals', { chartHome: string, configHome: string }),
  helmCharts: list(struct('HelmChart', helmFields)),
  helmChartInflationGenerator: list(
    struct('HelmChartArgs', {
      chartName: string,
      chartVersion: string,
      chartRepoUrl: string,
      chartHome: string,
      chartRepoName: string,
      helmBin: string,
      helmHome: string,
      values: string,
      valuesLocal: map(any),
      valuesMerge: string,
      releaseName: string,
      releaseNamespace: string,
      extraArgs: strings,
    }),
  ),
  generatorOptions: generatorOptionsShape,
  configurations: strings,
  generators: strings,
  transformers: strings,
  validators: strings,
  buildMetadata: strings,
});
