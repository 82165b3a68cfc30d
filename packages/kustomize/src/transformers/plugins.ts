import { list, map, string, struct, bool, int } from '../decode.ts';
import type { FieldSpec } from '../field-spec.ts';
import { imageShape, patchShape, replacementFieldShape, replicaShape, selectorShape } from '../kustomization.ts';
import type { GivenFieldSpec, Image, Patch, Replica, ReplacementField, Selector } from '../kustomization.ts';
import { addHashes } from '../hash.ts';
import { decodePlugin, readPluginConfigs, unknownPlugin, type PluginConfig } from '../plugin-configs.ts';
import { idString } from '../gvk.ts';
import { Refusal, within } from '../refusal.ts';
import type { ResourceList } from '../resource-list.ts';
import type { Target } from '../target.ts';
import { fieldSpecsShape, toSpecs } from '../transformer-config-files.ts';
import { setImage } from './images.ts';
import { addPrefix, addSuffix } from './names.ts';
import { setNamespace } from './namespace.ts';
import { loadJsonPatch, loadStrategicPatches } from './old-patches.ts';
import { applyPatch, loadPatch } from './patch.ts';
import { applyReplacements, loadReplacements } from './replacements.ts';
import { setReplicas } from './replicas.ts';
import { setStrings } from './strings.ts';
import { patchText } from './patch-text.ts';
import type { Transformer } from './transformer.ts';
import { addValue, type ValueTarget } from './value-add.ts';

type Change = (resources: ResourceList) => void;
type Load = (config: PluginConfig, target: Target) => Change;

/** The transformers that `transformers` or `validators` configures. */
export function pluginTransformers(target: Target, entries: readonly string[], field: string): Transformer[] {
  return readPluginConfigs(target, entries, field).map((config) => {
    const load = loaders[config.kind];
    if (load === undefined) {
      const isGenerator = config.kind.endsWith('Generator');
      throw isGenerator
        ? new Refusal(`plugin ${idString(config.resource.originalId)} not a transformer`)
        : unknownPlugin(config);
    }
    const prefix = `plugin ${idString(config.resource.originalId)} fails configuration`;
    const transform = within(prefix, { ...config.resource.place }, () => load(config, target));
    return {
      transform: (resources) => within('', { ...config.resource.place }, () => transform(resources)),
      origin: config.origin,
    };
  });
}

const withSpecs = (fields: Parameters<typeof struct>[1]) =>
  struct('Config', { ...fields, fieldSpecs: fieldSpecsShape });

interface Specs {
  fieldSpecs?: GivenFieldSpec[];
}

function neededSpecs({ fieldSpecs }: Specs): FieldSpec[] {
  if (fieldSpecs === undefined) {
    throw new Refusal('fieldSpecs is not expected to be nil');
  }
  return toSpecs(fieldSpecs);
}

const subjectModes = ['', 'defaultOnly', 'allServiceAccounts', 'none'];

