import { goSentence, readDocument } from '@juanie/kube';
import { decode, list, struct, string, bool, type Shape } from './decode.ts';
import { fieldSpec, sortFieldSpecs, type FieldSpec } from './field-spec.ts';
import { fieldSpecShape, type GivenFieldSpec } from './kustomization.ts';
import { Refusal, Refusals, within } from './refusal.ts';
import type { Target } from './target.ts';
import {
  defaultConfig,
  emptyConfig,
  mergeConfigs,
  type BackReference,
  type TransformerConfig,
} from './transformer-config.ts';

const specs = list(fieldSpecShape);
const referenceShape = struct('NameBackReferences', {
  group: string,
  version: string,
  kind: string,
  fieldSpecs: specs,
});
const lists = [
  'namePrefix',
  'nameSuffix',
  'namespace',
  'commonLabels',
  'labels',
  'templateLabels',
  'commonAnnotations',
  'varReference',
  'images',
  'replicas',
] as const;

const configShape: Shape = struct('TransformerConfig', {
  ...Object.fromEntries(lists.map((name) => [name, specs])),
  nameReference: list(referenceShape),
});

/** The built-in tables with what the files of `configurations` add to them. */
export function readConfigurations(paths: readonly string[], target: Target): TransformerConfig {
  let added = emptyConfig;
  paths.forEach((path, at) => {
    const place = target.place(`configurations[${at}]`);
    const config = within('', place, () => readConfig(target.root.readText(path), target.root.fileOf(path)));
    added = mergeConfigs(added, config);
  });
  return added === emptyConfig ? defaultConfig : mergeConfigs(defaultConfig, added);
}

function readConfig(text: string, file: string): TransformerConfig {
  const { value, problems } = readDocument(text, { dialect: 'kubernetes' });
  const [bad] = problems;
  if (bad !== undefined) {
    throw new Refusal(`error converting YAML to JSON: ${goSentence(bad)}`, { file, line: bad.line });
  }
  const decoded = decode(value, configShape, { strict: true });
  if (decoded.problems.length > 0) {
    throw new Refusals(
      decoded.problems.map((problem) => problem.within('error unmarshaling JSON: while decoding JSON', { file })),
    );
  }
  const given = (decoded.value ?? {}) as Partial<Record<(typeof lists)[number], GivenFieldSpec[]>> & {
    nameReference?: { group?: string; version?: string; kind?: string; fieldSpecs?: GivenFieldSpec[] }[];
  };
  const config: { -readonly [Name in keyof TransformerConfig]: TransformerConfig[Name] } = { ...emptyConfig };
  for (const name of lists) {
    config[name] = sortFieldSpecs(toSpecs(given[name]));
  }
  config.nameReference = (given.nameReference ?? []).map(
    ({ group = '', version = '', kind = '', fieldSpecs }): BackReference => ({
      group,
      version,
      kind,
      referrers: toSpecs(fieldSpecs),
    }),
  );
  return config;
}

export function toSpecs(given: readonly GivenFieldSpec[] = []): FieldSpec[] {
  return given.map(({ path = '', ...rest }) => fieldSpec(path, rest));
}

/** The shape of `fieldSpecs` in the configuration of a transformer. */
export const fieldSpecsShape = specs;
export const flag = bool;
