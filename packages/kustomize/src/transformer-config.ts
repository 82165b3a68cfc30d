import * as defaults from './defaults/field-specs.ts';
import { nameReferences } from './defaults/name-references.ts';
import { varReferences } from './defaults/var-references.ts';
import { mergeFieldSpecs, sortFieldSpecs, type FieldSpec } from './field-spec.ts';
import { compareGvk, equalGvk, type Gvk } from './gvk.ts';
import { within } from './refusal.ts';

/** A kind whose name others hold, and where they hold it. */
export interface BackReference extends Gvk {
  readonly referrers: readonly FieldSpec[];
}

/** Where each transformer finds its fields: the built-in tables and what `configurations` and `crds` add. */
export interface TransformerConfig {
  readonly namePrefix: readonly FieldSpec[];
  readonly nameSuffix: readonly FieldSpec[];
  readonly namespace: readonly FieldSpec[];
  readonly commonLabels: readonly FieldSpec[];
  readonly labels: readonly FieldSpec[];
  readonly templateLabels: readonly FieldSpec[];
  readonly commonAnnotations: readonly FieldSpec[];
  readonly varReference: readonly FieldSpec[];
  readonly images: readonly FieldSpec[];
  readonly replicas: readonly FieldSpec[];
  readonly nameReference: readonly BackReference[];
}

export const emptyConfig: TransformerConfig = {
  namePrefix: [],
  nameSuffix: [],
  namespace: [],
  commonLabels: [],
  labels: [],
  templateLabels: [],
  commonAnnotations: [],
  varReference: [],
  images: [],
  replicas: [],
  nameReference: [],
};

const builtIn: TransformerConfig = {
  namePrefix: defaults.names,
  nameSuffix: defaults.names,
  namespace: defaults.namespaces,
  commonLabels: defaults.commonLabels,
  labels: [],
  templateLabels: defaults.metadataLabels,
  commonAnnotations: defaults.commonAnnotations,
  varReference: varReferences,
  images: defaults.images,
  replicas: defaults.replicas,
  nameReference: nameReferences,
};

type ListName = Exclude<keyof TransformerConfig, 'nameReference'>;

const listNames: readonly (readonly [ListName, string])[] = [
  ['namePrefix', 'NamePrefix'],
  ['nameSuffix', 'NameSuffix'],
  ['namespace', 'NameSpace'],
  ['commonAnnotations', 'CommonAnnotations'],
  ['commonLabels', 'CommonLabels'],
  ['labels', 'Labels'],
  ['templateLabels', 'TemplateLabels'],
  ['varReference', 'VarReference'],
  ['images', 'Images'],
  ['replicas', 'Replicas'],
];

/** Both together; one of them being empty gives the other itself, so that configs can be compared by identity. */
export function mergeConfigs(into: TransformerConfig, more: TransformerConfig): TransformerConfig {
  if (into === more || more === emptyConfig) {
    return into;
  }
  return into === emptyConfig ? joinedAlone(more) : join(into, more);
}

const alone = new WeakMap<TransformerConfig, TransformerConfig>();

/** Even alone a config is joined with itself: a spec for all kinds gives way to one for some that stands before it. */
function joinedAlone(config: TransformerConfig): TransformerConfig {
  let joined = alone.get(config);
  if (joined === undefined) {
    joined = join(emptyConfig, config);
    alone.set(config, joined);
  }
  return joined;
}

function join(into: TransformerConfig, more: TransformerConfig): TransformerConfig {
  const merged: { -readonly [Name in keyof TransformerConfig]: TransformerConfig[Name] } = { ...into };
  for (const [name, title] of listNames) {
    merged[name] = within(`failed to merge ${title} fieldSpec`, { path: name }, () =>
      mergeFieldSpecs(into[name], more[name]),
    );
  }
  merged.nameReference = within('failed to merge NameReference fieldSpec', { path: 'nameReference' }, () =>
    more.nameReference.reduce(addBackReference, into.nameReference),
  );
  return sorted(merged);
}

function addBackReference(into: readonly BackReference[], more: BackReference): readonly BackReference[] {
  const isKnown = into.some((known) => equalGvk(known, more));
  const grown = into.map((known) =>
    equalGvk(known, more) ? { ...known, referrers: mergeFieldSpecs(known.referrers, more.referrers) } : known,
  );
  return isKnown ? grown : [...grown, more];
}

function sorted(config: TransformerConfig): TransformerConfig {
  const result: { -readonly [Name in keyof TransformerConfig]: TransformerConfig[Name] } = { ...config };
  for (const [name] of listNames) {
    result[name] = sortFieldSpecs(config[name]);
  }
  result.nameReference = [...config.nameReference].sort(compareGvk);
  return result;
}

export const defaultConfig: TransformerConfig = join(emptyConfig, builtIn);
alone.set(defaultConfig, defaultConfig);