const loaders: Readonly<Record<string, Load>> = {
  AnnotationsTransformer: (config) => {
    const given = decodePlugin<Specs & { annotations?: Record<string, string> }>(
      config,
      withSpecs({ annotations: map(string) }),
    );
    return (resources) => setStrings(resources, { strings: given.annotations ?? {}, specs: toSpecs(given.fieldSpecs) });
  },
  LabelTransformer: (config) => {
    const given = decodePlugin<Specs & { labels?: Record<string, string> }>(config, withSpecs({ labels: map(string) }));
    return (resources) => setStrings(resources, { strings: given.labels ?? {}, specs: toSpecs(given.fieldSpecs) });
  },
  NamespaceTransformer: loadNamespace,
  PrefixTransformer: (config) => {
    const given = decodePlugin<Specs & { prefix?: string }>(config, withSpecs({ prefix: string }));
    const specs = neededSpecs(given);
    return (resources) => addPrefix(resources, { affix: given.prefix ?? '', specs });
  },
  SuffixTransformer: (config) => {
    const given = decodePlugin<Specs & { suffix?: string }>(config, withSpecs({ suffix: string }));
    const specs = neededSpecs(given);
    return (resources) => addSuffix(resources, { affix: given.suffix ?? '', specs });
  },
  PrefixSuffixTransformer: (config) => {
    const given = decodePlugin<Specs & { prefix?: string; suffix?: string }>(
      config,
      withSpecs({ prefix: string, suffix: string }),
    );
    const specs = neededSpecs(given);
    return (resources) => {
      addPrefix(resources, { affix: given.prefix ?? '', specs });
      addSuffix(resources, { affix: given.suffix ?? '', specs });
    };
  },
  ImageTagTransformer: (config) => {
    const given = decodePlugin<Specs & { imageTag?: Image }>(config, withSpecs({ imageTag: imageShape }));
    return (resources) => setImage(resources, { image: given.imageTag ?? {}, specs: toSpecs(given.fieldSpecs) });
  },
  ReplicaCountTransformer: (config) => {
    const given = decodePlugin<Specs & { replica?: Replica }>(config, withSpecs({ replica: replicaShape }));
    const { name = '', count = 0 } = given.replica ?? {};
    return (resources) => setReplicas(resources, { name, count, specs: toSpecs(given.fieldSpecs) });
  },
  PatchTransformer: (config, target) => {
    const patch = decodePlugin<Patch>(config, patchShape);
    const loaded = loadPatch(patchText(target, patch, 'transformers'), patch);
    return (resources) => applyPatch(resources, loaded, target.context.schemas);
  },
  PatchStrategicMergeTransformer: (config, target) => {
    const given = decodePlugin<{ paths?: string[]; patches?: string }>(
      config,
      struct('Config', { paths: list(string), patches: string }),
    );
    if ((given.paths ?? []).length === 0 && !given.patches) {
      throw new Refusal('empty file path and empty patch content');
    }
    return loadStrategicPatches(target, given.paths ?? [], given.patches ?? '');
  },
  PatchJson6902Transformer: (config, target) => {
    const given = decodePlugin<{ target?: Selector; path?: string; jsonOp?: string }>(
      config,
      struct('Config', { target: selectorShape, path: string, jsonOp: string }),
    );
    const { path, jsonOp, target: selector } = given;
    return loadJsonPatch(
      target,
      { ...(path && { path }), ...(jsonOp && { patch: jsonOp }), ...(selector && { target: selector }) },
      'transformers',
    );
  },
  ReplacementTransformer: (config, target) => {
    const given = decodePlugin<{ replacements?: ReplacementField[] }>(
      config,
      struct('Config', { replacements: list(replacementFieldShape) }),
    );
    const replacements = loadReplacements(target, given.replacements ?? []);
    return (resources) => applyReplacements(resources, replacements);
  },
  HashTransformer: () => addHashes,
  ValueAddTransformer: (config, target) => {
    const shape = struct('Config', {
      value: string,
      targetFilePath: string,
      targets: list(struct('Target', { selector: selectorShape, fieldPath: string, filePathPosition: int })),
    });
    const given = decodePlugin<{ value?: string; targetFilePath?: string; targets?: ValueTarget[] }>(config, shape);
    return addValue(target, given);
  },
};

function loadNamespace(config: PluginConfig): Change {
  const given = decodePlugin<Specs & { unsetOnly?: boolean; setRoleBindingSubjects?: string }>(
    config,
    withSpecs({ unsetOnly: bool, setRoleBindingSubjects: string }),
  );
  const { setRoleBindingSubjects: subjects = '', unsetOnly = false, fieldSpecs, metadata } = given;
  if (!subjectModes.includes(subjects)) {
    throw new Refusal(
      `invalid value "${subjects}" for setRoleBindingSubjects: must be one of "defaultOnly", "none" or "allServiceAccounts"`,
    );
  }
  const args = {
    namespace: metadata?.namespace ?? '',
    specs: toSpecs(fieldSpecs),
    unsetOnly,
    subjects: subjects || 'defaultOnly',
  };
  return (resources) => setNamespace(resources, args);
}
